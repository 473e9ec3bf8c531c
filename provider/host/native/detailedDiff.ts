import type { Properties } from "../values";

/** What becomes of a property, in Pulumi's words. */
export type Change = "add" | "delete" | "update";

/** What differs, by property paths such as `items[1].quantity`. */
export type DetailedDiff = Record<string, Change>;

/**
 * What differs between two sets of inputs, property by property. `isSame` says of a top-level property
 * whether both of its values mean the same, however they are written.
 */
export function detailedDiff(
  olds: Properties,
  news: Properties,
  isSame: (name: string) => boolean,
): DetailedDiff {
  const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
  return Object.assign(
    {},
    ...names.filter((name) => !isSame(name)).map((name) => differences(name, olds[name], news[name])),
  ) as DetailedDiff;
}

function differences(path: string, old: unknown, fresh: unknown): DetailedDiff {
  if (isEqual(old, fresh)) return {};
  if (old === undefined || old === null) return { [path]: "add" };
  if (fresh === undefined || fresh === null) return { [path]: "delete" };
  if (Array.isArray(old) && Array.isArray(fresh)) return listDifferences(path, old, fresh);
  if (isObject(old) && isObject(fresh)) {
    const names = [...new Set([...Object.keys(old), ...Object.keys(fresh)])];
    return Object.assign(
      {},
      ...names.map((name) => differences(`${path}${memberPath(name)}`, old[name], fresh[name])),
    ) as DetailedDiff;
  }
  return { [path]: "update" };
}

/** Elements that both lists have, wherever they stand, are no difference; the others are compared by place. */
function listDifferences(path: string, old: readonly unknown[], fresh: readonly unknown[]): DetailedDiff {
  const left = indexesOf(old, fresh);
  const added = indexesOf(fresh, old);
  const all: DetailedDiff = {};
  for (const at of new Set([...left, ...added])) {
    const gone = left.has(at) ? old[at] : undefined;
    const come = added.has(at) ? fresh[at] : undefined;
    Object.assign(all, differences(`${path}[${at}]`, gone, come));
  }
  return all;
}

/** The places of those elements of a list that another one does not have; each counts once. */
function indexesOf(list: readonly unknown[], other: readonly unknown[]): Set<number> {
  const left = other.map((each) => JSON.stringify(each));
  return new Set(
    list.flatMap((each, at) => {
      const found = left.indexOf(JSON.stringify(each));
      if (found === -1) return [at];
      left.splice(found, 1);
      return [];
    }),
  );
}

function memberPath(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
