import type { Partner30Assumptions } from "../assumptions";
import { malformed } from "./refusal";

/** A checked query: each documented parameter at most once. */
export type Query = ReadonlyMap<string, string>;

/** Reads a query; a parameter that is not allowed is refused or ignored, one that comes twice is refused. */
export function parseQuery(
  query: URLSearchParams,
  allowed: readonly string[],
  { unknownParameter }: Partner30Assumptions,
): Query {
  const parsed = new Map<string, string>();
  for (const [name, value] of query) {
    if (!allowed.includes(name)) {
      if (unknownParameter === "ignored") continue;
      throw malformed(name, "is not a parameter of this command.");
    }
    if (parsed.has(name)) throw malformed(name, "must be given once only.");
    parsed.set(name, value);
  }
  return parsed;
}

/** A boolean parameter; the manual writes both yes and true (reference, section 1). */
export function booleanParameter(query: Query, name: string): boolean | undefined {
  const value = query.get(name);
  if (value === undefined) return undefined;
  if (value === "yes" || value === "true") return true;
  if (value === "no" || value === "false") return false;
  throw malformed(name, "must be yes, true, no or false.");
}

/** A parameter with a fixed set of values. */
export function choiceParameter<Value extends string>(
  query: Query,
  name: string,
  values: readonly Value[],
): Value | undefined {
  const value = query.get(name);
  if (value === undefined) return undefined;
  const known = values.find((it) => it === value);
  if (known === undefined) throw malformed(name, `must be one of ${values.join(", ")}.`);
  return known;
}
