/** Reading raw inputs with zod, so that every error names its property, the cause and the way out. */
import { z } from "zod";

import type { CheckFailure } from "../converge/resource";

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
  const invalid = `must be an object or "${word}"`;
  return z.union([z.literal(word), object], {
    error: ({ input }) => (input === undefined ? (missing ?? invalid) : invalid),
  });
}

/** What a check tells the engine of an error. `names` lists the valid properties. */
export function checkFailures({ issues }: z.ZodError, names: readonly string[]): CheckFailure[] {
  return issues.flatMap(issuesMeant).flatMap((issue) => {
    if (issue.code !== "unrecognized_keys")
      return [{ property: propertyPath(issue.path), reason: issue.message }];
    const known = issue.path.length === 0 ? `; there are ${names.join(", ")}` : "";
    return issue.keys.map((name) => ({
      property: propertyPath([...issue.path, name]),
      reason: `is not a property here${known}`,
    }));
  });
}

type Issue = z.core.$ZodIssue;

/** Where one of several shapes was clearly meant, what is wrong with that one; else that none of them fits. */
function issuesMeant(issue: Issue): Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  const [closest, next] = issue.errors.filter(isOfItsType).sort((a, b) => a.length - b.length);
  if (closest === undefined || closest.length === next?.length) return [issue];
  return closest.flatMap((each) => issuesMeant({ ...each, path: [...issue.path, ...each.path] }));
}

/** Whether the errors are about members, and not about the value as a whole. */
function isOfItsType(errors: readonly Issue[]): boolean {
  return errors.every(({ path, code }) => path.length > 0 || code === "unrecognized_keys");
}

function propertyPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, at) => (typeof part === "number" ? `[${part}]` : `${at > 0 ? "." : ""}${String(part)}`))
    .join("");
}
