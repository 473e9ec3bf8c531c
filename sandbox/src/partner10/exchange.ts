import type { LedgerRecord } from "../ledger";
import type { Partner10Assumptions } from "./assumptions";
import type { Account } from "./model";
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
export interface Method {
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
