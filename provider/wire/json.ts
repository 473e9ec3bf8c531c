import type { z } from "zod";

import { excerpt } from "../failure";
import { malformed, placeOf } from "./malformed";

/** Reads a JSON text as the given shape. What does not fit is `malformed`, with its JSON path. */
export function decodeJson<T>(schema: z.ZodType<T>, text: string, source: string): T {
  const result = schema.safeParse(parsed(text, source));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw malformed(source, `${placeOf("$", issue?.path ?? [])}: ${issue?.message ?? "does not fit"}`);
}

/** The value of a JSON text, or undefined where it is none. */
export function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function parsed(text: string, source: string): unknown {
  const value = jsonOrUndefined(text);
  if (value === undefined) throw malformed(source, `$: not JSON, but ${JSON.stringify(excerpt(text, 80))}`);
  return value;
}
