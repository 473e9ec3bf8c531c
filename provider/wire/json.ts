import type { z } from "zod";

import { excerpt } from "../failure";
import { malformed, placeOf } from "./malformed";

/** Reads a JSON text as the given shape. What does not fit is `malformed`, with its JSON path. */
export function decodeJson<T>(schema: z.ZodType<T>, text: string, source: string): T {
  const result = schema.safeParse(parse(text, source));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw malformed(source, `${placeOf("$", issue?.path ?? [])}: ${issue?.message ?? "does not fit"}`);
}

/**
 * The JSON text with bare numbers of some members as texts, digit for digit: a number of JavaScript would
 * round what is long and rewrite the rest.
 */
export function withTexts(text: string, members: readonly string[]): string {
  // Within a text there is a backslash before each quotation mark.
  const named = new RegExp(String.raw`(?<!\\)("(?:${members.join("|")})"\s*:\s*)(-?\d[\d.eE+-]*)`, "g");
  return text.replace(named, '$1"$2"');
}

/** Values within values. No answer comes near it, and it keeps a hostile one off the stacks of those who walk it. */
const deepest = 100;

/** The value of a JSON text, or undefined where it is none or is nested beyond all reason. */
export function jsonOrUndefined(text: string): unknown {
  if (isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Told by the text, since reading it would already need the stack. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isInString) {
      if (character === "\\") at += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}

function parse(text: string, source: string): unknown {
  const value = jsonOrUndefined(text);
  if (value !== undefined) return value;
  const reason = isTooDeep(text)
    ? `it is nested more than ${deepest} levels deep`
    : `not JSON, but ${JSON.stringify(excerpt(text, 80))}`;
  throw malformed(source, `$: ${reason}`);
}
