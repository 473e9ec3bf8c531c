import type { KeyBody } from "../body";
import type { Exchange } from "../exchange";
import type { StoredKey } from "../model";

/**
 * The nine classes of operations, in the decreasing order of their priority; moving to another owner and the
 * lifecycle steps share the first place ("Order of Execution" of the page on modifying a license key).
 */
export const CLASSES = [
  "owner",
  "lifecycle",
  "upgrade",
  "activate",
  "ip",
  "productConfiguration",
  "parent",
  "rebuildItems",
  "nickname",
  "autoRenew",
] as const;

/** A column of the vendor's table of conflicting operations. */
export type OperationClass = (typeof CLASSES)[number];

/** What an operation is called in the ledger. */
export type OperationName =
  | "owner"
  | "terminate"
  | "suspend"
  | "resume"
  | "upgrade"
  | "activate"
  | "bindIp"
  | "unbindIp"
  | "restrictIp"
  | "productConfiguration"
  | "attach"
  | "detach"
  | "rebuildItems"
  | "nickname"
  | "autoRenew";

/** One operation that a request asks for, ready to be executed. */
export interface PlannedOperation {
  readonly name: OperationName;
  readonly class: OperationClass;
  /** True where the conflict table says nothing about it, so that it goes with everything. */
  readonly free?: boolean;
  /** Executes it; throws a Refusal when a business rule is against it. */
  run(): void;
}

/** "Conflicting Operations" of the page on modifying a license key, row by row. */
const CONFLICTS: Readonly<Record<OperationClass, readonly OperationClass[]>> = {
  owner: ["lifecycle", "activate", "parent", "upgrade", "ip", "productConfiguration"],
  lifecycle: ["owner", "activate", "parent", "upgrade", "ip", "productConfiguration"],
  activate: ["owner", "lifecycle"],
  parent: ["owner", "lifecycle"],
  upgrade: ["owner", "lifecycle"],
  ip: ["owner", "lifecycle"],
  productConfiguration: ["owner", "lifecycle"],
  rebuildItems: [],
  nickname: [],
  autoRenew: [],
};

/** The first two operations that must not share a request. */
export function conflictIn(
  operations: readonly PlannedOperation[],
): [PlannedOperation, PlannedOperation] | undefined {
  for (const [at, first] of operations.entries()) {
    const second = operations.slice(at + 1).find((other) => conflicting(first, other));
    if (second) return [first, second];
  }
  return undefined;
}

/** The operations in the order in which they are executed. */
export function inOrder(operations: readonly PlannedOperation[]): PlannedOperation[] {
  return [...operations].sort((a, b) => CLASSES.indexOf(a.class) - CLASSES.indexOf(b.class));
}

/** Terminate beside suspend or resume is ambiguous too, though the table has one column for the three. */
function conflicting(a: PlannedOperation, b: PlannedOperation): boolean {
  if (a.free || b.free) return false;
  return CONFLICTS[a.class].includes(b.class) || (a.class === "lifecycle" && b.class === "lifecycle");
}

/** A body that is to be brought to a key. */
export interface Modification {
  readonly exchange: Exchange;
  readonly key: StoredKey;
  readonly body: KeyBody;
  /** Whether the key is being made: then the owner is settled, and no value echoes an earlier one. */
  readonly creating: boolean;
}

/** Whether a member asks for an operation: it was sent, and differs unless an echo counts. */
export function asks<Value>(
  { exchange, creating }: Modification,
  sent: Value | undefined,
  stored: Value,
): sent is Value {
  const echoCounts = exchange.assumptions.echo === "countsAsOperation" && !creating;
  return sent !== undefined && (sent !== stored || echoCounts);
}
