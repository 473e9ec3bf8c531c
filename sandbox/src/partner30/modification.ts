import type { KeyBody } from "./body";
import type { Exchange } from "./exchange";
import type { StoredKey } from "./model";

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
