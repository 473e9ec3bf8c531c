/** Reading raw inputs with zod, so that every error names its property, the cause and the way out. */
import { z } from "zod";

import type { CheckFailure } from "../converge/resource";

/**
 * A text that holds something. Blanks at its ends come from a file or a variable and not from the user: sent, they
 * would name something else, and dropped, each refresh would show a change.
 */
export const notEmpty = z
  .string()
  .refine((text) => text.trim() !== "", { error: "must not be empty", abort: true })
  .refine((text) => text.trim() === text, "must not begin or end with white space");

type Defined<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };

/** The object without members that are undefined. */
export function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<T>;
}

/** Either the word or the object; `missing` says more of what is left out. */
export function wordOr<W extends string, T extends z.ZodType>(
  word: W,
  object: T,
  missing?: string,
): z.ZodUnion<[z.ZodLiteral<W>, T]> {
  return z.union([z.literal(word), object], requirement(`must be an object or "${word}"`, missing));
}

/** The message of a schema, also where the value is missing. */
export function requirement(
  text: string,
  missing = `is missing: it ${text}`,
): { error: (issue: { input?: unknown }) => string } {
  return { error: ({ input }) => (input === undefined ? missing : text) };
}

/** What the schema makes of raw inputs, or all that is wrong with them. */
export function parseRaw<T extends z.ZodType>(
  schema: T,
  raw: unknown,
): { data: z.output<T> } | { failures: CheckFailure[] } {
  const result = schema.safeParse(raw, { error: reasonOf });
  return result.success ? { data: result.data } : { failures: result.error.issues.flatMap(failuresOf) };
}

/** A reader of the arguments of a question. */
export function parseBy<T extends z.ZodType>(
  schema: T,
): (raw: Record<string, unknown>) => { by: z.output<T> } | { failures: CheckFailure[] } {
  return (raw) => {
    const parsed = parseRaw(schema, raw);
    return "failures" in parsed ? parsed : { by: parsed.data };
  };
}

function failuresOf(issue: Issue): CheckFailure[] {
  return issuesMeant(issue).flatMap((each) => {
    const { path, message: reason } = each;
    if (each.code !== "unrecognized_keys") return [{ property: propertyPath(path), reason }];
    return each.keys.map((name) => ({ property: propertyPath([...path, name]), reason }));
  });
}

type Issue = z.core.$ZodIssue;

/** Where one of several shapes was clearly meant, what is wrong with that one; else that none of them fits. */
function issuesMeant(issue: Issue): Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  const [closest, next] = issue.errors.filter(isOfItsType).sort((a, b) => a.length - b.length);
  if (closest === undefined || closest.length === next?.length) return [issue];
  if (next !== undefined && hasForeignKeys(closest) && hasForeignKeys(next)) return [issue];
  return closest.flatMap((each) => issuesMeant({ ...each, path: [...issue.path, ...each.path] }));
}

function hasForeignKeys(errors: readonly Issue[]): boolean {
  return errors.some(({ code }) => code === "unrecognized_keys");
}

/** Whether the errors are about members, and not about the value as a whole. */
function isOfItsType(errors: readonly Issue[]): boolean {
  return errors.every(({ path, code }) => path.length > 0 || code === "unrecognized_keys");
}

/** The rest of a sentence that begins with the property, where the schema does not say it itself. */
function reasonOf(issue: z.core.$ZodRawIssue): string {
  if (issue.code === "unrecognized_keys") {
    const names = propertiesOf(issue.inst);
    return `is not a property here; there ${names.length === 1 ? "is" : "are"} ${names.join(", ")}`;
  }
  if (issue.input === undefined) return "is missing";
  if (issue.code === "invalid_value") return `must be ${listed(issue.values.map(String))}`;
  if (issue.code !== "invalid_type") return "is not valid";
  const { expected, input } = issue;
  return `must be ${kinds[expected] ?? expected}, not ${kindOf(input, expected)}`;
}

function propertiesOf(schema: unknown): string[] {
  const names = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return names.filter((name) => !name.startsWith("__"));
}

/** The words for zod's types. */
const kinds: Partial<Record<string, string>> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/**
 * What a value is, in words. It may be a secret, so only a text that could be meant for the number or the
 * flag that is expected is shown.
 */
function kindOf(value: unknown, expected: string): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (typeof value === "number") return Number.isNaN(value) ? "NaN" : "a number: write it in quotes";
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "string") return `a ${typeof value}`;
  const isMeant = expected === "number" ? /^-?\d{1,9}(\.\d+)?$/ : /^(true|false)$/i;
  return isMeant.test(value) ? `the text ${JSON.stringify(value)}` : "a text";
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
}

function propertyPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, at) => (typeof part === "number" ? `[${part}]` : `${at > 0 ? "." : ""}${String(part)}`))
    .join("");
}
