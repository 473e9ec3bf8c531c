import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as fc from "fast-check";

import { readPlans } from "../../../../provider/apis/pleskXml/plans";
import { readProblems, shortfalls } from "../../../../provider/apis/pleskXml/problems";
import { readServerKey } from "../../../../provider/apis/pleskXml/server";
import { nonEmpty, type OneSubscription, type NonEmpty } from "../../../../provider/apis/pleskXml/structures";
import {
  addSubscription,
  listWebspaces,
  readWebspace,
  readWebspaces,
  removeSubscription,
  switchSubscription,
  syncSubscription,
} from "../../../../provider/apis/pleskXml/webspaces";
import type { Account } from "../../../../provider/account";
import type { Response } from "../../../../provider/endpoint";
import { readXml, type XmlElement } from "../../../../provider/wire/xml";

const account: Account = {
  system: "pleskXml",
  title: "Plesk server alpha",
  baseUrl: "https://alpha.example:8443/",
  login: "admin",
  password: "correct horse",
};
const server = "alpha";
const subscription = (by: OneSubscription["by"], value: string): OneSubscription => ({
  by,
  value: nonEmpty(value, "value"),
});
const guidPlan = (guid: string) => ({ by: "plan-guid", value: nonEmpty(guid, "guid") }) as const;

const answer = (content: string): Response => ({
  status: 200,
  headers: {},
  body: `<?xml version="1.0"?><packet>${content}</packet>`,
});
const webspace = (operation: string, results: string): Response =>
  answer(`<webspace><${operation}>${results}</${operation}></webspace>`);

/** The samples of "Switching a Subscription ..." and "Syncing a Subscription ...", from Plesk's documentation. */
const sample = (name: string): string =>
  readFileSync(join(__dirname, "..", "..", "..", "fixtures", "pleskXml", name), "utf8");

/** An element without the blanks between its children. */
function shape({ name, text, attributes, children }: XmlElement): unknown {
  return { name, attributes, text: children.length > 0 ? "" : text.trim(), children: children.map(shape) };
}

describe("the packets of the documentation's samples", () => {
  const old = { ...account, protocolVersion: "1.6.3.0" };

  it("are what we build for the same calls", () => {
    const switching = switchSubscription.encode(old, {
      server,
      subscription: subscription("id", "5"),
      plan: guidPlan("cc982f71-48c3-479d-bc7b-59b97547e092"),
    });
    const syncing = syncSubscription.encode(old, { server, subscription: subscription("id", "9") });
    const built = (body = ""): unknown => shape(readXml(body, "us"));
    expect(built(switching.body)).toEqual(shape(readXml(sample("switchRequest.xml"), "sample")));
    expect(built(syncing.body)).toEqual(shape(readXml(sample("syncRequest.xml"), "sample")));
  });

  it("are understood: four rows, the one that is broken over lines unparsed", () => {
    const { problems } = switchSubscription.decode(
      { status: 200, headers: {}, body: sample("switchResponse.xml") },
      { server, subscription: subscription("id", "5"), plan: guidPlan("x") },
    );
    expect(problems.rows).toEqual([
      {
        description: "Hard disk quota (example.com)",
        current: "Unlimited",
        requested: "Unlimited",
        allowed: "Unlimited",
      },
      {
        description: "SSL support (example.com)",
        current: "switched on",
        requested: "switched off",
        allowed: "switched off",
      },
      {
        description: "SSI support (example.com)",
        current: "switched off",
        requested: "switched on",
        allowed: "switched on",
      },
    ]);
    expect(problems.unparsed).toHaveLength(1);
    expect(problems.unparsed[0]).toMatch(
      /^Switch on log rotation \(example\.com\)[\s\S]*send|Send processed/,
    );
    expect(shortfalls(problems)).toEqual([]);
  });
});

describe("the login", () => {
  it("is the UTF-8 of its letters in headers, of which each character is one byte", () => {
    const { headers } = readServerKey.encode(
      { ...account, login: "jürgen", password: "pass-€-1" },
      { server },
    );
    expect(headers).toMatchObject({
      HTTP_AUTH_LOGIN: "j\u00c3\u00bcrgen",
      HTTP_AUTH_PASSWD: "pass-\u00e2\u0082\u00ac-1",
    });
    const { headers: keyed } = readServerKey.encode({ ...account, secretKey: "ö" }, { server });
    expect(keyed).toMatchObject({ KEY: "\u00c3\u00b6" });
  });
});

describe("problems", () => {
  const line = (...cells: string[]): string =>
    cells.map((cell, at) => cell.padEnd(at === 0 ? 20 : 60)).join("");

  it("are read by where the headings stand, in any language, also where two of them touch", () => {
    const text = [
      line("Beschreibung", "Aktuell", "Angefordert", "Zulässig"),
      line("Speicher (a.de)", "1 GB", "5 GB", "2 GB"),
    ].join("\n");
    expect(shortfalls(readProblems(text))).toEqual([
      { description: "Speicher (a.de)", current: "1 GB", requested: "5 GB", allowed: "2 GB" },
    ]);
    const narrow = `${"Description Current".padEnd(72)}${"Requested".padEnd(60)}Allowed\n${"SSL (a.de)".padEnd(12)}${"off".padEnd(60)}${"on".padEnd(60)}off`;
    expect(readProblems(narrow).rows).toEqual([
      { description: "SSL (a.de)", current: "off", requested: "on", allowed: "off" },
    ]);
  });

  it.each(["", undefined])("are none where the text is %p", (text) => {
    expect(readProblems(text)).toEqual({ rows: [], unparsed: [] });
  });

  it("decide nothing where they are no table", () => {
    expect(readProblems("Something went wrong")).toEqual({ rows: [], unparsed: ["Something went wrong"] });
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { rows, unparsed } = readProblems(text);
        for (const part of unparsed) expect(text.replaceAll("\r", "")).toContain(part);
        expect(rows.every(({ description }) => description !== "")).toBe(true);
      }),
    );
  });
});

describe("an empty filter or plan", () => {
  it("does not typecheck where something is changed", () => {
    // @ts-expect-error -- a text that may be empty is no value of a filter
    const one: OneSubscription = { by: "guid", value: "" };
    // @ts-expect-error -- nor is any other text that was not looked at
    const other: NonEmpty = "5142fa81";
    expect([one.value, other]).toEqual(["", "5142fa81"]);
  });

  it("never leaves in a changing packet, whatever it is made from", () => {
    const text = fc.oneof(fc.constantFrom("", " ", "\t\n"), fc.string());
    const by = fc.constantFrom("guid", "id", "name", "external-id");
    const planBy = fc.constantFrom("plan-guid", "plan-external-id");
    fc.assert(
      fc.property(by, text, planBy, text, (kind, value, planKind, planValue) => {
        // Past the types, as a careless cast would.
        const named = { server, subscription: { by: kind, value: value as NonEmpty } };
        const plan = { by: planKind, value: planValue as NonEmpty };
        const made = [
          () => switchSubscription.encode(account, { ...named, plan }),
          () => switchSubscription.encode(account, { ...named, plan: "none" }),
          () => syncSubscription.encode(account, named),
          () => addSubscription.encode(account, { ...named, plan }),
          () => removeSubscription.encode(account, { ...named, plan }),
        ];
        for (const make of made) {
          let body: string | undefined;
          try {
            ({ body } = make());
          } catch (error) {
            expect(String(error)).toMatch(
              /is empty, which to a Plesk server could mean everything|cannot be sent/,
            );
            continue;
          }
          const [operation] = readXml(body ?? "", "us").children[0]?.children ?? [];
          const [filter, choice] = operation?.children ?? [];
          expect(filter?.name).toBe("filter");
          expect(filter?.children.map((each) => each.text.trim() !== "")).toEqual([true]);
          if (choice && choice.name !== "no-plan") expect(choice.text.trim()).not.toBe("");
        }
      }),
    );
  });

  it("is what only a read of everything sends", () => {
    expect(readWebspaces.changes).toBe(false);
    expect(readWebspaces.encode(account, { server }).body).toContain("<filter/>");
  });
});

describe("an answer about one subscription", () => {
  const asked = { server, subscription: subscription("guid", "g-1") };
  const read = (response: Response) => readWebspace.decode(response, asked);

  it.each([
    [
      "1013 in its own result",
      "<result><status>error</status><errcode>1013</errcode><filter-id>g-1</filter-id></result>",
    ],
    ["1013 that names nothing", "<result><status>error</status><errcode>1013</errcode></result>"],
    ["no result", ""],
    ["an ok result with nothing in it", "<result><status>ok</status><filter-id>g-1</filter-id></result>"],
  ])("means that it does not exist: %s", (_, results) => {
    expect(read(webspace("get", results))).toBeUndefined();
  });

  it.each([
    [
      "1013 of another one",
      webspace(
        "get",
        "<result><status>error</status><errcode>1013</errcode><filter-id>g-2</filter-id></result>",
      ),
      "1013",
    ],
    [
      "1013 of the whole packet",
      answer("<system><status>error</status><errcode>1013</errcode></system>"),
      "1013",
    ],
    [
      "another error",
      webspace("get", "<result><status>error</status><errcode>1023</errcode><errtext>No.</errtext></result>"),
      "1023",
    ],
    ["an operation that is not answered", answer(""), "did not answer every operation"],
    ["a page", { status: 403, headers: {}, body: "<html>" }, "its remote API is switched on"],
  ])("does not mean that: %s", (_, response, message) => {
    expect(() => read(response)).toThrow(message);
  });

  it("names all that have the same external id", () => {
    const one = (guid: string) =>
      `<result><status>ok</status><id>1</id><data><gen_info><name>a.example</name><guid>${guid}</guid></gen_info></data></result>`;
    expect(() => read(webspace("get", one("g-1") + one("g-2")))).toThrow(/Several subscriptions .*g-1.*g-2/);
  });

  it.each([
    ["no node", ""],
    ["an empty node", "<subscriptions/>"],
    ["no plan node", "<subscriptions><subscription><locked>false</locked></subscription></subscriptions>"],
    [
      "an empty GUID",
      "<subscriptions><subscription><plan><plan-guid/></plan></subscription></subscriptions>",
    ],
  ])("is read without a plan from %s", (_, subscriptions) => {
    const data = `<data><gen_info><name>a.example</name><guid>g-1</guid></gen_info>${subscriptions}</data>`;
    const found = read(webspace("get", `<result><status>ok</status><id>1</id>${data}</result>`));
    expect(found).toMatchObject({ planGuids: [], locked: false, synchronized: true });
  });

  const general = "<name>täst.example</name><ascii-name>xn--tst-qla.example</ascii-name><guid>G-1</guid>";
  const shown = `<result><status>ok</status><id>5</id><data><gen_info>${general}<external-id>crm-7</external-id></gen_info></data></result>`;

  it.each([
    ["guid", "g-1", "g-2"],
    ["id", "5", "50"],
    ["name", "TÄST.example", "test.example"],
    ["name", "xn--tst-qla.example", "example"],
    ["external-id", "crm-7", "crm-70"],
  ] as const)("is about the one that was asked for by its %s, or it is malformed", (by, value, other) => {
    const ask = (named: string) => () =>
      readWebspace.decode(webspace("get", shown), { server, subscription: subscription(by, named) });
    expect(ask(value)()).toMatchObject({ id: "5" });
    expect(ask(other)).toThrow(`does not have the documented shape at webspace/get/result: its ${by} is`);
  });

  it("does not hide the others of a bulk read", () => {
    const good =
      "<result><status>ok</status><id>1</id><data><gen_info><guid>g-1</guid></gen_info></data></result>";
    const bad = "<result><status>ok</status><id>2</id><data><gen_info/></data></result>";
    const failed = "<result><status>error</status><errcode>1023</errcode></result>";
    const found = readWebspaces.decode(webspace("get", bad + failed + good), { server });
    expect(found.map(({ guid }) => guid)).toEqual(["g-1"]);
    const listed = listWebspaces.decode(webspace("get", bad + failed + good), { server });
    expect(listed.webspaces.map(({ guid }) => guid)).toEqual(["g-1"]);
    expect(listed.unreadable.map(({ kind }) => kind)).toEqual(["malformed", "rejected"]);
  });
});

describe("a list of subscriptions", () => {
  const failed = (code: number) =>
    webspace(
      "get",
      `<result><status>error</status><errcode>${code}</errcode><filter-id>acme</filter-id></result>`,
    );

  it("is that of everybody, or of the one owner that is named", () => {
    expect(listWebspaces.encode(account, { server }).body).toContain("<filter/>");
    expect(listWebspaces.encode(account, { server, ownerLogin: "acme" }).body).toContain(
      "<filter><owner-login>acme</owner-login></filter>",
    );
    expect(() => listWebspaces.encode(account, { server, ownerLogin: " " })).toThrow("The owner is empty");
  });

  it.each([
    ["the error 1013", failed(1013)],
    ["no result", webspace("get", "")],
    [
      "a result without an id",
      webspace("get", "<result><status>ok</status><filter-id>acme</filter-id></result>"),
    ],
  ])("is empty with %s", (_, response) => {
    const listed = listWebspaces.decode(response, { server, ownerLogin: "acme" });
    expect(listed).toEqual({ webspaces: [], unreadable: [] });
  });

  it("is a failure for an owner that does not exist", () => {
    expect(() => listWebspaces.decode(failed(1015), { server, ownerLogin: "acme" })).toThrow(
      /The subscriptions of acme could not be read: .*1015/,
    );
  });
});

describe("the plans", () => {
  const both = (base: string, addOns: string) =>
    answer(
      `<service-plan><get>${base}</get></service-plan><service-plan-addon><get>${addOns}</get></service-plan-addon>`,
    );
  const plan = (guid: string) =>
    `<result><status>ok</status><id>1</id><name>P</name><guid>${guid}</guid><owner-login>admin</owner-login></result>`;

  it.each([
    "",
    "<result><status>ok</status></result>",
    "<result><status>error</status><errcode>1013</errcode></result>",
  ])("may be none: %p", (none) => {
    expect(readPlans.decode(both(none, none), { server, owner: "all" })).toEqual([]);
  });

  it("are told apart by the operation that shows them", () => {
    expect(readPlans.decode(both(plan("b"), plan("a")), { server, owner: "all" })).toMatchObject([
      { guid: "b", kind: "base", owner: "admin" },
      { guid: "a", kind: "addOn" },
    ]);
  });

  it("are not none where the second operation is not answered", () => {
    const half = answer(`<service-plan><get>${plan("b")}</get></service-plan>`);
    expect(() => readPlans.decode(half, { server, owner: "own" })).toThrow("did not answer every operation");
  });
});

describe("the server's licence key", () => {
  const shown = (content: string) =>
    readServerKey.decode(
      answer(`<server><get><result><status>ok</status>${content}</result></get></server>`),
      {
        server,
      },
    );

  it("is read by its properties, as text", () => {
    expect(readServerKey.encode(account, { server }).body).toContain("<server><get><key/></get></server>");
    const property = (name: string, value: string) =>
      `<property><name>${name}</name><value>${value}</value></property>`;
    expect(shown(`<key>${property("lim_dom", " -1 ")}${property("powerpack", "true")}</key>`)).toEqual({
      lim_dom: "-1",
      powerpack: "true",
    });
  });

  it("is not an empty one where the answer shows none", () => {
    expect(() => shown("<gen_info/>")).toThrow("server/get/result/key");
  });
});
