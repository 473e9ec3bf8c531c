import { excerpt, failure, type Failure } from "../failure";

/** `["items", 0, "item"]` below the root `$` as `$.items[0].item`. */
export function placeOf(root: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : `${text}.${String(part)}`),
    root,
  );
}

/** The failure for an answer that is not as documented, with the place of what is not. */
export function malformed(
  source: string,
  where: string,
  next = "Check that the URL is the system's own API address",
): Failure {
  return failure({
    kind: "malformed",
    // Names of elements and members are the sender's, and so is their length.
    what: `The answer does not have the documented shape at ${excerpt(where, 400)}`,
    source,
    next,
  });
}
