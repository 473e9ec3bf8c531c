import { failure } from "../failure";
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
 * | number | `int`, `i8` beyond 32 bits, else `double` | `int`, `i4`, `i8`, `double` |
 * | bigint | `int`, `i8` beyond 32 bits | `i8` beyond what a number holds exactly |
 * | boolean | `boolean` | `boolean` |
 * | null | `nil` | `nil` |
 * | DateTime | `dateTime.iso8601` | `dateTime.iso8601` |
 * | Uint8Array | `base64` | `base64` |
 * | list | `array` | `array`, also of one element or none |
 * | object | `struct` | `struct` |
 */
export type XmlRpcValue =
  string | number | bigint | boolean | null | DateTime | Uint8Array | readonly XmlRpcValue[] | XmlRpcStruct;

export interface XmlRpcStruct {
  readonly [member: string]: XmlRpcValue;
}

export interface MethodCall {
  readonly method: string;
  readonly params: readonly XmlRpcValue[];
}

/** The server's refusal of a whole call. Its text is shown, never decided on. */
export interface Fault {
  readonly code: number;
  readonly text: string;
}

export type MethodResponse = { readonly value: XmlRpcValue } | { readonly fault: Fault };

/** Writes a call. What XML-RPC has no way to write is `refused`. */
export function encodeCall({ method, params }: MethodCall): string {
  return writeXml(["methodCall", [["methodName", method], paramsNode(params)]]);
}

/** Reads a call. */
export function decodeCall(text: string, source: string): MethodCall {
  const call = rootNamed("methodCall", text, source);
  const [method, params, ...others] = call.children;
  const inOrder = method?.name === "methodName" && (params?.name ?? "params") === "params";
  if (!inOrder || others.length > 0) {
    throw malformed(source, "/methodCall: not one methodName and its params");
  }
  const place = { path: "params", source };
  return {
    method: method.text.trim(),
    params: params ? only("param", params, place).map((param, index) => paramOf(param, index, place)) : [],
  };
}

/** Writes the answer to a call. */
export function encodeResponse(response: MethodResponse): string {
  if ("value" in response) return writeXml(["methodResponse", [paramsNode([response.value])]]);
  const { code, text } = response.fault;
  const fault = valueNode({ faultCode: code, faultString: text }, "fault");
  return writeXml(["methodResponse", [["fault", [fault]]]]);
}

/**
 * Reads the answer to a call. Strings are exact, blanks and line breaks included, since they may mean
 * something; around a value of any other type they are layout.
 */
export function decodeResponse(text: string, source: string): MethodResponse {
  const [answer, ...others] = rootNamed("methodResponse", text, source).children;
  if (answer?.name === "params" && others.length === 0) {
    const place = { path: "params", source };
    return { value: paramOf(one("param", answer, place), 0, place) };
  }
  if (answer?.name === "fault" && others.length === 0) return { fault: faultOf(answer, source) };
  throw malformed(source, "/methodResponse: neither one params nor one fault");
}

/** Where in an answer a value is, such as `params[0].upgradePlans[1]`. */
interface Place {
  readonly path: string;
  readonly source: string;
}

function rootNamed(name: string, text: string, source: string): XmlElement {
  const root = readXml(text, source);
  if (root.name !== name) throw malformed(source, `/: <${root.name}> is not <${name}>`);
  return root;
}

function paramOf(param: XmlElement, index: number, { path, source }: Place): XmlRpcValue {
  const place = { path: `${path}[${index}]`, source };
  return valueOf(one("value", param, place), place);
}

function faultOf(fault: XmlElement, source: string): Fault {
  const place = { path: "fault", source };
  const { faultCode, faultString } = structOf(one("struct", one("value", fault, place), place), place);
  if (typeof faultCode !== "number") throw unfit(place, "its faultCode is no number");
  if (typeof faultString !== "string") throw unfit(place, "its faultString is no string");
  return { code: faultCode, text: faultString };
}

function valueOf(value: XmlElement, place: Place): XmlRpcValue {
  const [typed, ...others] = value.children;
  if (!typed) return value.text;
  if (others.length > 0 || value.text.trim() !== "") throw unfit(place, "it has more than one value");
  if (typed.name === "struct") return structOf(typed, place);
  if (typed.name === "array") return arrayOf(typed, place);
  return scalarOf(typed, place);
}

function structOf(struct: XmlElement, place: Place): XmlRpcStruct {
  const members = new Map<string, XmlRpcValue>();
  for (const member of only("member", struct, place)) {
    const name = child(member, "name")?.text;
    const value = child(member, "value");
    if (name === undefined || !value || member.children.length > 2) {
      throw unfit(place, "a member has not one name and one value");
    }
    if (members.has(name)) throw unfit(place, `it has two members ${JSON.stringify(name)}`);
    members.set(name, valueOf(value, { ...place, path: `${place.path}.${name}` }));
  }
  return Object.fromEntries(members);
}

function arrayOf(array: XmlElement, place: Place): XmlRpcValue[] {
  const values = only("value", one("data", array, place), place);
  return values.map((value, index) => valueOf(value, { ...place, path: `${place.path}[${index}]` }));
}

function scalarOf({ name: type, text, children }: XmlElement, place: Place): XmlRpcValue {
  const read = scalars.get(type);
  if (!read) throw unfit(place, `<${type}> is no type of XML-RPC`);
  const value = children.length > 0 ? undefined : read(type === "string" ? text : text.trim());
  if (value === undefined) throw unfit(place, `what it holds is no ${type}`);
  return value;
}

/** How the text of each type is read; undefined where it is none of that type. */
const scalars = new Map<string, (text: string) => XmlRpcValue | undefined>([
  ["string", (text) => text],
  ["int", integerOf],
  ["i4", integerOf],
  ["i8", integerOf],
  ["boolean", (text) => (/^[01]$/.test(text) ? text === "1" : undefined)],
  ["double", doubleOf],
  ["dateTime.iso8601", (text) => (text === "" ? undefined : new DateTime(text))],
  ["base64", bytesOf],
  ["nil", (text) => (text === "" ? null : undefined)],
]);

/** The integer types differ in what a sender promises; nothing is lost by reading 64 bits in all of them. */
function integerOf(text: string): number | bigint | undefined {
  if (!/^[+-]?\d{1,19}$/.test(text)) return undefined;
  const integer = BigInt(text.replace("+", ""));
  if (!fits(64, integer)) return undefined;
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
}

function doubleOf(text: string): number | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return undefined;
  const double = Number(text);
  return Number.isFinite(double) ? double : undefined;
}

/** Node.js reads whatever it is given as base64; what does not come out again was none. */
function bytesOf(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text.replace(/\s+/g, "") ? new Uint8Array(bytes) : undefined;
}

/** The one child of an element that may hold nothing else. */
function one(name: string, element: XmlElement, place: Place): XmlElement {
  const [found, ...others] = only(name, element, place);
  if (!found || others.length > 0) throw unfit(place, `<${element.name}> does not hold one <${name}>`);
  return found;
}

/** The children of an element that may hold nothing else. */
function only(name: string, element: XmlElement, place: Place): readonly XmlElement[] {
  const strange = element.children.some((each) => each.name !== name) || element.text.trim() !== "";
  if (strange) throw unfit(place, `<${element.name}> holds something else than <${name}>`);
  return element.children;
}

function unfit({ path, source }: Place, why: string): Error {
  return malformed(source, `${path}: ${why}`);
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
  throw failure({
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
