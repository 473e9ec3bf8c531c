import { RunError } from "@pulumi/pulumi";
import { isAlias, isMap, isNode, isSeq, LineCounter, parseDocument, type Document } from "yaml";
import type { z } from "zod";

import { fleetSchema, type Fleet } from "./schema";

/** The fleet that a file declares, or one error that tells every mistake with its line. */
export function readFleet(file: string, content: string): Fleet {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const unreadable = [...document.errors, ...document.warnings];
  if (unreadable.length > 0)
    throw mistakes(unreadable.map(({ pos, message }) => `${at(pos[0])}: ${message}`));
  // A file that was cut off or emptied says nothing, and no entry is let go of for that.
  if (document.contents === null) throw mistakes([`${file} is empty: a fleet without entries is {}`]);
  const result = fleetSchema.safeParse(document.toJS(), { error: sentence });
  if (result.success) return result.data;
  throw mistakes(
    result.error.issues
      .flatMap(told)
      .map(({ path, reason }) => ({ offset: offsetOf(document, path), path, reason }))
      .sort((one, other) => one.offset - other.offset)
      .map(({ offset, path, reason }) => `${at(offset)}: ${pathText(path)} ${reason}`),
  );
}

/** Shown by Pulumi as it is, without a stack: the mistake is in the file and not in the program. */
function mistakes(lines: readonly string[]): RunError {
  return new RunError(lines.join("\n"));
}

const kinds: Record<string, string> = {
  string: "a text; put what looks like a number or a date in quotes",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
};

/** Where the schema has no sentence of its own. */
function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return "is missing";
  if (issue.code === "invalid_type") return `must be ${kinds[issue.expected] ?? issue.expected}`;
  if (issue.code === "invalid_value") return `must be ${issue.values.map(String).join(" or ")}`;
  return undefined;
}

interface Mistake {
  path: readonly PropertyKey[];
  reason: string;
}

function told(issue: z.core.$ZodIssue): Mistake[] {
  const { path, message } = issue;
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((member) => ({ path: [...path, member], reason: strange(member) }));
    case "invalid_key":
      return issue.issues.map((inner) => ({ path, reason: inner.message }));
    case "invalid_union":
      return closest(issue) ?? [{ path, reason: message }];
    default:
      return [{ path, reason: message }];
  }
}

const secrets = ["login", "password", "secretKey", "activationCode"];

function strange(member: string): string {
  return secrets.includes(member)
    ? "must not be in this file: credentials come from the environment"
    : "is not known here";
}

/**
 * The mistakes in the one alternative that was clearly meant; undefined where none is, or where members of several
 * were mixed, which the union's own sentence names.
 */
function closest({ path, errors, message }: z.core.$ZodIssueInvalidUnion): Mistake[] | undefined {
  const isMixed = (issue: z.core.$ZodIssue): boolean =>
    issue.code === "unrecognized_keys" && issue.keys.some((member) => message.includes(member));
  const candidates = errors
    .filter((issues) => issues.every((issue) => issue.path.length > 0 || issue.code === "unrecognized_keys"))
    .sort((one, other) => count(one) - count(other));
  const [best, second] = candidates;
  if (best === undefined || best.some(isMixed)) return undefined;
  if (second !== undefined && count(best) === count(second)) return undefined;
  return best.flatMap(told).map((mistake) => ({ ...mistake, path: [...path, ...mistake.path] }));
}

function count(issues: readonly z.core.$ZodIssue[]): number {
  return issues.flatMap(told).length;
}

/** Where the member or list element at a path begins; of one that is missing, what it is missing from. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of path) {
    const holder = isAlias(node) ? node.resolve(document) : node;
    const pair = isMap(holder) ? holder.items.find(({ key }) => String(key) === part) : undefined;
    const element: unknown = isSeq(holder) ? holder.items[Number(part)] : pair?.key;
    if (!isNode(element)) break;
    offset = element.range?.[0] ?? offset;
    node = pair === undefined ? element : pair.value;
  }
  return offset;
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, at) => (typeof part === "number" ? `[${part}]` : `${at > 0 ? "." : ""}${String(part)}`))
    .join("");
}
