/** What changed between two sets of properties, in the words of the engine's events. */

import { formatPath, parsePath, resetPath, type PropertyPath } from "./propertyPath";
import { isObject, revealProperties, Secret, Unknown, type Properties, type Value } from "./values";

export type DiffKind = "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

export interface PropertyDiff {
  diffKind: DiffKind;
  inputDiff: boolean;
}

export type DetailedDiff = Record<string, PropertyDiff>;

/** Two absent-or-null properties are the same thing: null is how a program leaves a property out. */
export function equal(a: Value | undefined, b: Value | undefined): boolean {
  if (a === undefined || a === null) return b === undefined || b === null;
  if (a instanceof Secret) return b instanceof Secret && equal(a.element, b.element);
  if (a instanceof Unknown) return b instanceof Unknown;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((e: Value, i) => equal(e, b[i]));
  if (isObject(a)) return isObject(b) && keysOf(a, b).every((key) => equal(a[key], b[key]));
  return a === b;
}

/** The leaves that differ, or undefined when nothing does. */
export function detailedDiff(old: Properties, news: Properties): DetailedDiff | undefined {
  const found: DetailedDiff = {};
  compareObjects([], old, news, found);
  return Object.keys(found).length === 0 ? undefined : found;
}

/** The top-level keys that differ, sorted as the engine reports them. */
export function changedKeys(old: Properties, news: Properties): string[] {
  return keysOf(old, news)
    .filter((key) => !equal(old[key], news[key]))
    .sort();
}

/** Differences of the values themselves: a value that only became secret has not changed. */
export function revealedDiff(
  old: Properties,
  news: Properties,
): { keys: string[]; detailed: DetailedDiff } | undefined {
  const [before, after] = [revealProperties(old), revealProperties(news)];
  const detailed = detailedDiff(before, after);
  return detailed && { keys: changedKeys(before, after), detailed };
}

const INVERSE: Record<DiffKind, DiffKind> = {
  add: "delete",
  delete: "add",
  update: "update",
  "add-replace": "delete-replace",
  "delete-replace": "add-replace",
  "update-replace": "update-replace",
};

export function inverted(diff: DetailedDiff): DetailedDiff {
  const entries = Object.entries(diff).map(
    ([path, d]) => [path, { ...d, diffKind: INVERSE[d.diffKind] }] as const,
  );
  return Object.fromEntries(entries);
}

export function asReplace(diff: PropertyDiff): PropertyDiff {
  return diff.diffKind.endsWith("-replace")
    ? diff
    : { ...diff, diffKind: `${diff.diffKind}-replace` as DiffKind };
}

/** Inputs with the ignored properties set back to what they were, and the paths where that was impossible. */
export function withIgnored(
  inputs: Properties,
  old: Properties,
  ignore: string[],
): { inputs: Properties; impossible: string[] } {
  const impossible: string[] = [];
  let result = inputs;
  for (const text of ignore) {
    const path = parsePath(text);
    if (!path) continue;
    const changed = resetPath(path, old, result);
    if (changed) result = changed;
    else impossible.push(text);
  }
  return { inputs: result, impossible };
}

function compareObjects(path: PropertyPath, old: Properties, news: Properties, found: DetailedDiff): void {
  for (const key of keysOf(old, news)) compare([...path, key], old[key], news[key], found);
}

function compare(
  path: PropertyPath,
  old: Value | undefined,
  news: Value | undefined,
  found: DetailedDiff,
): void {
  if (equal(old, news)) return;
  if (isObject(old) && isObject(news)) {
    compareObjects(path, old, news, found);
  } else if (Array.isArray(old) && Array.isArray(news)) {
    for (let i = 0; i < Math.max(old.length, news.length); i++) compare([...path, i], old[i], news[i], found);
  } else {
    found[formatPath(path)] = { diffKind: kindOf(old, news), inputDiff: true };
  }
}

function kindOf(old: Value | undefined, news: Value | undefined): DiffKind {
  if (old === undefined || old === null) return "add";
  return news === undefined || news === null ? "delete" : "update";
}

function keysOf(a: Properties, b: Properties): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}
