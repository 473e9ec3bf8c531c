import { redact } from "../../provider/failure";
import type { ReportedValue } from "./schema";

/** How the engine's events mark secrets, and values that are not known before `up`. */
const signature = "4dabf18193072939515e22adb298388d";
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Properties = Record<string, unknown>;

/** A value as it may be shown: no secret, none of Pulumi's and our own bookkeeping. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === "string") return value === unknownValue ? "[unknown]" : redact(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isObject(value)) return value;
  if (signature in value) return "[secret]";
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !name.startsWith("__"))
      .map(([name, member]) => [name, withoutSecrets(member)]),
  );
}

/** Where two values differ, member by member; what means nothing in a list is its order. */
export function differences(
  path: string,
  one: unknown,
  other: unknown,
): [path: string, one: unknown, other: unknown][] {
  if (isEqual(one, other)) return [];
  if (isObject(one) && isObject(other)) {
    const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return names.flatMap((name) =>
      differences(path === "" ? name : `${path}.${name}`, one[name], other[name]),
    );
  }
  if (Array.isArray(one) && Array.isArray(other)) return listDifferences(path, one, other);
  return [[path, one, other]];
}

/** What is in one list only, beside the one of the other list that it most likely became. */
function listDifferences(path: string, one: unknown[], other: unknown[]): [string, unknown, unknown][] {
  const removed = without(one, other);
  const added = without(other, one);
  const pairs = removed.map((member): [string, unknown, unknown] => {
    const likely = added.findIndex((each) => isAlike(member, each));
    return [path, member, likely === -1 ? undefined : added.splice(likely, 1)[0]];
  });
  return [...pairs, ...added.map((member): [string, unknown, unknown] => [path, undefined, member])];
}

function without(list: unknown[], others: unknown[]): unknown[] {
  const left = [...others];
  return list.filter((member) => {
    const at = left.findIndex((other) => isEqual(member, other));
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

/** Objects that share a text are the same thing with other settings, e.g. an item with another quantity. */
function isAlike(one: unknown, other: unknown): boolean {
  if (!isObject(one) || !isObject(other)) return false;
  return Object.entries(one).some(([name, value]) => typeof value === "string" && value === other[name]);
}

export function isEqual(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

/** Null is what a program leaves out. */
function canonical(value: unknown): string {
  return JSON.stringify([value], (_, member: unknown) =>
    isObject(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value in one line. */
export function inline(value: unknown): string {
  return value === "[secret]" || value === "[unknown]" ? value : JSON.stringify(value);
}

/** What is declared or recorded, and what is there, in words; `undefined` is nothing. */
export function sides({ declared, recorded, live }: ReportedValue): { wanted: string; there: string } {
  const text = (value: unknown): string => (value === undefined ? "" : inline(value));
  return { wanted: text(recorded === undefined ? declared : recorded), there: text(live) };
}

/** The name of a resource in its program. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
