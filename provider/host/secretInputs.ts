import type { ResourceSpec } from "../converge/resource";
import { redact, rememberSecret } from "../failure";
import { isObject, isSecretValue, isUnknown, secretsName, secretValue, type Properties } from "./values";

/** What has to be known of a resource to keep its secrets. */
type Secrecy = Pick<
  ResourceSpec<never, never, never>,
  "secretInputs" | "secretOutputs" | "repeats" | "ownWords"
>;

/** A text as it may be shown. */
export type Hide = (text: string) => string;

/**
 * Hides what the user made secret of a resource, by its inputs or by its outputs, which hold them. From here on
 * no failure and no sentence of this process shows it; what is too short to be looked for everywhere is left
 * to the function that is returned.
 */
export function hiderOf(spec: Secrecy, values: Properties): Hide {
  const texts = secretTexts(spec, values);
  texts.forEach(rememberSecret);
  const short = [...new Set(texts)].filter((text) => text.length < 4).map(standingAlone);
  return (text) =>
    short
      .reduce((clean, each) => clean.replace(each, "[secret]"), redact(text))
      .replaceAll('"[secret]"', "[secret]");
}

/** Inputs or outputs with each value marked that is secret, or repeats one that is. */
export function markSecrets(spec: Secrecy, values: Properties): Properties {
  const { secretInputs = [], secretOutputs = [], repeats = {} } = spec;
  const paths = secretPathsOf(values);
  const repeated = Object.entries(repeats).flatMap(([input, outputs]) =>
    paths.some((path) => isWithin(path, input) || isWithin(input, path)) ? outputs : [],
  );
  const texts = secretTexts(spec, values);
  const marked = [...paths, ...repeated].reduce(
    (all, path) => markAt(all, path.split("."), (name) => texts.includes(name)),
    values,
  );
  const always = [...secretInputs, ...secretOutputs].filter((name) => name in values);
  return { ...marked, ...Object.fromEntries(always.map((name) => [name, secretValue(values[name])])) };
}

function secretTexts({ ownWords = [] }: Secrecy, values: Properties): string[] {
  return secretPathsOf(values)
    .flatMap((path) => textsAt(values, path.split(".")))
    .filter((text) => !ownWords.includes(text));
}

/** The paths of values that are marked as secret, without places in lists: what the hidden input holds. */
export function markedPaths(value: unknown, path = ""): string[] {
  if (isSecretValue(value)) return [path];
  if (Array.isArray(value)) return [...new Set(value.flatMap((each) => markedPaths(each, path)))];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    markedPaths(member, path === "" ? name : `${path}.${name}`),
  );
}

/** The paths that the hidden input holds; none for a resource without secrets. */
export function secretPathsOf({ [secretsName]: paths }: Properties): string[] {
  return Array.isArray(paths) ? paths.filter((path) => typeof path === "string") : [];
}

function isWithin(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}.`);
}

/** A short text, unless it is part of a longer word. */
function standingAlone(text: string): RegExp {
  const exact = text.replace(/[^\w\s]/g, "\\$&");
  return new RegExp(`(?<![\\w.-])${exact}(?![\\w-]|\\.\\w)`, "g");
}

/** All texts and numbers at a path and below it. */
function textsAt(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => textsAt(each, path));
  const [name, ...rest] = path;
  if (isObject(value)) {
    const members = name === undefined ? Object.values(value) : [value[name]];
    return members.flatMap((member) => textsAt(member, rest));
  }
  if (name !== undefined || isUnknown(value)) return [];
  const text = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
  return text === "" ? [] : [text];
}

function markAt(
  values: Properties,
  path: readonly string[],
  isSecret: (name: string) => boolean,
): Properties {
  const [name = "", ...rest] = path;
  const value = values[name];
  if (value === undefined || value === null) return values;
  const isDeeper = rest.length > 0 && isObject(value) && !isSecretValue(value);
  return { ...values, [name]: isDeeper ? markAt(value, rest, isSecret) : markAll(value, isSecret) };
}

/**
 * Each member by itself, so that what holds them keeps its form. A list is secret as a whole, as to the engine,
 * and so is what has a member whose name is secret.
 */
function markAll(value: unknown, isSecret: (name: string) => boolean): unknown {
  if (isSecretValue(value) || isUnknown(value)) return value;
  if (!isObject(value) || Object.keys(value).some(isSecret)) return secretValue(value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, markAll(member, isSecret)]));
}
