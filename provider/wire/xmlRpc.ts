import { failure, type Failure } from "../failure";
import { malformed } from "./malformed";
import { child, readXml, writeXml, type XmlElement, type XmlNode } from "./xml";

/** A point in time as XML-RPC writes it, e.g. `20101212T00:00:00`. It has no zone, so it stays a text. */
export class DateTime {
  constructor(readonly text: string) {}
}

/**
 * A value of XML-RPC. Each is sent as one type and read from several:
 *
 * | here | sent as | read from |
 * |---|---|---|
 * | string | `string` | `string`, no type |
 * | number | `int`, `i8` beyond 32 bits, else `double` | `int`, `i1` to `i8`, `biginteger`, `double`, `float`, `bigdecimal` |
 * | bigint | `int`, `i8` beyond 32 bits | integers beyond what a number holds exactly |
 * | boolean | `boolean` | `boolean` |
 * | null | `nil` | `nil` |
 * | DateTime | `dateTime.iso8601` | `dateTime.iso8601`, `dateTime` |
 * | Uint8Array | `base64` | `base64` |
 * | list | `array` | `array`, also of one element or none |
 * | object | `struct` | `struct` |
 * | Misfit | never | anything else within an array or a struct |
 *
 * Types are read with and without a prefix such as `ex:`, under which servers in Java send those that
 * the specification does not have.
 */
export type XmlRpcValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | DateTime
  | Uint8Array
  | Misfit
  | readonly XmlRpcValue[]
  | XmlRpcStruct;

/** What stands in the place of a value that cannot be read: it fails whoever reads it, and nobody else. */
export class Misfit {
  constructor(
    readonly path: string,
    readonly why: string,
  ) {}
}

export interface XmlRpcStruct {
  readonly [member: string]: XmlRpcValue;
}

export interface MethodCall {
  readonly method: string;
  readonly params: readonly XmlRpcValue[];
}

/** The server's refusal of a whole call. Its text is shown, never decided on. */
export interface Fault {
  /** A text where the server sends no number. */
  readonly code: number | string;
  readonly text: string;
}

export type MethodResponse = { readonly value: XmlRpcValue } | { readonly fault: Fault };

/** Writes a call. What XML-RPC has no way to write is `refused`. */
export function encodeCall({ method, params }: MethodCall): string {
  return writeXml(["methodCall", [["methodName", method], paramsNode(params)]]);
}

/**
 * Reads the answer to a call. Strings are exact, blanks and line breaks included, since they may mean
 * something; around a value of any other type they are layout.
 */
export function decodeResponse(text: string, source: string): MethodResponse {
  const root = readXml(text, source);
  if (root.name !== "methodResponse") throw malformed(source, `/: <${root.name}> is not <methodResponse>`);
  const [answer, ...others] = root.children;
  if (answer?.name === "params" && others.length === 0) {
    const param = fitting(one("param", answer, "params"), source);
    return { value: fitting(valueIn(param, "params[0]"), source) };
  }
  if (answer?.name === "fault" && others.length === 0)
    return { fault: faultOf(fitting(valueIn(answer, "fault"), source), source) };
  throw malformed(source, "/methodResponse: neither one params nor one fault");
}

/** Nothing is left to read where the whole does not fit. */
function fitting<T>(value: T | Misfit, source: string): T {
  if (value instanceof Misfit) throw misfitFailure(value, source);
  return value;
}

/** The failure of whoever reads a value that could not be read. */
export function misfitFailure({ path, why }: Misfit, source: string): Failure {
  return malformed(source, `${path}: ${why}`);
}

/** Code and text as far as they can be shown, of whatever type: a fault is surely a refusal. */
function faultOf(value: XmlRpcValue, source: string): Fault {
  if (!isStruct(value)) throw malformed(source, "fault: its value is no struct");
  const { faultCode, faultString } = value;
  if (faultCode === undefined) throw malformed(source, "fault: it has no faultCode");
  if (faultString === undefined) throw malformed(source, "fault: it has no faultString");
  const code = textOf(faultCode).trim();
  return { code: /^[+-]?\d{1,9}$/.test(code) ? Number(code) : code, text: textOf(faultString) };
}

function isStruct(value: XmlRpcValue): value is XmlRpcStruct {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function textOf(value: XmlRpcValue): string {
  if (value instanceof DateTime) return value.text;
  return typeof value === "object" ? "" : String(value);
}

function valueIn(element: XmlElement, path: string): XmlRpcValue {
  const value = one("value", element, path);
  return value instanceof Misfit ? value : valueOf(value, path);
}

function valueOf(value: XmlElement, path: string): XmlRpcValue {
  const [typed, ...others] = value.children;
  if (!typed) return value.text;
  if (others.length > 0 || value.text.trim() !== "") return new Misfit(path, "it has more than one value");
  const type = typed.name.replace(/^[^:]*:/, "");
  if (type === "struct") return structOf(typed, path);
  if (type === "array") return arrayOf(typed, path);
  return scalarOf(type, typed, path);
}

function structOf(struct: XmlElement, path: string): XmlRpcValue {
  const members = new Map<string, XmlRpcValue>();
  const children = only("member", struct, path);
  if (children instanceof Misfit) return children;
  for (const member of children) {
    const name = child(member, "name")?.text;
    const value = child(member, "value");
    if (name === undefined || !value || member.children.length > 2)
      return new Misfit(path, "a member has not one name and one value");
    if (members.has(name)) return new Misfit(path, `it has two members ${JSON.stringify(name)}`);
    members.set(name, valueOf(value, `${path}.${name}`));
  }
  return Object.fromEntries(members);
}

function arrayOf(array: XmlElement, path: string): XmlRpcValue {
  const data = one("data", array, path);
  const values = data instanceof Misfit ? data : only("value", data, path);
  if (values instanceof Misfit) return values;
  return values.map((value, index) => valueOf(value, `${path}[${index}]`));
}

function scalarOf(type: string, { name, text, children }: XmlElement, path: string): XmlRpcValue {
  const read = scalars.get(type);
  if (!read) return new Misfit(path, `<${name}> is no type of XML-RPC`);
  const value = children.length > 0 ? undefined : read(type === "string" ? text : text.trim());
  return value === undefined ? new Misfit(path, `what it holds is no ${name}`) : value;
}

/** How the text of each type is read; undefined where it is none of that type. */
const scalars = new Map<string, (text: string) => XmlRpcValue | undefined>([
  ["string", (text) => text],
  ...["int", "i1", "i2", "i4", "i8"].map((type) => [type, integerOf] as const),
  ["biginteger", bigIntegerOf],
  ["boolean", (text) => (/^[01]$/.test(text) ? text === "1" : undefined)],
  ...["double", "float", "bigdecimal"].map((type) => [type, doubleOf] as const),
  ...["dateTime.iso8601", "dateTime"].map((type) => [type, dateTimeOf] as const),
  ["base64", bytesOf],
  ["nil", (text) => (text === "" ? null : undefined)],
]);

/** The integer types differ in what a sender promises; nothing is lost by reading 64 bits in all of them. */
function integerOf(text: string): number | bigint | undefined {
  const integer = /^[+-]?\d{1,19}$/.test(text) ? bigIntegerOf(text) : undefined;
  return integer !== undefined && fits(64, BigInt(integer)) ? integer : undefined;
}

function bigIntegerOf(text: string): number | bigint | undefined {
  if (!/^[+-]?\d{1,1000}$/.test(text)) return undefined;
  const integer = BigInt(text.replace("+", ""));
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
}

function doubleOf(text: string): number | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return undefined;
  const double = Number(text);
  return Number.isFinite(double) ? double : undefined;
}

function dateTimeOf(text: string): DateTime | undefined {
  return text === "" ? undefined : new DateTime(text);
}

/** Node.js reads whatever it is given as base64; what does not come out again was none. */
function bytesOf(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text.replace(/\s+/g, "") ? new Uint8Array(bytes) : undefined;
}

/** The one child of an element that may hold nothing else. */
function one(name: string, element: XmlElement, path: string): XmlElement | Misfit {
  const found = only(name, element, path);
  if (found instanceof Misfit) return found;
  const [first, ...others] = found;
  return first && others.length === 0
    ? first
    : new Misfit(path, `<${element.name}> does not hold one <${name}>`);
}

/** The children of an element that may hold nothing else. */
function only(name: string, element: XmlElement, path: string): readonly XmlElement[] | Misfit {
  const strange = element.children.some((each) => each.name !== name) || element.text.trim() !== "";
  return strange
    ? new Misfit(path, `<${element.name}> holds something else than <${name}>`)
    : element.children;
}

function paramsNode(params: readonly XmlRpcValue[]): XmlNode {
  return ["params", params.map((param, index) => ["param", [valueNode(param, `params[${index}]`)]])];
}

/** Strings are typed too, as in the vendor's samples. */
function valueNode(value: XmlRpcValue, path: string): XmlNode {
  return ["value", [typedNode(value, path)]];
}

function typedNode(value: XmlRpcValue, path: string): XmlNode {
  if (typeof value === "string") return ["string", value];
  if (typeof value === "boolean") return ["boolean", value ? "1" : "0"];
  if (typeof value === "number" || typeof value === "bigint") return numberNode(value, path);
  if (value === null) return ["nil", []];
  if (value instanceof DateTime) return ["dateTime.iso8601", value.text];
  if (value instanceof Uint8Array) return ["base64", Buffer.from(value).toString("base64")];
  if (isList(value)) {
    return ["array", [["data", value.map((each, index) => valueNode(each, `${path}[${index}]`))]]];
  }
  if (value instanceof Misfit) throw unwritable(path, "no value");
  const members = Object.entries(value);
  return ["struct", members.map(([name, each]) => memberNode(name, valueNode(each, `${path}.${name}`)))];
}

function memberNode(name: string, value: XmlNode): XmlNode {
  return ["member", [["name", name], value]];
}

function numberNode(value: number | bigint, path: string): XmlNode {
  if (typeof value === "bigint" || Number.isSafeInteger(value)) {
    if (fits(32, BigInt(value))) return ["int", String(value)];
    if (fits(64, BigInt(value))) return ["i8", String(value)];
  } else if (Number.isFinite(value)) {
    // The specification has no exponents, which `String` would write.
    return ["double", value.toLocaleString("en-US", { useGrouping: false, maximumSignificantDigits: 17 })];
  }
  throw unwritable(path, String(value));
}

function unwritable(path: string, value: string): Failure {
  return failure({
    kind: "refused",
    what: `${path} is ${value}, which XML-RPC has no way to write`,
    next: "Nothing was sent. Give it another value",
  });
}

function fits(bits: number, integer: bigint): boolean {
  return BigInt.asIntN(bits, integer) === integer;
}

/** `Array.isArray` does not know lists that cannot be changed. */
function isList(value: XmlRpcValue): value is readonly XmlRpcValue[] {
  return Array.isArray(value);
}
