import { escapedText } from "../../xml";

/** A value of a call or an answer, by its XML-RPC type; dates and base64 stay the text that they are. */
export type Value =
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "double"; readonly value: number }
  | { readonly kind: "dateTime"; readonly value: string }
  | { readonly kind: "base64"; readonly value: string }
  | { readonly kind: "array"; readonly items: readonly Value[] }
  | { readonly kind: "struct"; readonly members: Members };

/** The members of a struct in order. */
export type Members = readonly (readonly [name: string, value: Value])[];

/** A text. */
export const text = (value: string): Value => ({ kind: "string", value });

/** A whole number. */
export const int = (value: number): Value => ({ kind: "int", value });

/** A truth value. */
export const boolean = (value: boolean): Value => ({ kind: "boolean", value });

/** A date with a time and no zone, `YYYYMMDDTHH:MM:SS`. */
export const dateTime = (value: string): Value => ({ kind: "dateTime", value });

/** A list. */
export const array = (items: readonly Value[]): Value => ({ kind: "array", items });

/** A struct; optional members are absent where they are undefined (reference, section 2). */
export function struct(members: readonly (readonly [string, Value | undefined])[]): Value {
  return { kind: "struct", members: present(members) };
}

/** The members that have a value. */
export function present(members: readonly (readonly [string, Value | undefined])[]): Members {
  return members.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

/** How answers are spelled where the contract leaves it open. */
export interface Spelling {
  /** Whether strings have a tag; the vendor's sample leaves it out. */
  readonly stringTags: boolean;
  /** What stands before the text of a date; the vendor's sample has a line break there. */
  readonly beforeDates: string;
}

/** An answer with a struct. */
export function responseText(members: Members, spelling: Spelling): string {
  const value = written({ kind: "struct", members }, spelling);
  return document(`<params><param>${value}</param></params>`);
}

/** An answer that says that the call itself was not understood. */
export function faultText(code: number, reason: string): string {
  const fault = struct([
    ["faultCode", int(code)],
    ["faultString", text(reason)],
  ]);
  return document(`<fault>${written(fault, { stringTags: true, beforeDates: "" })}</fault>`);
}

function document(content: string): string {
  return `<?xml version="1.0"?>\n<methodResponse>${content}</methodResponse>\n`;
}

function written(value: Value, spelling: Spelling): string {
  return `<value>${typed(value, spelling)}</value>`;
}

function typed(value: Value, spelling: Spelling): string {
  switch (value.kind) {
    case "string":
      return spelling.stringTags ? `<string>${escapedText(value.value)}</string>` : escapedText(value.value);
    case "boolean":
      return `<boolean>${value.value ? 1 : 0}</boolean>`;
    case "dateTime":
      return `<dateTime.iso8601>${spelling.beforeDates}${value.value}</dateTime.iso8601>`;
    case "array":
      return `<array><data>${value.items.map((item) => written(item, spelling)).join("")}</data></array>`;
    case "struct":
      return `<struct>${value.members.map((member) => writtenMember(member, spelling)).join("")}</struct>`;
    default:
      return `<${value.kind}>${value.value}</${value.kind}>`;
  }
}

function writtenMember([name, value]: Members[number], spelling: Spelling): string {
  return `<member><name>${escapedText(name)}</name>${written(value, spelling)}</member>`;
}
