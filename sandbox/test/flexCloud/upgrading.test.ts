import type { Sandbox } from "../../src";
import { packet, PleskClient, SERVER_KEY } from "../pleskXml/client";
import { withSandbox } from "../withSandbox";
import { CloudClient, LANGUAGES, OTHER, pleskKey, POWERPACK, SERVER, SHORT_ACTION } from "./client";

const BUSY = "409 PleskStillUpgrading";

let sandbox: Sandbox;
let client: CloudClient;
withSandbox((started) => {
  sandbox = started;
  client = new CloudClient(sandbox);
});

describe("an upgrade", () => {
  test("ends an upgrade with its answer, unless told otherwise, and shows it in the key that Plesk tells", async () => {
    expect(await client.outcome()).toBe(202);
    expect(sandbox.flexCloud.server(SERVER).upgrading).toBeNull();
    const { text } = await new PleskClient(sandbox.plesk.server("alpha")).send(packet(SERVER_KEY));
    expect(text).toContain("<property><name>powerpack</name><value>true</value></property>");
    expect(text).toContain("<name>plesk_key_id</name><value>PLSK.00000001.0002</value>");
    expect(sandbox.plesk.server("beta").facts.key).not.toHaveProperty("powerpack");
  });

  test("keeps its server busy until it is finished, under both addresses", async () => {
    sandbox.flexCloud.change(SERVER, { upgradeMs: null });
    expect(await client.outcome()).toBe(202);
    expect(sandbox.flexCloud.server(SERVER).upgrading).toBe(POWERPACK);
    expect(await client.outcome({ addon_textkey: LANGUAGES })).toBe(BUSY);
    expect(await client.outcome({}, SHORT_ACTION)).toBe(BUSY);
    expect(await client.outcome({}, `servers/${OTHER}/action`)).toBe("403 WrongPleskAuthentication");
    expect(pleskKey(sandbox)).not.toHaveProperty("powerpack");
    sandbox.flexCloud.finish(SERVER);
    expect(pleskKey(sandbox)).toMatchObject({ powerpack: "true" });
    expect(await client.outcome({ addon_textkey: LANGUAGES })).toBe(202);
    expect(sandbox.ledger.charges().map(({ item }) => item)).toEqual([POWERPACK, LANGUAGES]);
  });

  test("lets an upgrade run for a while", async () => {
    sandbox.flexCloud.change(SERVER, { upgradeMs: 30 });
    await client.upgrade();
    expect(sandbox.flexCloud.server(SERVER).upgrading).toBe(POWERPACK);
    while (sandbox.flexCloud.server(SERVER).upgrading) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(pleskKey(sandbox)).toMatchObject({ powerpack: "true" });
  });

  test("ends a running upgrade with a reset", async () => {
    sandbox.flexCloud.change(SERVER, { upgradeMs: 20 });
    await client.upgrade();
    sandbox.reset();
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(pleskKey(sandbox)).not.toHaveProperty("powerpack");
  });

  test("accepts and charges an upgrade that fails and never takes effect", async () => {
    sandbox.flexCloud.change(SERVER, { fails: true });
    expect(await client.outcome()).toBe(202);
    sandbox.flexCloud.change(SERVER, { fails: false, upgradeMs: null });
    expect(await client.outcome()).toBe(202);
    sandbox.flexCloud.abandon(SERVER);
    expect(sandbox.flexCloud.server(SERVER).upgrading).toBeNull();
    expect(pleskKey(sandbox)).not.toHaveProperty("powerpack");
    expect(sandbox.ledger.charges()).toHaveLength(2);
  });

  test("charges each upgrade that is accepted", async () => {
    await client.upgrade();
    await client.upgrade({}, SHORT_ACTION);
    const charge = { kind: "upgrade", item: POWERPACK, quantity: 1, keyId: SERVER };
    expect(sandbox.ledger.charges({ system: "flexCloud", server: SERVER })).toEqual([charge, charge]);
  });

  test("waits for another task on the server", async () => {
    sandbox.flexCloud.change(SERVER, { busy: true });
    expect(await client.outcome()).toBe(BUSY);
    expect(await client.read()).toMatchObject({ status: "PROCESSING" });
    sandbox.flexCloud.change(SERVER, { busy: false });
    expect(await client.outcome()).toBe(202);
  });

  test("ends an upgrade without a clock, while a request waits", async () => {
    sandbox.flexCloud.change(SERVER, { upgradeMs: null });
    await client.upgrade();
    sandbox.faults.onRequest("after", ({ refusal }) => refusal === BUSY && sandbox.flexCloud.finish(SERVER));
    expect([await client.outcome(), await client.outcome()]).toEqual([BUSY, 202]);
  });
});

describe("the details of a server", () => {
  test.each([
    `accounts/demo1234/flexcloud/servers/${SERVER}`,
    `accounts/demo1234/flexcloud/servers/${SERVER}/`,
    `servers/${SERVER}`,
    `servers/${SERVER}/`,
  ])("reads a server at %s and says nothing about Plesk", async (path) => {
    await client.upgrade();
    const { status, root, error, text } = await client.send(path);
    expect([status, root]).toEqual([200, "server"]);
    expect(error).toMatchObject({ id: SERVER, status: "ACTIVE", metadata: {}, updated: null });
    expect(error.links).toEqual([
      { href: `${sandbox.flexCloud.url}/accounts/demo1234/flexcloud/servers/${SERVER}/`, rel: "self" },
    ]);
    expect(text).not.toContain("powerpack");
  });
});
