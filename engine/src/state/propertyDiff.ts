/** What changed between two sets of properties, in the words of the engine's events. */

import { isObject, reveal, type Properties, type Value } from "./values";

/** Changed leaves by path, as events name them: `add`, `delete` or `update`, and `-replace` where it needs a new resource. */
export type DetailedDiff = Record<string, { diffKind: string; inputDiff: boolean }>;

type Path = (string | number)[];

const PLAIN_KEY = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** Two absent-or-null properties are the same thing: null is how a program leaves a property out. */
export function equal(a: Value | undefined, b: Value | undefined): boolean {
  if (a === undefined || a === null) return b === undefined || b === null;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((e: Value, i) => equal(e, b[i]));
  if (typeof a !== "object" || typeof b !== "object" || b === null || Array.isArray(b)) return a === b;
  return keysOf(a, b).every((key) => equal(a[key], b[key]));
}

/**
 * Differences of the values themselves, undefined when there are none: a value that only became secret has not changed.
 * `keys` are the top-level ones, sorted as the engine reports them.
 */
export function revealedDiff(
  old: Properties,
  news: Properties,
): { keys: string[]; detailed: DetailedDiff } | undefined {
  const [before, after] = [reveal(old), reveal(news)];
  const detailed: DetailedDiff = {};
  compare([], before, after, detailed);
  const keys = keysOf(before, after).filter((key) => !equal(before[key], after[key]));
  return keys.length === 0 ? undefined : { keys: keys.sort(), detailed };
}

/** Whether a path of a detailed diff leads to a top-level property or into it. */
export function isWithin(path: string, key: string): boolean {
  return path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`);
}

/** Inputs with the ignored properties set back to what they were. */
export function withIgnored(inputs: Properties, old: Properties, ignore: string[]): Properties {
  const own = Object.entries(inputs).filter(([key]) => !ignore.includes(key));
  const former = Object.entries(old).filter(([key]) => ignore.includes(key));
  return Object.fromEntries([...own, ...former]);
}

function compare(path: Path, old: Value | undefined, news: Value | undefined, found: DetailedDiff): void {
  if (equal(old, news)) return;
  if (isObject(old) && isObject(news)) {
    for (const key of keysOf(old, news)) compare([...path, key], old[key], news[key], found);
  } else if (Array.isArray(old) && Array.isArray(news)) {
    for (let i = 0; i < Math.max(old.length, news.length); i++) compare([...path, i], old[i], news[i], found);
  } else {
    found[formatPath(path)] = { diffKind: kindOf(old, news), inputDiff: true };
  }
}

/** `a.b[0]["c d"]`. */
function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (!PLAIN_KEY.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text ? `${text}.${part}` : part;
  }, "");
}

function kindOf(old: Value | undefined, news: Value | undefined): string {
  if (old === undefined || old === null) return "add";
  return news === undefined || news === null ? "delete" : "update";
}

function keysOf(a: Properties, b: Properties): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}
