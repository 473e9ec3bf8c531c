import { readXml, type XmlElement } from "../../../provider/wire/xml";

/** A document as a manual prints it, indented and with blanks in its tags, and as it is sent are equal in this form. */
export function withoutLayout(xml: string): unknown {
  return contentOf(readXml(xml, "fixture"));
}

function contentOf({ name, attributes, text, children }: XmlElement): unknown {
  return { name, attributes, text: text.trim(), children: children.map(contentOf) };
}
