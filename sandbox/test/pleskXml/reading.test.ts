import { manySubscriptions, type Sandbox, startSandbox } from "../../src";
import { withSandbox } from "../withSandbox";
import { byGuid, byId, get, packet, PleskClient, plans, SERVER_KEY, switchTo } from "./client";

let sandbox: Sandbox;
let client: PleskClient;
withSandbox((started) => {
  sandbox = started;
  client = new PleskClient(sandbox.plesk.server("alpha"));
});

const alpha = () => sandbox.plesk.server("alpha");
const ids = async (login: string, filter: string) =>
  (await new PleskClient(alpha(), login).results(get(filter))).map(({ id }) => Number(id));

describe("reading subscriptions", () => {
  test("shows general information and plans, and nothing that was not asked for", async () => {
    const { text } = await client.send(packet(get(byId(1))));
    const { guid } = alpha().subscription(1);
    const starter = alpha().plan("Starter");
    expect(text).toContain("<result><status>ok</status><filter-id>1</filter-id><id>1</id><data><gen_info>");
    expect(text).toContain(`<name>synced.alpha.example</name><ascii-name>synced.alpha.example</ascii-name>`);
    expect(text).toContain(`<guid>${guid}</guid><vendor-guid>${alpha().account("admin").guid}</vendor-guid>`);
    expect(await client.subscriptions(byId(1))).toBe(
      "<subscriptions><subscription><locked>false</locked><synchronized>true</synchronized>" +
        `<plan><plan-guid>${starter.guid}</plan-guid><plan-external-id>starter</plan-external-id></plan>` +
        "</subscription></subscriptions>",
    );
    expect((await client.send(packet(get(byId(1), "")))).text).toContain("<data/>");
  });

  test.each([
    [1, "synced", "false", "true", 1],
    [2, "addons", "false", "true", 3],
    [3, "locked", "true", "true", 1],
    [4, "unsynced", "false", "false", 1],
    [5, "short", "false", "false", 1],
    [7, "north", "false", "true", 1],
    [9, "panel", "false", "true", 1],
  ])(
    "shows subscription %i, %s: locked %s, synchronized %s, %i plans",
    async (id, name, locked, synchronized, count) => {
      const shown = await client.subscriptions(`<name>${name}.alpha.example</name>`);
      expect(shown).toContain(`<locked>${locked}</locked><synchronized>${synchronized}</synchronized>`);
      expect(shown.match(/<plan>/g)).toHaveLength(count);
      expect(alpha().subscription(id).name).toBe(`${name}.alpha.example`);
    },
  );

  test("tells the administrator's own by login, all others by the owner's id", async () => {
    const { text } = await client.send(packet(get(byId(9, 7))));
    expect(text.match(/<owner-\w+>\w+<\/owner-\w+>/g)).toEqual([
      "<owner-login>admin</owner-login>",
      `<owner-id>${alpha().account("blue").id}</owner-id>`,
    ]);
  });

  test("keeps international and marked-up names as they are", async () => {
    alpha().rename(1, "bücher.example");
    alpha().changeSubscription(2, { externalId: `a & "b" <c>` });
    const [first, second] =
      (await client.send(packet(get(byId(1, 2))))).packet?.children[0]?.children[0]?.children ?? [];
    const info = (at: typeof first) => at?.children.at(-1)?.children[0]?.children ?? [];
    expect(
      info(first)
        .slice(1, 3)
        .map(({ text }) => text),
    ).toEqual(["bücher.example", "xn--bcher-kva.example"]);
    expect(info(second).find(({ name }) => name === "external-id")?.text).toBe(`a & "b" <c>`);
    expect((await client.result(get("<name>bücher.example</name>"))).id).toBe("1");
  });
});

describe("filters", () => {
  test.each([
    ["admin", "", [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ["north", "", [7]],
    ["acme", "", [1, 2, 3, 4, 5, 6]],
    ["admin", byId(4, 2), [4, 2]],
    ["admin", "<name>south.alpha.example</name><name>locked.alpha.example</name>", [8, 3]],
    ["admin", "<external-id>alpha-1</external-id>", [1]],
    ["admin", "<owner-id>1</owner-id>", [9]],
    ["admin", "<owner-login>acme</owner-login><owner-login>blue</owner-login>", [1, 2, 3, 4, 5, 6, 7]],
    ["admin", "<owner-external-id>c-acme</owner-external-id>", [1, 2, 3, 4, 5, 6]],
    ["north", "<owner-login>blue</owner-login>", [7]],
  ])("shows %s with <filter>%s</filter> %j", async (login, filter, expected) => {
    expect(await ids(login, filter)).toEqual(expected);
  });

  test("filters by GUID", async () => {
    const { guid } = alpha().subscription(6);
    expect(await client.result(get(`<guid>${guid}</guid>`))).toMatchObject({ "filter-id": guid, id: "6" });
    expect(
      await client.result(get(`<owner-guid>${alpha().account("blue").guid}</owner-guid>`)),
    ).toMatchObject({ id: "7" });
  });

  test("repeats the owner of a filter in each result, and the id for an empty one", async () => {
    const owner = await client.results(get("<owner-login>acme</owner-login>"));
    expect(new Set(owner.map((result) => result["filter-id"]))).toEqual(new Set(["acme"]));
    const all = await client.results(get(""));
    expect(all.map((result) => result["filter-id"])).toEqual(all.map(({ id }) => id));
  });

  test("shows a reseller nothing but its own", async () => {
    const north = new PleskClient(alpha(), "north");
    const foreign = get(byId(7, 1, 8));
    expect((await north.results(foreign)).map(({ errcode }) => errcode)).toEqual([undefined, "1013", "1013"]);
    expect((await north.result(get("<owner-login>coral</owner-login>"))).errcode).toBe("1015");
    expect((await north.result(get("<owner-login>admin</owner-login>"))).errcode).toBe("1015");
  });

  test("finds no subscription by an empty external id", async () => {
    expect((await client.result(get("<external-id/>"))).errcode).toBe("1013");
  });
});

describe("reading plans", () => {
  const names = async (login: string, operation: string) =>
    (await new PleskClient(alpha(), login).results(operation)).map(({ name, errcode, ...owner }) =>
      [errcode ?? name, owner["owner-login"] ?? owner["owner-id"]].join(" of "),
    );

  test.each([
    ["admin", plans(""), ["Starter of admin", "Business of admin", "Premium of admin", "Unlimited of admin"]],
    ["admin", plans("", "<owner-login>south</owner-login>"), ["Starter of 3"]],
    ["admin", plans("", "<owner-id>2</owner-id>"), ["Starter of 2", "Business of 2"]],
    ["admin", plans("<name>Starter</name>"), ["Starter of admin"]],
    [
      "admin",
      plans("<name>Starter</name>", "<owner-all/>"),
      ["Starter of admin", "Starter of 2", "Starter of 3"],
    ],
    ["admin", plans("<external-id>north-starter</external-id>"), ["1013 of "]],
    ["admin", plans("<external-id>north-starter</external-id>", "<owner-all/>"), ["Starter of 2"]],
    ["admin", plans("<name>Starter</name><name>None</name>"), ["Starter of admin", "1013 of "]],
    ["north", plans(""), ["Starter of 2", "Business of 2"]],
    ["north", plans("", "<owner-all/>"), ["Starter of 2", "Business of 2"]],
    ["north", plans("", "<owner-login>admin</owner-login>"), ["1015 of "]],
    ["admin", plans("", "", "service-plan-addon"), ["Extra disk of admin", "Backups of admin"]],
    ["north", plans("", "", "service-plan-addon"), ["Extra disk of 2"]],
    ["admin", plans("<external-id/>"), ["1013 of "]],
  ])("gives %s for %s the plans %j", async (login, operation, expected) => {
    expect(await names(login, operation)).toEqual(expected);
  });

  test("tells base plans from add-on plans by their GUIDs", async () => {
    const { plan, addOns } = alpha().subscription(2);
    const guids = [plan, ...addOns].map((guid) => `<guid>${guid}</guid>`).join("");
    const base = await client.results(plans(guids, "<owner-all/>"));
    expect(base.map(({ guid, errcode }) => errcode ?? guid)).toEqual([plan, "1013", "1013"]);
    const addOn = await client.results(plans(guids, "<owner-all/>", "service-plan-addon"));
    expect(addOn.map(({ guid, errcode }) => errcode ?? guid)).toEqual(["1013", ...addOns]);
  });

  test("gives plans without filter-id, and with nodes that older schemas do not know", async () => {
    const { text } = await client.send(packet(plans("<name>Unlimited</name>")));
    expect(text).not.toContain("filter-id");
    expect(text).toContain("<external-id/><owner-login>admin</owner-login>");
    expect(text).toContain("<nginx-proxy-mode>");
  });
});

describe("reading the server", () => {
  test("gives the licence key, which may change", async () => {
    alpha().change({ key: { plesk_key_id: "PLSK.00000001.0002", powerpack: "true" } });
    const { text } = await client.send(packet(SERVER_KEY));
    expect(text).toContain(
      "<get><result><status>ok</status><key>" +
        "<property><name>plesk_key_id</name><value>PLSK.00000001.0002</value></property>" +
        "<property><name>powerpack</name><value>true</value></property></key></result></get>",
    );
  });

  test("gives general information", async () => {
    const { text } = await client.send(packet("<server><get><gen_info/></get></server>"));
    expect(text).toContain("<gen_info><server_name>alpha.example</server_name><server_guid>");
  });
});

describe("several operations in a packet", () => {
  test("answers several operations one by one, in order", async () => {
    const { packet: root } = await client.send(
      packet(
        plans("<name>x</name>"),
        `<webspace>${get(byId(1)).slice(10, -11)}${get(byId(2)).slice(10, -11)}</webspace>`,
        SERVER_KEY,
      ),
    );
    expect(root?.children.map(({ name, children }) => [name, children.map((it) => it.name)])).toEqual([
      ["service-plan", ["get"]],
      ["webspace", ["get", "get"]],
      ["server", ["get"]],
    ]);
  });

  test("shows an operation what the earlier ones did", async () => {
    const { guid } = alpha().plan("Unlimited");
    const [, read] = await client.results(switchTo(byId(1), byGuid(guid)), get(byId(1)));
    expect(read?.id).toBe("1");
    expect(await client.subscriptions(byId(1))).toContain(guid);
  });
});

describe("many subscriptions", () => {
  test("reads many subscriptions from ten servers at once", async () => {
    const many = await startSandbox({ seed: { pleskXml: { servers: manySubscriptions(10, 100) } } });
    const reads = many.plesk.servers.map((server) => new PleskClient(server).results(get("")));
    const results = await Promise.all(reads);
    expect(results.map((all) => all.length)).toEqual(Array<number>(10).fill(100));
    expect(Object.keys(many.env)).toContain("PLESK_SERVER_SERVER_10_URL");
    await many.close();
  });
});
