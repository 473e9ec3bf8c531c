import { conflictIn, inOrder, type PlannedOperation } from "../classes/planned";
import { isExpired } from "../dates";
import { details, type Exchange } from "../exchange";
import type { StoredKey } from "../model";
import { Refusal } from "../refusal";

/**
 * Checks the operations of one request for conflicts and runs them one by one in the order of their priority, as
 * "Order of Execution" of the page on modifying a license key has it.
 */
export function execute(exchange: Exchange, key: StoredKey, operations: readonly PlannedOperation[]): void {
  refuseConflict(exchange, key, operations);
  refuseByState(exchange, key, operations);
  for (const operation of inOrder(operations)) {
    operation.run();
    exchange.record.operations.push(operation.name);
  }
}

/** Does some work, and takes all of it back when it is refused half-way. */
export function allOrNothing<Result>({ world, record }: Exchange, work: () => Result): Result {
  const before = new Map([...world.keys.values()].map((key) => [key, { ...key }]));
  try {
    return work();
  } catch (error) {
    for (const key of world.keys.values()) if (!before.has(key)) world.keys.delete(key.keyId);
    for (const [key, copy] of before) Object.assign(key, copy);
    record.operations = [];
    record.charges = [];
    throw error;
  }
}

function refuseConflict(
  { assumptions }: Exchange,
  key: StoredKey,
  operations: readonly PlannedOperation[],
): void {
  const conflict = conflictIn(operations);
  if (!conflict) return;
  const [first, second] = conflict;
  const message = `The operations ${first.name} and ${second.name} cannot be performed in one request.`;
  throw new Refusal("conflict", Number(assumptions.conflict), message, details(key));
}

function refuseByState(
  { assumptions, world }: Exchange,
  key: StoredKey,
  operations: readonly PlannedOperation[],
): void {
  if (operations.length === 0 || operations.some((it) => it.class === "lifecycle")) return;
  if (key.suspended && assumptions.suspendedKey === "refused") {
    throw new Refusal("suspended", 400, "The license key is suspended.", details(key));
  }
  if (isExpired(key, world.now()) && assumptions.expiredKey === "refused") {
    throw new Refusal("expired", 400, "The license key has expired.", details(key));
  }
}
