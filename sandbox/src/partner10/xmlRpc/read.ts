import { type Element, NotWellFormed, parseXml } from "../../xml";
import type { Members, Value } from "./value";

/** A call as it was sent. */
export interface MethodCall {
  readonly method: string;
  readonly parameters: readonly Value[];
}

/** Thrown for a text that is no XML-RPC call; the message never quotes what was sent. */
export class NotACall extends Error {}

/** Reads a call strictly: what the XML-RPC specification does not name is no call. */
export function parseCall(body: string): MethodCall {
  const root = rootOf(body);
  if (root.name !== "methodCall") throw notACall(root, "A methodCall is expected.");
  const [name, params, more] = elementsOf(root);
  if (name?.name !== "methodName" || more) throw notACall(root, "A methodName is expected, then params.");
  const method = textOf(name).trim();
  if (!/^[A-Za-z0-9_.:/]+$/.test(method)) throw notACall(name, "The name of the method is not valid.");
  return { method, parameters: params ? parametersOf(params) : [] };
}

function rootOf(body: string): Element {
  try {
    return parseXml(body);
  } catch (error) {
    if (!(error instanceof NotWellFormed)) throw error;
    throw new NotACall(`Line ${error.line}: The document is not well-formed.`);
  }
}

function parametersOf(params: Element): Value[] {
  if (params.name !== "params") throw notACall(params, "Only params may follow the methodName.");
  return elementsOf(params).map((param) => onlyValue(named(param, "param")));
}

function onlyValue(element: Element): Value {
  const [value, more] = elementsOf(element);
  if (value?.name !== "value" || more) throw notACall(element, "Exactly one value is expected.");
  return valueOf(value);
}

/** A value without a type is a string. */
function valueOf(value: Element): Value {
  withoutAttributes(value);
  const [typed, more] = value.children;
  if (!typed) return { kind: "string", value: value.text };
  if (more || value.text.trim() !== "") throw notACall(value, "A value has one type.");
  const read = Object.hasOwn(READERS, typed.name) ? READERS[typed.name] : undefined;
  if (!read) throw notACall(typed, "There is no such type.");
  return read(typed);
}

const READERS: Readonly<Record<string, (element: Element) => Value>> = {
  string: (element) => ({ kind: "string", value: textOf(element) }),
  int: wholeNumber,
  i4: wholeNumber,
  boolean: (element) => ({ kind: "boolean", value: matching(element, /^[01]$/) === "1" }),
  double: (element) => ({ kind: "double", value: Number(matching(element, /^[+-]?\d+(\.\d+)?$/)) }),
  "dateTime.iso8601": (element) => ({
    kind: "dateTime",
    value: matching(element, /^\d{8}T\d\d:\d\d:\d\d$/),
  }),
  base64: (element) => ({ kind: "base64", value: matching(element, /^[A-Za-z0-9+/\s]*={0,2}$/) }),
  array: (element) => ({ kind: "array", items: itemsOf(element) }),
  struct: (element) => ({ kind: "struct", members: membersOf(element) }),
};

function wholeNumber(element: Element): Value {
  const value = Number(matching(element, /^[+-]?\d{1,10}$/));
  if (value !== (value | 0)) throw notACall(element, "The number has more than 32 bits.");
  return { kind: "int", value };
}

function itemsOf(array: Element): Value[] {
  const [data, more] = elementsOf(array);
  if (!data || more) throw notACall(array, "An array has one data element.");
  return elementsOf(named(data, "data")).map((value) => valueOf(named(value, "value")));
}

function membersOf(struct: Element): Members {
  const members = elementsOf(struct).map((member) => {
    const [name, value, more] = elementsOf(named(member, "member"));
    if (name?.name !== "name" || value?.name !== "value" || more)
      throw notACall(member, "A member has a name and a value.");
    return [textOf(name), valueOf(value)] as const;
  });
  const names = new Set(members.map(([name]) => name));
  if (names.size < members.length) throw notACall(struct, "Two members of a struct have the same name.");
  return members;
}

function matching(element: Element, pattern: RegExp): string {
  const text = textOf(element).trim();
  if (!pattern.test(text)) throw notACall(element, "The text does not fit the type.");
  return text;
}

/** The children of an element that holds no text of its own. */
function elementsOf(element: Element): readonly Element[] {
  withoutAttributes(element);
  if (element.text.trim() !== "") throw notACall(element, "A text is not expected here.");
  return element.children;
}

function textOf(element: Element): string {
  withoutAttributes(element);
  if (element.children.length > 0) throw notACall(element, "Only a text is expected here.");
  return element.text;
}

function named(element: Element, name: string): Element {
  if (element.name !== name) throw notACall(element, `A ${name} is expected here.`);
  return element;
}

function withoutAttributes(element: Element): void {
  if (Object.keys(element.attributes).length > 0) throw notACall(element, "XML-RPC knows no attributes.");
}

function notACall({ line }: Element, why: string): NotACall {
  return new NotACall(`Line ${line}: ${why}`);
}
