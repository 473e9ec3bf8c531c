import { escapedText } from "../../xml/escape";
import { int, type Members, struct, text, type Value } from "./value";

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
