import * as fc from "fast-check";

import { child, readXml, writeXml, type XmlElement, type XmlNode } from "../../../provider/wire/xml";
import { parseXml, type Element } from "../../../sandbox/src/xml";
import { xmlText } from "./xmlText";

const read = (text: string): XmlElement => readXml(text, "readKey of System");
const failing = (text: string) => expect(() => read(text));
const malformed = (message: string) =>
  expect.objectContaining({
    kind: "malformed",
    message: expect.stringContaining(message) as string,
  }) as Error;

/** Pieces of documents in any order, most of them no document. */
const markup = fc
  .array(
    fc.constantFrom(
      ...["<a>", "</a>", "</a >", "<b>", "</b>", "<b/>", "<a x='1'>", `<b y="2" z='3'/>`, "<!-- <b> -->"],
      ...["<", "</", "/>", ">", "<!", "<!foo>", "<![CDATA[<b>]]>", "<![CDATA[", "]]>", "<?pi x='?>", "x='<'"],
      ...["text", " ", "\n", "é", "&amp;", "&#65;", "&#x41;", "&#0;", "&", "&foo;", "'", '"', "=", "a"],
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(""))
  // Beside the root we take an empty section for no text, and the other library for text.
  .filter((text) => !/<!\[CDATA\[\s*\]\]>/.test(text));

/** The same document as the sandbox reads it, by another library. */
function readStrictly(text: string): XmlElement {
  return withoutLines(parseXml(text));
}

function withoutLines({ line: _, children, ...element }: Element): XmlElement {
  return { ...element, children: children.map(withoutLines) };
}

function outcomeOf(reading: () => XmlElement): XmlElement | "refused" {
  try {
    return reading();
  } catch {
    return "refused";
  }
}

describe("a document that is read", () => {
  it("keeps names, attributes, order and text as they are", () => {
    expect(
      read(`<?xml version="1.0"?>\n<a x="1" y='&quot;'>\n <b>0001</b> <c/>\n<b> true </b>end</a>\n`),
    ).toEqual({
      name: "a",
      attributes: { x: "1", y: '"' },
      text: "\n  \nend",
      children: [
        { name: "b", attributes: {}, text: "0001", children: [] },
        { name: "c", attributes: {}, text: "", children: [] },
        { name: "b", attributes: {}, text: " true ", children: [] },
      ],
    });
  });

  it.each([
    ["the five entities", "&lt;&gt;&amp;&quot;&apos;", "<>&\"'"],
    ["character references", "&#65;&#x41;&#x1F600;&#13;", "AA😀\r"],
    ["a reference only once", "&amp;lt;", "&lt;"],
    ["CDATA as text", "a<![CDATA[<b> & &amp; ]]]]><![CDATA[>]]>c", "a<b> & &amp; ]]>c"],
    ["no comment", 'a<!-- <b> & - " -->b', "ab"],
    ["no processing instruction", "a<?php echo '>' ?>b", "ab"],
    ["line ends as line feeds", "a\r\nb\rc", "a\nb\nc"],
    ["names that objects have", "<toString/><hasOwnProperty/><__proto__/>", ""],
  ])("holds %s", (_, content, text) => {
    expect(read(`<a>${content}</a>`).text).toBe(text);
  });

  it("may begin with a byte order mark", () => {
    expect(read('\uFEFF<?xml version="1.0" encoding="UTF-8"?><a/>').name).toBe("a");
  });

  it("may begin with blanks, also before its declaration", () => {
    expect(readXml('\n \r\n\t<?xml version="1.0" encoding="UTF-8"?>\n<a>b</a>', "here").text).toBe("b");
    expect(readXml("\ufeff\n<a>b</a>", "here").text).toBe("b");
  });

  it.each([
    "Warning: something is deprecated in /usr/x.php on line 3\n",
    "<br />\n<b>Warning</b>: something\n",
  ])("is refused after a notice, with advice about the server's output: %j", (notice) => {
    const read = () => readXml(`${notice}<?xml version="1.0"?><a>b</a>`, "here");
    expect(read).toThrow(expect.objectContaining({ kind: "malformed" }) as Error);
    expect(read).toThrow("Look at the server's output");
  });

  it("gives the first child of a name", () => {
    const root = read("<a><b>1</b><c/><b>2</b></a>");
    expect(child(root, "b")?.text).toBe("1");
    expect(child(root, "d")).toBeUndefined();
  });
});

describe("a text that is no such document is malformed, with its place and its source:", () => {
  it.each([
    ["nothing", "", "line 1, column 0: document must contain a root element"],
    ["blanks", " \n", "line 1, column 0: document must contain a root element"],
    [
      "no XML",
      "Bad Gateway",
      'line 1, column 12: text data outside of root node; the text begins with "Bad Gateway"',
    ],
    [
      "an HTML page",
      "<!DOCTYPE html>\n<html><body>502</body></html>",
      "line 1, column 15: a document type is not read",
    ],
    ["a document type in lower case", "<!doctype a><a/>", "line 1, column 9: incorrect syntax"],
    ["an old HTML page", "<html><head><meta a=b></head></html>", "line 1, column "],
    ["an element that never ends", "<a>\n  <b></a>", "line 2, column 9: unexpected close tag"],
    ["a document that was cut off", "<a>\n  <b>tex", "line 2, column 8: unclosed tag: b"],
    ["a document that lacks its last line", "<a>\n", "line 2, column 0: unclosed tag: a"],
    ["two roots", "<a></a><b></b>", "line 1, column "],
    ["an empty root after a root", "<a></a><b/>", "line 1, column 10: documents may contain only one root"],
    ["two empty roots", "<a/><b/>", "line 1, column 7: documents may contain only one root"],
    ["text before the root", "x<a/>", "line 1, column 2: text data outside of root node"],
    ["text after the root", "<a></a>x", "line 1, column "],
    ["text after an empty root", "<a/>x", "line 1, column 6: text data outside of root node"],
    ["a comment alone", "<!-- <a/> -->", "line 1, column 13: document must contain a root element"],
    ["two hyphens in a comment", "<a><!-- -- --></a>", "line 1, column 11: malformed comment"],
    ["a comment that never ends", "<a/><!-- ", "line 1, column 9: unexpected end"],
    ["a CDATA section that never ends", "<a><![CDATA[secret</a>", "line 1, column 22: unclosed tag: a"],
    ["a processing instruction that never ends", "<a/><?php", "line 1, column 9: unexpected end"],
    ["a declaration inside", "<a><!ELEMENT a></a>", "line 1, column 12: incorrect syntax"],
    [
      "the end of a CDATA section alone",
      "<a>]]></a>",
      'line 1, column 6: the string "]]>" is disallowed in char data',
    ],
    ["an end tag that is empty", "<a></a/></a>", "line 1, column 7: disallowed character in closing tag"],
    ["the same attribute twice", "<a x='1' x='2'/>", "line 1, column 16: duplicate attribute: x"],
    ["an ampersand alone", "<a><b>a & b</b></a>", "line 1, column 19: unclosed tag: b"],
    ["an entity of HTML", "<a><b>a&nbsp;b</b></a>", "line 1, column 13: undefined entity"],
    ["an unknown entity in an attribute", '<a><b x="&y;"/></a>', "line 1, column 12: undefined entity"],
    [
      "a reference in an attribute that never ends",
      '<a x="&constructor"/>',
      "line 1, column 21: unexpected end",
    ],
    [
      "a reference to a character that XML has not",
      "<a>&#0;</a>",
      "line 1, column 7: malformed character entity",
    ],
    ["a reference to half a character", "<a>&#xD800;</a>", "line 1, column 11: malformed character entity"],
    ["a reference beyond Unicode", "<a>&#1114112;</a>", "line 1, column 13: malformed character entity"],
    ["a character that XML has not", "<a>\u0001</a>", "/: U+0001 is no character of XML"],
    ["half a character", "<a>\uD83D</a>", "/: U+D83D is no character of XML"],
  ])("%s", (_, text, message) => {
    failing(text).toThrow(malformed(message));
    failing(text).toThrow("(readKey of System)");
  });

  it("is refused when it is any beginning of a document", () => {
    const document = writeXml(
      [
        "a",
        [
          ["b", "x & y"],
          ["c", []],
          ["b", [["d", "z"]]],
        ],
      ],
      { version: "1.0" },
    );
    for (let length = 0; length < document.length; length += 1) {
      failing(document.slice(0, length)).toThrow(malformed(""));
    }
  });

  it("is refused when a strict parser refuses it, and only then", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          markup,
          markup.map((content) => `<a>${content}</a>`),
        ),
        (text) => {
          expect(outcomeOf(() => read(text))).toEqual(outcomeOf(() => readStrictly(text)));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it("is refused without a long message", () => {
    failing("<a".repeat(10_000)).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/.{600}/) as string }) as Error,
    );
  });
});

describe("a hostile document", () => {
  const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join(
    "",
  );

  it.each([
    ["that grows on reading", `<!DOCTYPE a [<!ENTITY l0 "lol">${laughs}]><a>&l9;</a>`],
    ["that asks for a file", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
    [
      "that asks for a document type",
      '<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>',
    ],
  ])("%s is refused for its document type", (_, text) => {
    failing(text).toThrow(malformed("a document type is not read"));
  });

  it.each([10_000, 1_000_000])("is malformed with %d levels", (levels) => {
    failing("<a>".repeat(levels) + "</a>".repeat(levels)).toThrow(
      malformed("more than 100 elements stand within each other"),
    );
    failing("<a>".repeat(levels)).toThrow(malformed("more than 100 elements stand within each other"));
  });

  it("is read with ten megabytes of text", () => {
    const text = "0123456789abcdef".repeat(655_360);
    expect(read(`<a>${text}</a>`).text === text).toBe(true);
  });

  it.each(["<", "</", "<!", "<!--", "<?", "<![CDATA[", "&", "]]>", "</a ", "<a '", "<a x=", " ", "&#", "\r"])(
    "ends soon with two megabytes of %j",
    (part) => {
      failing(`<a>${part.repeat(2_000_000 / part.length)}`).toThrow(malformed(""));
    },
    10_000,
  );
});

describe("a document that is written", () => {
  it("is on one line, with a declaration", () => {
    const filter: XmlNode = ["filter", [["id", "5"]]];
    expect(writeXml(["packet", [["webspace", [filter, ["none", []]]]]], { version: "1.6.3.0" })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><packet version="1.6.3.0"><webspace><filter><id>5</id></filter><none/></webspace></packet>',
    );
  });

  it("escapes what has a meaning in XML, also what looks escaped", () => {
    expect(writeXml(["a", "<b> & &amp; &name; &#65; ]]> \r\n"], { x: '"&lt;' })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><a x="&quot;&amp;lt;">' +
        "&lt;b&gt; &amp; &amp;amp; &amp;name; &amp;#65; ]]&gt; &#13;\n</a>",
    );
  });

  it.each([
    ["\u0000", "U+0000"],
    ["a\u000B", "U+000B"],
    ["\uD83D", "U+D83D"],
    ["\uFFFE", "U+FFFE"],
  ])("cannot hold %j, and does not show what else was to be sent", (character, name) => {
    const write = () => writeXml(["a", [["password", `secret${character}secret`]]]);
    expect(write).toThrow(expect.objectContaining({ kind: "refused" }) as Error);
    expect(write).toThrow(`The value of <password> holds ${name}, which is no character of XML`);
    expect(write).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("secret") as string }) as Error,
    );
    expect(() => writeXml(["a", []], { version: character })).toThrow(`The value of <version> holds ${name}`);
  });

  it("is read as what was written, whatever text it holds", () => {
    fc.assert(
      fc.property(xmlText, xmlText, (first, second) => {
        const root = read(
          writeXml([
            "a",
            [
              ["b", first],
              ["c", []],
              ["b", second],
            ],
          ]),
        );
        expect(root.children.map(({ name, text }) => [name, text])).toEqual([
          ["b", first],
          ["c", ""],
          ["b", second],
        ]);
      }),
      { numRuns: 2000 },
    );
  });
});
