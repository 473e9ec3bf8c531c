/** Reading raw inputs with zod, so that every error names its property, the cause and the way out. */
import { z } from "zod";

import type { CheckFailure } from "../converge/resource";

/** The object without members that are undefined. */
export function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

/** Either the word or the object, with the errors of the object where an object was given. */
export function wordOr<W extends string, T extends z.ZodType>(
  word: W,
  object: T,
): z.ZodType<W | z.output<T>> {
  return z.unknown().transform((value, context): W | z.output<T> => {
    if (value === word) return word;
    const result =
      typeof value === "object" ? object.safeParse(value) : { success: false as const, error: undefined };
    if (result.success) return result.data;
    for (const issue of result.error?.issues ?? []) context.addIssue(issue as never);
    if (result.error === undefined)
      context.addIssue({ code: "custom", message: `must be an object or "${word}"` });
    return z.NEVER;
  });
}

/** An object with exactly one of its members. */
export function exactlyOne<T extends z.ZodRawShape>(
  shape: T,
  otherwise: string,
): z.ZodObject<T, z.core.$strict> {
  return z
    .strictObject(shape)
    .refine((value) => Object.values(value).filter((member) => member !== undefined).length === 1, otherwise);
}

/** What a check tells the engine of an error. `names` are the properties that there are. */
export function checkFailures({ issues }: z.ZodError, names: readonly string[]): CheckFailure[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys")
      return [{ property: propertyPath(issue.path), reason: issue.message }];
    const known = issue.path.length === 0 ? `; there are ${names.join(", ")}` : "";
    return issue.keys.map((name) => ({
      property: propertyPath([...issue.path, name]),
      reason: `is not a property here${known}`,
    }));
  });
}

function propertyPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, at) => (typeof part === "number" ? `[${part}]` : `${at > 0 ? "." : ""}${String(part)}`))
    .join("");
}
