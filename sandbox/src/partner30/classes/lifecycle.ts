import type { Exchange } from "../exchange";
import type { StoredKey } from "../model";
import { malformed, Refusal } from "../refusal";
import { asks, type Modification, type PlannedOperation } from "./planned";

/** Suspending, resuming, terminating. */
export function lifecycleOperations(modification: Modification): PlannedOperation[] {
  const { exchange, key, body } = modification;
  const operations: PlannedOperation[] = [];
  if (body.terminated === true) {
    if (exchange.assumptions.terminateByModify === "refused") throw malformed("terminated", "use DELETE.");
    operations.push({
      name: "terminate",
      class: "lifecycle",
      run: () => {
        terminate(exchange, key);
      },
    });
  }
  const { suspended } = body;
  if (asks(modification, suspended, key.suspended)) {
    const name = suspended ? "suspend" : "resume";
    operations.push({ name, class: "lifecycle", run: () => void (key.suspended = suspended) });
  }
  return operations;
}

/** Ends a key. Its children live on (reference, section 4.5). */
export function terminate({ world, assumptions }: Exchange, key: StoredKey): void {
  if (key.type === "purchased") {
    const status = Number(assumptions.purchasedTermination);
    const message = "The license key does not support termination: purchased keys cannot be terminated.";
    throw new Refusal("purchased", status, message, `Key ID = ${key.keyId}.`);
  }
  key.terminated = true;
  if (assumptions.parentTerminated === "becomesNull") {
    for (const child of world.childrenOf(key)) child.parentKeyId = null;
  }
}

/** Activating by UID, which modern Plesk versions do not support (seed, note below the conflict table). */
export function activationOperations(modification: Modification): PlannedOperation[] {
  const { exchange, key, body } = modification;
  const info = body.activationInfo;
  if (info === undefined) return [];
  const activate = (uid: string | null): PlannedOperation[] =>
    asks(modification, uid, key.uid)
      ? [{ name: "activate", class: "activate", run: () => void (key.uid = uid) }]
      : [];
  if (info === null) {
    if (exchange.assumptions.activationNull === "refused")
      throw malformed("activationInfo", "must not be null.");
    return exchange.assumptions.activationNull === "deactivates" ? activate(null) : [];
  }
  if (
    info.uid === undefined &&
    info.activated === undefined &&
    exchange.assumptions.activationEmpty === "ignored"
  )
    return [];
  if (info.uid === undefined || info.uid === "") throw malformed("activationInfo.uid", "is required.");
  if (info.activated === false)
    throw malformed("activationInfo.activated", "must not be false beside a uid.");
  return activate(info.uid);
}
