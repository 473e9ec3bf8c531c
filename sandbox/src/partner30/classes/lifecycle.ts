import type { Exchange } from "../exchange";
import type { StoredKey } from "../model";
import { asks, type Modification } from "../modification";
import type { PlannedOperation } from "../operations";
import { malformed, Refusal } from "../refusal";

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
