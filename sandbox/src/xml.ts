import { SaxesParser } from "saxes";

/** An element of a request, with the line that its start tag ends on. */
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

interface Open {
  name: string;
  line: number;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

/** Reads a document strictly: the first mistake ends it, and no document type is taken. */
export function parseXml(document: string): Element {
  const parser = new SaxesParser<{ xmlns: false; position: true }>({ xmlns: false, position: true });
  const root: Open = { name: "", line: 1, attributes: {}, children: [], text: "" };
  const open = [root];
  const innermost = () => open.at(-1) ?? root;
  const addText = (text: string) => (innermost().text += text);
  parser.on("opentag", ({ name, attributes }) => {
    const element: Open = { name, line: parser.line, attributes, children: [], text: "" };
    innermost().children.push(element);
    open.push(element);
  });
  parser.on("closetag", () => void open.pop());
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("doctype", () => {
    throw new NotWellFormed(parser.line, "A document type is not allowed.");
  });
  parser.on("error", ({ message }) => {
    throw new NotWellFormed(parser.line, message.replace(/^\d+:\d+: /, ""));
  });
  parser.write(document).close();
  const [element] = root.children;
  if (!element) throw new NotWellFormed(1, "Document is empty");
  return element;
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
