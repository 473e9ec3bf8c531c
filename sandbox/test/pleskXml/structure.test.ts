import type { Sandbox } from "../../src";
import { withSandbox } from "../withSandbox";
import { byId, get, NO_PLAN, packet, PleskClient, plans, SERVER_KEY, switchTo, sync } from "./client";

let sandbox: Sandbox;
let client: PleskClient;
withSandbox((started) => {
  sandbox = started;
  client = new PleskClient(sandbox.plesk.server("alpha"));
});

const webspace = (inner: string) => packet(`<webspace>${inner}</webspace>`);
const switching = (inner: string) => webspace(`<switch-subscription>${inner}</switch-subscription>`);
const ID_TYPE = "is not a valid value of the atomic type 'id_type'.";
const ONE_OF_PLANS = "Expected is one of ( plan-guid, plan-external-id, no-plan ).";
const OPERATORS = "Expected is one of ( server, webspace, service-plan, service-plan-addon ).";
const EMPTY_TYPE = "because the content type is empty.";

/** The wording is what xmllint prints for a schema of this shape; the vendor's server passes such texts on. */
const MISTAKES: [why: string, body: string, message: string][] = [
  [
    "no packet",
    "<pack/>",
    "Element 'pack': No matching global declaration available for the validation root.",
  ],
  ["an empty packet", "<packet/>", `Element 'packet': Missing child element(s). ${OPERATORS}`],
  [
    "an unknown operator",
    packet("<client/>"),
    `Element 'client': This element is not expected. ${OPERATORS}`,
  ],
  [
    "an unknown operator after a known one",
    packet(SERVER_KEY, "<x/>"),
    "Element 'x': This element is not expected.",
  ],
  [
    "an attribute of the packet",
    '<packet all="1"/>',
    "Element 'packet', attribute 'all': The attribute 'all' is not allowed.",
  ],
  [
    "another attribute",
    switching('<filter all="1"/><no-plan/>'),
    "Element 'filter', attribute 'all': The attribute 'all' is not allowed.",
  ],
  [
    "the plan before the filter",
    switching("<no-plan/><filter/>"),
    "Element 'no-plan': This element is not expected. Expected is ( filter ).",
  ],
  [
    "no filter",
    webspace("<sync-subscription/>"),
    "Element 'sync-subscription': Missing child element(s). Expected is ( filter ).",
  ],
  [
    "no plan",
    switching("<filter/>"),
    `Element 'switch-subscription': Missing child element(s). ${ONE_OF_PLANS}`,
  ],
  [
    "a plan's name",
    switching("<filter/><plan-name>x</plan-name>"),
    `Element 'plan-name': This element is not expected. ${ONE_OF_PLANS}`,
  ],
  [
    "two plans",
    switching("<filter/><plan-guid>x</plan-guid><no-plan/>"),
    "Element 'no-plan': This element is not expected.",
  ],
  [
    "a sync with a plan",
    webspace("<sync-subscription><filter/><no-plan/></sync-subscription>"),
    "Element 'no-plan': This element is not expected.",
  ],
  [
    "an add-on without a plan",
    webspace("<add-subscription><filter/><no-plan/></add-subscription>"),
    "Element 'no-plan': This element is not expected. Expected is one of ( plan-guid, plan-external-id ).",
  ],
  ["an empty id", switching("<filter><id/></filter><no-plan/>"), `Element 'id': '' ${ID_TYPE}`],
  [
    "an id of letters",
    switching("<filter><id>abc</id></filter><no-plan/>"),
    `Element 'id': 'abc' ${ID_TYPE}`,
  ],
  ["the id 0", switching("<filter><id>0</id></filter><no-plan/>"), `Element 'id': '0' ${ID_TYPE}`],
  [
    "two kinds in a filter",
    switching("<filter><id>1</id><guid>x</guid></filter><no-plan/>"),
    "Element 'guid': This element is not expected. Expected is ( id ).",
  ],
  [
    "an unknown kind in a filter",
    switching("<filter><login>x</login></filter><no-plan/>"),
    "Element 'login': This element is not expected. Expected is one of ( id, owner-id, name, owner-login, guid, owner-guid, external-id, owner-external-id ).",
  ],
  [
    "text in a filter",
    switching("<filter>5</filter><no-plan/>"),
    "Element 'filter': Character content other than whitespace is not allowed because the content type is 'element-only'.",
  ],
  [
    "text in no-plan",
    switching("<filter/><no-plan>x</no-plan>"),
    `Element 'no-plan': Character content is not allowed, ${EMPTY_TYPE}`,
  ],
  [
    "a blank in no-plan",
    switching("<filter/><no-plan> </no-plan>"),
    `Element 'no-plan': Character content is not allowed, ${EMPTY_TYPE}`,
  ],
  [
    "an element in no-plan",
    switching("<filter/><no-plan><a/></no-plan>"),
    `Element 'no-plan': Element content is not allowed, ${EMPTY_TYPE}`,
  ],
  [
    "an element in a text",
    switching("<filter><name>a<b/></name></filter><no-plan/>"),
    "Element 'name': Element content is not allowed, because the type definition is simple.",
  ],
  [
    "no dataset",
    webspace("<get><filter/></get>"),
    "Element 'get': Missing child element(s). Expected is ( dataset ).",
  ],
  ["an unknown dataset", packet(get("", "<foo/>")), "Element 'foo': This element is not expected."],
  [
    "a dataset twice",
    packet(get("", "<gen_info/><gen_info/>")),
    "Element 'gen_info': This element is not expected.",
  ],
  [
    "the owner inside the filter",
    packet(plans("<owner-all/>")),
    "Element 'owner-all': This element is not expected. Expected is one of ( name, id, guid, external-id ).",
  ],
  [
    "two owners",
    packet(plans("", "<owner-all/><owner-id>1</owner-id>")),
    "Element 'owner-id': This element is not expected.",
  ],
  [
    "owner-all in version 1.6.3.3",
    packet(plans("", "<owner-all/>")).replace("<packet>", '<packet version="1.6.3.3">'),
    "Element 'owner-all': This element is not expected. Expected is one of ( owner-id, owner-login ).",
  ],
  [
    "setting a plan as a property",
    webspace("<set><filter/></set>"),
    "Element 'set': This element is not expected. Expected is one of ( get, switch-subscription, sync-subscription, add-subscription, remove-subscription ).",
  ],
];

describe("a packet that is not as the schema says", () => {
  test.each(MISTAKES)(
    "refuses %s with 1014 in the validator's words, and does nothing",
    async (_, body, message) => {
      const before = sandbox.plesk.server("alpha").subscriptions;
      expect(await client.systemError(body)).toEqual({
        status: "error",
        errcode: "1014",
        errtext: `Parser error: Request is invalid. Error in line 1: ${message}`,
      });
      expect(sandbox.plesk.server("alpha").subscriptions).toEqual(before);
      expect(sandbox.ledger.changes()).toEqual([]);
    },
  );

  test("names the line of the mistake", async () => {
    const body = `<?xml version="1.0"?>\n<packet>\n<webspace><get>\n<filter>\n<id></id></filter></get></webspace></packet>`;
    const { errtext } = await client.systemError(body);
    expect(errtext).toBe(
      "Parser error: Request is invalid. Error in line 5: Element 'id': '' is not a valid value of the atomic type 'id_type'.",
    );
  });

  test("does none of the operations before the mistake", async () => {
    await client.send(packet(switchTo(byId(1), NO_PLAN), "<webspace><del/></webspace>"));
    expect(sandbox.plesk.server("alpha").subscription(1).plan).not.toBeNull();
  });
});

describe("a body that is no document", () => {
  test.each([
    ["nothing", ""],
    ["text", "hello"],
    ["an open element", "<packet><server>"],
    ["elements that cross", "<packet><server></packet></server>"],
    ["a bare ampersand", packet("a & b")],
    ["an unknown entity", packet("&foo;")],
    ["two roots", "<packet/><packet/>"],
    ["a document type", `<!DOCTYPE packet [<!ENTITY a "b">]>${packet(SERVER_KEY)}`],
  ])("refuses %s with 1014", async (_, body) => {
    const { errcode, errtext } = await client.systemError(body);
    expect([errcode, errtext]).toEqual([
      "1014",
      expect.stringMatching(/^Parser error: .* Error in line 1: /),
    ]);
  });
});

describe("what the schema allows is taken", () => {
  test.each([
    [
      "layout",
      `<packet>\n  <webspace>\n <sync-subscription> <filter> <id> 5 </id>\n</filter></sync-subscription></webspace></packet>`,
    ],
    ["datasets in any order", packet(get(byId(1), "<subscriptions/><gen_info/>"))],
    ["an empty dataset", packet(get(byId(1), ""))],
    ["a comment in no-plan", packet(switchTo(byId(1), "<no-plan><!-- none --></no-plan>"))],
    ["character data", packet(get("<name><![CDATA[synced.alpha.example]]></name>"))],
    ["several operators", packet(sync(byId(1)), SERVER_KEY, plans(""), sync(byId(1)))],
  ])("takes what the schema allows: %s", async (_, body) => {
    const { text } = await client.send(body);
    expect(text).toContain("<status>ok</status>");
    expect(text).not.toContain("<status>error</status>");
  });
});

describe("the version of a packet", () => {
  const versioned = (version: string) => `<packet version="${version}">${SERVER_KEY}</packet>`;

  test.each(["1.6", "1.6.9", "1.6.3.0", "1.6.9.1"])("speaks the version %s", async (version) => {
    expect((await client.send(versioned(version))).text).toContain("<status>ok</status>");
  });

  test.each(["1.6.9.2", "1.7", "2.0.0.0", "1.6.2.1", "", "newest", "1"])(
    "refuses the version %j with 1005",
    async (version) => {
      expect((await client.systemError(versioned(version))).errcode).toBe("1005");
    },
  );
});
