import { XMLParser, XMLValidator } from "fast-xml-parser";
import { create } from "xmlbuilder2";
import type { XMLBuilder } from "xmlbuilder2/lib/interfaces";

import { excerpt, failure } from "../failure";
import { malformed } from "./malformed";

/** An element as it was read: its text is raw, its children are in document order. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** All text of its own, blanks and line breaks included, without that of its children. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** An element to write: its name, then text, or its children in the schema's order. An empty list is an empty element. */
export type XmlNode = readonly [name: string, content: string | readonly XmlNode[]];

/** Elements within elements. No answer comes near it, and it keeps a hostile one off our stack. */
const deepest = 100;

/**
 * Reads a document and returns its root. A document type is refused, so that nothing can be declared,
 * fetched or expanded. What is not well-formed is `malformed`, with its place. Blanks before it mean
 * nothing, and servers whose scripts print a line break send some.
 */
export function readXml(text: string, source: string): XmlElement {
  const document = text.replace(/^[\uFEFF\s]+/, "");
  try {
    return rootOf(document);
  } catch (error) {
    const { message } = error as Error;
    const where = error instanceof Mistake ? error.place : "/";
    throw malformed(
      source,
      `${where}: ${excerpt(message, 120)}; the text begins with ${quote(document)}`,
      hasNotice(document)
        ? "Look at the server's output: something writes a text before its answer"
        : undefined,
    );
  }
}

/** A warning of the server's own scripts stands before the declaration, where nothing may stand. */
function hasNotice(document: string): boolean {
  return /^(?!<\?xml\s|<!)[^]*?<\?xml\s/.test(document);
}

/** Writes a document on one line. A character that XML 1.0 does not have is `refused`. */
export function writeXml(root: XmlNode, attributes: Readonly<Record<string, string>> = {}): string {
  const document = create({ version: "1.0", encoding: "UTF-8" });
  const element = append(document, root);
  for (const [name, value] of Object.entries(attributes)) element.att(name, escaped(value, name));
  return document.end();
}

/** The first child of that name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((each) => each.name === name);
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  trimValues: false,
  parseTagValue: false,
  // Left to `decoded`: the library knows no character references and passes unknown entities on.
  processEntities: false,
  maxNestedTags: deepest,
  jPath: false,
  onDangerousProperty: (name) => name,
});

/** A text, or an element: its content under its own name, its attributes under `:@`. */
interface Parsed {
  readonly "#text"?: string;
  readonly ":@"?: Readonly<Record<string, string>>;
}

/** What is wrong with a document, and where. The library's own errors have no place. */
class Mistake extends Error {
  constructor(
    readonly place: string,
    message: string,
  ) {
    super(message);
  }
}

function rootOf(document: string): XmlElement {
  const [foreign] = notOfXml.exec(document) ?? [];
  if (foreign !== undefined) throw new Mistake("/", `${codePoint(foreign)} is no character of XML`);
  const plain = withoutSections(document);
  const checked = XMLValidator.validate(document);
  if (checked !== true) {
    const { line, col, msg } = checked.err;
    if (/^(?:Unclosed tag|Invalid '\[)/.test(msg)) throw new Mistake("the end", "elements are still open");
    throw new Mistake(col ? `line ${line}, column ${col}` : `line ${line}`, msg.replace(/\.$/, ""));
  }
  return onlyElement(plain);
}

/**
 * The document without comments, processing instructions and CDATA sections (their text stays), in
 * which the library reads quotes and tags. What it would take for a tag or let pass is refused here.
 */
function withoutSections(document: string): string {
  const plain = document.replace(sections, (section, ...groups: (string | undefined)[]) => {
    const [comment, text = "", cdata, instruction] = groups;
    if ((comment ?? cdata ?? instruction) === "")
      throw new Mistake("/", `a section never ends: ${section.slice(0, 4)}`);
    return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  });
  if (/<!doctype/i.test(plain)) throw new Mistake("/", "a document type is not read");
  const stray = /<!|\]\]>|<\/[^<>]*\/>/.exec(plain);
  if (stray) throw new Mistake("/", `"${stray[0]}" has no place in text`);
  return plain;
}

/** Each alternative goes on to the end of the document where its own end is missing, so that none is tried twice. */
const sections = /<!--[^]*?(-->|$)|<!\[CDATA\[([^]*?)(\]\]>|$)|<\?[^]*?(\?>|$)/g;

/** The library drops text and takes elements beside the root; as content of one more element they show. */
function onlyElement(plain: string): XmlElement {
  const [around] = parser.parse(`<document>${plain}</document>`) as [{ document: readonly Parsed[] }];
  const [root, ...others] = around.document.filter((part) => part["#text"]?.trim() !== "");
  if (!root || isText(root) || others.length > 0) throw new Mistake("/", "not one root element alone");
  return elementOf(root, "");
}

function elementOf(parsed: Parsed, above: string): XmlElement {
  const { ":@": attributes = {}, ...content } = parsed;
  const [[name, parts]] = Object.entries(content) as unknown as [[string, readonly Parsed[]]];
  const path = `${above}/${name}`;
  return {
    name,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => [key, decodeReferences(value, path)]),
    ),
    text: parts.map((part) => decodeReferences(part["#text"] ?? "", path)).join(""),
    children: parts.filter((part) => !isText(part)).map((part) => elementOf(part, path)),
  };
}

function isText(part: Parsed): boolean {
  return part["#text"] !== undefined;
}

/** The text without references. Without a document type, these five entities are all there are. */
function decodeReferences(text: string, path: string): string {
  return text.replace(/&([^;&]*;?)/g, (reference, body: string) => {
    const character = entities.get(body) ?? characterOf(body);
    if (character === undefined) throw new Mistake(path, `${quote(reference)} stands for no character`);
    return character;
  });
}

const entities: ReadonlyMap<string, string> = new Map([
  ["amp;", "&"],
  ["lt;", "<"],
  ["gt;", ">"],
  ["quot;", '"'],
  ["apos;", "'"],
]);

function characterOf(reference: string): string | undefined {
  const [, decimal, hexadecimal] = /^#(?:(\d+)|x([\da-fA-F]+));$/.exec(reference) ?? [];
  const code = Number(decimal ?? `0x${hexadecimal ?? ""}`);
  if (!(code <= 0x10ffff)) return undefined;
  const character = String.fromCodePoint(code);
  return notOfXml.test(character) ? undefined : character;
}

/** What XML 1.0 has no way to write, not even as a reference. */
const notOfXml = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

function append(parent: XMLBuilder, [name, content]: XmlNode): XMLBuilder {
  const element = parent.ele(name);
  if (typeof content === "string") return element.txt(escaped(content, name));
  for (const each of content) append(element, each);
  return element;
}

/**
 * The text as the library must be given it: it would take `&amp;` or `&name;` in a value for a reference, and
 * would write a carriage return as it is, which every reader turns into a line feed.
 */
function escaped(text: string, name: string): string {
  const [foreign] = notOfXml.exec(text) ?? [];
  if (foreign !== undefined) {
    throw failure({
      kind: "refused",
      what: `The value of <${name}> holds ${codePoint(foreign)}, which is no character of XML`,
      next: "Nothing was sent. Take the character out of the value",
    });
  }
  return text.replace(/&/g, "&amp;").replace(/\r/g, "&#13;");
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function quote(text: string): string {
  return JSON.stringify(excerpt(text, 80));
}
