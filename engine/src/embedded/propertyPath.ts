/** Paths into properties: `a.b[0]["c d"]`, with `*` for any key, as in ignoreChanges and replaceOnChanges. */

import { isObject, type Properties, type Value } from "./values";

export type PropertyPath = (string | number)[];

const PLAIN_KEY = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
const SEGMENT = /\.?([^.["\]]+)|\[(\d+)\]|\[\*\]|\["((?:[^"\\]|\\.)*)"\]/y;

export function parsePath(text: string): PropertyPath | undefined {
  const path: PropertyPath = [];
  SEGMENT.lastIndex = 0;
  while (SEGMENT.lastIndex < text.length) {
    const match = SEGMENT.exec(text);
    if (!match) return undefined;
    const [, key, index, quoted] = match;
    path.push(key ?? (index !== undefined ? Number(index) : (quoted?.replace(/\\(.)/g, "$1") ?? "*")));
  }
  return path;
}

export function formatPath(path: PropertyPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (!PLAIN_KEY.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text ? `${text}.${part}` : part;
  }, "");
}

/** Whether `inner` lies at or below `outer`. */
export function containsPath(outer: PropertyPath, inner: PropertyPath): boolean {
  return inner.length >= outer.length && outer.every((part, i) => part === "*" || part === inner[i]);
}

/** `target` with the value at the path taken from `source`; undefined when one of them has no such place. */
export function resetPath(
  path: PropertyPath,
  source: Properties,
  target: Properties,
): Properties | undefined {
  const result = reset(path, source, target);
  return result === IMPOSSIBLE || !isObject(result) ? undefined : result;
}

const IMPOSSIBLE = Symbol("impossible");
type Reset = Value | undefined | typeof IMPOSSIBLE;

function reset(path: PropertyPath, source: Value | undefined, target: Value | undefined): Reset {
  const [part, ...rest] = path;
  if (part === undefined) return source;
  if (part === "*") return resetEach(rest, source, target);
  if (Array.isArray(target) && Array.isArray(source) && typeof part === "number") {
    if (part >= target.length || part >= source.length) return IMPOSSIBLE;
    const changed = reset(rest, source[part], target[part]);
    return changed === IMPOSSIBLE || changed === undefined ? IMPOSSIBLE : target.with(part, changed);
  }
  if (!isObject(target) || !isObject(source))
    return source === undefined && target === undefined ? undefined : IMPOSSIBLE;
  const changed = reset(rest, source[String(part)], target[String(part)]);
  if (changed === IMPOSSIBLE) return IMPOSSIBLE;
  const { [String(part)]: _, ...others } = target;
  return changed === undefined ? others : { ...others, [String(part)]: changed };
}

function resetEach(rest: PropertyPath, source: Value | undefined, target: Value | undefined): Reset {
  const keys = (value: Value | undefined): PropertyPath =>
    Array.isArray(value) ? [...value.keys()] : isObject(value) ? Object.keys(value) : [];
  let result: Reset = target;
  for (const key of new Set([...keys(source), ...keys(target)])) {
    if (result === IMPOSSIBLE) return IMPOSSIBLE;
    result = reset([key, ...rest], source, result);
  }
  return result;
}
