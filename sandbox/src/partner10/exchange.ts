import type { Partner10Assumptions } from "../assumptions";
import type { LedgerRecord } from "../ledgerEntry";
import { isProductKey, keyNumberOf, parseKeyNumber } from "./identifiers";
import type { Account, StoredKey } from "./model";
import { Refusal } from "./refusal";
import type { Partner10World } from "./world";
import type { Members, Value } from "./xmlRpc/value";

/** One call of a login that has proved who it is. */
export interface Exchange {
  readonly world: Partner10World;
  readonly assumptions: Partner10Assumptions;
  readonly account: Account;
  readonly record: LedgerRecord;
  /** Requests that arrived earlier and have not been answered yet. */
  readonly earlier: readonly LedgerRecord[];
}

/** The kind of a parameter after AuthInfo: a text or a list of texts. */
export type ParameterKind = "string" | "array";

/** The parameters after AuthInfo: texts and lists of texts, white space treated as the assumption says. */
export type Parameters = readonly (string | readonly string[])[];

/** One method of the API. */
export interface Operation {
  /** Its name in the ledger and in faults. */
  readonly endpoint: string;
  /** Whether it changes keys. */
  readonly changes: boolean;
  /** The roles that may not use it (reference, section 1). */
  readonly deniedTo: readonly Account["role"][];
  /** Its signatures, without AuthInfo. */
  readonly signatures: (assumptions: Partner10Assumptions) => readonly (readonly ParameterKind[])[];
  /** Does the work and gives the members of the result. */
  readonly run: (exchange: Exchange, parameters: Parameters) => Members;
}

/** The texts of parameters; undefined when the kinds are others than a signature says. */
export function parametersOf(
  values: readonly Value[],
  kinds: readonly ParameterKind[],
  { whiteSpace }: Partner10Assumptions,
): Parameters | undefined {
  if (values.length !== kinds.length) return undefined;
  const read = (value: Value) =>
    value.kind !== "string" ? undefined : whiteSpace === "trimmed" ? value.value.trim() : value.value;
  const parameters = values.map((value, at) => {
    if (kinds[at] === "string") return read(value);
    const texts = value.kind === "array" ? value.items.map(read) : [undefined];
    return texts.every((text) => text !== undefined) ? texts : undefined;
  });
  return parameters.every((parameter) => parameter !== undefined) ? parameters : undefined;
}

/** The key that a call names by its number, if the login may see it. */
export function numberedKey(exchange: Exchange, reference: string): StoredKey {
  const revision = parseKeyNumber(reference)?.revision;
  if (revision === null && exchange.assumptions.numberWithoutRevision === "410")
    throw new Refusal(410, { number: reference });
  return ownKey(exchange, reference);
}

/** The key that getKeyInfo names: by its number, with or without revision, or by its activation code. */
export function readableKey(exchange: Exchange, reference: string): StoredKey {
  return ownKey(exchange, reference, isProductKey(reference));
}

/** Refuses work on a key that is marked as a problem or terminated. */
export function refuseDead(key: StoredKey): void {
  if (key.problem) throw about(key, 221);
  if (key.terminated) throw about(key, 222);
}

/** A refusal that is about a key. */
export function about(key: StoredKey, code: number, named: Refusal["named"] = {}): Refusal {
  const number = keyNumberOf(key);
  return new Refusal(code, { number, keyType: key.keyType, ...named }, number);
}

function ownKey(exchange: Exchange, reference: string, byProductKey = false): StoredKey {
  const { world, account, record } = exchange;
  const number = parseKeyNumber(reference);
  if (!number && !byProductKey) throw new Refusal(410, { number: reference });
  const key = world.find(reference);
  if (!key || (number && !isRevisionKnown(exchange, key, number.revision)))
    throw new Refusal(220, { number: reference });
  record.keyId = key.id;
  if (key.clientId !== account.clientId) throw new Refusal(202);
  return key;
}

function isRevisionKnown({ assumptions }: Exchange, key: StoredKey, revision: number | null): boolean {
  if (revision === null || revision === key.revision) return true;
  return assumptions[revision < key.revision ? "oldRevision" : "newerRevision"] === "accepted";
}

/** Refuses a change while an earlier one on the same key has not been answered yet, where the assumption says so. */
export function refuseConcurrent({ assumptions, earlier, record }: Exchange, key: StoredKey): void {
  if (assumptions.parallelUpgrades === "serialized") return;
  const isBusy = earlier.some(
    ({ system, changing, keyId }) => system === record.system && changing && keyId === key.id,
  );
  if (isBusy) throw about(key, 300);
}
