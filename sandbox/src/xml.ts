import { parseXml as parse, XmlDocumentType, XmlElement, XmlError, XmlText } from "@rgrove/parse-xml";

/** An element of a request, with the line that it begins on. */
export interface Element {
  readonly name: string;
  readonly line: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Its own text, without that of its children; blanks are kept. */
  readonly text: string;
}

/** Thrown for a text that is no XML document. */
export class NotWellFormed extends Error {
  constructor(
    /** The line of the first mistake, counted from 1. */
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

/** Reads a document strictly: the first mistake ends it, and no document type is taken. */
export function parseXml(document: string): Element {
  const { children, root } = read(document);
  const lineOf = lineCounter(document);
  const type = children.find((node) => node instanceof XmlDocumentType);
  if (type) throw new NotWellFormed(lineOf(type.start), "A document type is not allowed.");
  if (!root) throw new NotWellFormed(1, "Document is empty");
  return elementOf(root, lineOf);
}

function read(document: string) {
  try {
    return parse(document, { includeOffsets: true, preserveDocumentType: true });
  } catch (error) {
    if (error instanceof RangeError) throw new NotWellFormed(1, "The elements are nested too deeply.");
    if (!(error instanceof XmlError)) throw error;
    throw new NotWellFormed(
      error.line,
      /^[^\n]*?(?= \(line \d+, column \d+\)|$)/m.exec(error.message)?.[0] ?? "",
    );
  }
}

function elementOf(
  { name, attributes, children, start }: XmlElement,
  lineOf: (offset: number) => number,
): Element {
  const line = lineOf(start);
  const isText = (node: unknown): node is XmlText => node instanceof XmlText;
  const isElement = (node: unknown): node is XmlElement => node instanceof XmlElement;
  return {
    name,
    line,
    attributes: { ...attributes },
    children: children.filter(isElement).map((child) => elementOf(child, lineOf)),
    text: children
      .filter(isText)
      .map(({ text }) => text)
      .join(""),
  };
}

/** Lines of places that are asked for in the document's order. */
function lineCounter(document: string): (offset: number) => number {
  let [at, line] = [0, 1];
  return (offset) => {
    for (; at < offset; at += 1) if (document[at] === "\n") line += 1;
    return line;
  };
}

/** The first child of a name. */
export function child(element: Element, name: string): Element | undefined {
  return element.children.find((it) => it.name === name);
}

/** A text as it stands in an element. */
export function escapedText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** A text as it may stand in an attribute too. */
export function escaped(text: string): string {
  return escapedText(text).replace(/"/g, "&quot;");
}
