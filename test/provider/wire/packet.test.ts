import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import {
  decodePacket,
  encodePacket,
  type PacketAnswer,
  type PacketOperation,
  type PacketResult,
} from "../../../provider/wire/packet";
import { child } from "../../../provider/wire/xml";
import { withoutLayout } from "./xmlLayout";

const fixtures = join(__dirname, "..", "..", "fixtures", "wire", "packet");
const fixture = (folder: string, name: string): string => readFileSync(join(fixtures, folder, name), "utf8");
const namesIn = (folder: string): string[] =>
  readdirSync(join(fixtures, folder))
    .filter((name) => name.endsWith(".xml"))
    .map((name) => name.slice(0, -".xml".length));

/** What stands beside a packet: what was sent, and what is read or the message of the failure. */
interface Expected {
  sent: string[];
  operations?: ExpectedResult[][];
  system?: unknown;
  message?: string;
}

/** A result, with the text of the nodes to look at in place of its element. */
interface ExpectedResult extends Omit<PacketResult, "element"> {
  texts?: Record<string, string>;
}

const expectedOf = (folder: string, name: string): Expected =>
  JSON.parse(fixture(folder, `${name}.json`)) as Expected;

function operation(name: string, content: PacketOperation["content"] = []): PacketOperation {
  const [operator = "", operation = ""] = name.split(" ");
  return { operator, operation, content };
}

function decoded(folder: string, name: string): PacketAnswer {
  const sent = expectedOf(folder, name).sent.map((each) => operation(each));
  return decodePacket(fixture(folder, `${name}.xml`), sent, "get of Plesk");
}

describe("packets that are built", () => {
  const filter = (id: string): PacketOperation["content"][number] => ["filter", [["id", id]]];

  it.each([
    [
      "switchSubscription",
      operation("webspace switch-subscription", [
        filter("5"),
        ["plan-guid", "cc982f71-48c3-479d-bc7b-59b97547e092"],
      ]),
    ],
    ["syncSubscription", operation("webspace sync-subscription", [filter("9")])],
  ])("%s is the manual's sample", (name, sent) => {
    expect(withoutLayout(encodePacket([sent], "1.6.3.0"))).toEqual(
      withoutLayout(fixture("requests", `${name}.xml`)),
    );
  });

  it("leave the version out unless it is given", () => {
    expect(encodePacket([operation("webspace get", [["filter", []]])])).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><packet><webspace><get><filter/></get></webspace></packet>',
    );
  });

  it("put consecutive operations of one operator into one node", () => {
    const names = ["webspace get", "webspace set", "service-plan get", "webspace get"];
    expect(encodePacket(names.map((name) => operation(name)))).toContain(
      "<packet><webspace><get/><set/></webspace><service-plan><get/></service-plan><webspace><get/></webspace></packet>",
    );
  });

  it("escape what a value holds", () => {
    expect(encodePacket([operation("webspace get", [["filter", [["name", "a&b<c>"]]]])])).toContain(
      "<name>a&amp;b&lt;c&gt;</name>",
    );
  });
});

describe("answers that are accepted", () => {
  it.each(namesIn("accept"))("%s", (name) => {
    const expected = expectedOf("accept", name);
    const answer = decoded("accept", name);
    if ("system" in answer) expect(answer.system).toEqual(expected.system);
    else expect(seen(answer.operations, expected.operations)).toEqual(expected.operations);
  });

  it("show the whole result, for what an operation adds", () => {
    const answer = decoded("accept", "twoOperationsInOneNode");
    const element = "operations" in answer ? answer.operations[1]?.[0]?.element : undefined;
    expect(element?.children.map(({ name }) => name)).toEqual(["status", "filter-id", "id", "data"]);
  });
});

describe("answers that are malformed", () => {
  it.each(namesIn("reject"))("%s", (name) => {
    const read = () => decoded("reject", name);
    expect(read).toThrow(expect.objectContaining({ kind: "malformed" }) as Error);
    expect(read).toThrow(expectedOf("reject", name).message);
    expect(read).toThrow("(get of Plesk)");
  });
});

/** The results in the form of the fixture: the nodes that it names instead of the element. */
function seen(operations: readonly (readonly PacketResult[])[], expected: ExpectedResult[][] = []) {
  return operations.map((results, at) =>
    results.map(({ element, ...result }, index) => {
      const texts = expected[at]?.[index]?.texts;
      if (texts === undefined) return result;
      return {
        ...result,
        texts: Object.fromEntries(Object.keys(texts).map((name) => [name, child(element, name)?.text])),
      };
    }),
  );
}
