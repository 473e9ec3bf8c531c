import XMLBuilder from "fast-xml-builder";
import { SaxesParser } from "saxes";

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
  for (const [name, value] of Object.entries(attributes)) assertWritable(value, name);
  const text = builder.build([declaration, { ...written(root), ":@": attributes }]);
  // As it is, every reader would turn it into a line feed.
  return text.replaceAll("\r", "&#13;");
}

/** The first child of that name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((each) => each.name === name);
}

/** What is wrong with a document, and where. */
class Mistake extends Error {
  constructor(
    readonly place: string,
    message: string,
  ) {
    super(message);
  }
}

interface OpenElement extends XmlElement {
  text: string;
  children: XmlElement[];
}

/** The parser takes what XML 1.0 takes, and resolves its five entities and characters by their number; there are no others. */
function rootOf(document: string): XmlElement {
  const foreign = notOfXml.exec(document);
  if (foreign !== null) throw new Mistake("/", `${codePoint(foreign[0])} is no character of XML`);
  const parser = new SaxesParser({ xmlns: false, forceXMLVersion: true, defaultXMLVersion: "1.0" });
  const around: OpenElement = { name: "", attributes: noAttributes, text: "", children: [] };
  const open: OpenElement[] = [];
  let innermost = around;
  const refuse = (message: string): never => {
    throw new Mistake(`line ${parser.line}, column ${parser.columnIndex}`, message);
  };
  const addText = (text: string): void => {
    innermost.text += text;
  };
  parser.on("opentag", ({ name, attributes }) => {
    if (open.length >= deepest) refuse(`more than ${deepest} elements stand within each other`);
    const named = Object.keys(attributes).length === 0 ? noAttributes : { ...attributes };
    const element: OpenElement = { name, attributes: named, text: "", children: noChildren };
    if (innermost.children === noChildren) innermost.children = [element];
    else innermost.children.push(element);
    open.push(innermost);
    innermost = element;
  });
  parser.on("closetag", () => {
    innermost = open.pop() ?? around;
  });
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("doctype", () => refuse("a document type is not read"));
  parser.on("error", ({ message }) => refuse(message.replace(/^\d+:\d+: |\.$/g, "")));
  parser.write(document).close();
  return around.children[0] ?? refuse("there is no element");
}

// Nearly all elements have none of the first and most none of the second: objects for each would be half of the time that a
// large answer takes.
const noAttributes: XmlElement["attributes"] = Object.freeze({});
const noChildren: XmlElement[] = [];

/** What XML 1.0 has no way to write, not even as a reference. */
const notOfXml = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

type Written = Readonly<Record<string, readonly object[]>>;

const declaration = { "?xml": [{ "#text": "" }], ":@": { version: "1.0", encoding: "UTF-8" } };

const builder = new XMLBuilder({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  suppressEmptyNode: true,
});

function written([name, content]: XmlNode): Written {
  if (typeof content !== "string") return { [name]: content.map(written) };
  assertWritable(content, name);
  return { [name]: [{ "#text": content }] };
}

function assertWritable(text: string, name: string): void {
  const [foreign] = notOfXml.exec(text) ?? [];
  if (foreign === undefined) return;
  throw failure({
    kind: "refused",
    what: `The value of <${name}> holds ${codePoint(foreign)}, which is no character of XML`,
    next: "Nothing was sent. Take the character out of the value",
  });
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

function quote(text: string): string {
  return JSON.stringify(excerpt(text, 80));
}
