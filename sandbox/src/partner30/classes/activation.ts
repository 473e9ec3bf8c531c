import { asks, type Modification } from "../modification";
import type { PlannedOperation } from "../operations";
import { malformed } from "../refusal";

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
