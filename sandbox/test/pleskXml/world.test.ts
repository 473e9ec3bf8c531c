import { DEFAULT_SERVERS, type Sandbox, seedFrom, startSandbox } from "../../src";
import { withSandbox } from "../withSandbox";
import { byId, get, packet, PleskClient, plans, SERVER_KEY, sync } from "./client";

let sandbox: Sandbox;
let client: PleskClient;
withSandbox((started) => {
  sandbox = started;
  client = new PleskClient(sandbox.plesk.server("alpha"));
});

const alpha = () => sandbox.plesk.server("alpha");

async function control(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; json: unknown }> {
  const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await fetch(`${sandbox.url}/_sandbox/${path}`, init);
  return { status: response.status, json: await response.json() };
}

describe("changes behind everybody's back", () => {
  test("shows changes by hand in the next read and in no ledger", async () => {
    const { guid } = alpha().subscription(1);
    alpha().rename(1, "renamed.example");
    alpha().customize(1, { Traffic: "99 GB/month" });
    alpha().move(1, "admin");
    expect(sandbox.ledger.requests()).toEqual([]);
    const { text } = await client.send(packet(get(`<guid>${guid}</guid>`)));
    expect(text).toContain("<name>renamed.example</name>");
    expect(text).toContain("<owner-login>admin</owner-login>");
    expect(text).toContain("<locked>true</locked>");
  });

  test("locks, unlocks, unsynchronizes and changes plans by hand", () => {
    const server = alpha();
    server.lock(1);
    server.unlock(3);
    server.unsynchronize(2, { "SSL support": "switched off" });
    server.setPlan("synced.alpha.example", server.plan("Unlimited").guid);
    server.setAddOns(4, [server.plan("Backups").guid]);
    server.setPlan(2, null);
    expect(server.subscription(1)).toMatchObject({ locked: true, settings: { Traffic: "Unlimited" } });
    expect(server.subscription(2)).toMatchObject({ plan: null, addOns: [] });
    expect(server.subscription(3)).toMatchObject({ locked: false, settings: { "Hard disk quota": "33 GB" } });
    expect(server.subscription(4)).toMatchObject({ settings: { "Scheduled backups": "switched on" } });
  });

  test("adds and deletes subscriptions and plans by hand", async () => {
    const { guid: plan } = alpha().addPlan({ name: "New", settings: { Traffic: "1 TB/month" } });
    const { id, guid } = alpha().add({ name: "new.example", plan });
    expect(alpha().subscription(guid).settings).toEqual({ Traffic: "1 TB/month" });
    expect(await client.subscriptions(byId(id))).toContain(plan);
    alpha().remove(guid);
    expect((await client.result(get(byId(id)))).errcode).toBe("1013");
    alpha().removePlan("New");
    expect((await client.result(plans("<name>New</name>"))).errcode).toBe("1013");
  });

  test("applies changes of a plan to its subscriptions that are not locked", () => {
    alpha().changePlan("Business", { settings: { "SSL support": "switched off" }, externalId: "new" });
    const of = (id: number) => alpha().subscription(id).settings["SSL support"];
    expect([of(2), of(3), of(4)]).toEqual(["switched off", "switched on", "switched off"]);
    expect(alpha().plan("Business").externalId).toBe("new");
  });

  test("leaves the base plan when an add-on plan is taken away", () => {
    alpha().removePlan("Extra disk");
    expect(alpha().subscription(2)).toMatchObject({
      plan: alpha().plan("Business").guid,
      addOns: [alpha().plan("Backups").guid],
    });
  });

  test("gives a subscription another GUID by hand", async () => {
    alpha().changeSubscription(1, { guid: "another" });
    expect((await client.result(get("<guid>another</guid>"))).id).toBe("1");
  });

  test("throws for a change of what is not there", () => {
    expect(() => alpha().subscription(99)).toThrow('The Plesk server alpha has no subscription "99".');
    expect(() => alpha().plan("x")).toThrow('The Plesk server alpha has no plan "x" of admin.');
    expect(() => alpha().account("x")).toThrow('The Plesk server alpha has no login "x".');
  });

  test("returns subscriptions through which nothing can be changed, and resets them", () => {
    alpha().subscription(2).addOns.length = 0;
    expect(alpha().subscription(2).addOns).toHaveLength(2);
    alpha().change({ api: false, protocolVersion: "1.6.3.0" });
    alpha().remove(2);
    sandbox.reset();
    expect(alpha().facts).toMatchObject({ api: true, protocolVersion: "1.6.9.1" });
    expect(alpha().subscription(2).addOns).toHaveLength(2);
  });
});

describe("the seed", () => {
  test("gives the same GUIDs each time, different ones on each server", async () => {
    const second = await startSandbox();
    const guids = (from: Sandbox, server: string) =>
      from.plesk.server(server).subscriptions.map(({ guid }) => guid);
    expect(guids(second, "alpha")).toEqual(guids(sandbox, "alpha"));
    expect(guids(second, "beta").filter((guid) => guids(sandbox, "alpha").includes(guid))).toEqual([]);
    await second.close();
  });

  test("takes a seed from a file", async () => {
    const seed = seedFrom({
      pleskXml: {
        servers: [
          {
            name: "eu-1",
            accounts: [{ login: "max", password: "m", secretKeys: [{ key: "k" }] }],
            plans: [{ name: "P", guid: "p" }],
            subscriptions: [{ name: "a.example", owner: "max", plan: "p" }],
          },
        ],
      },
    });
    const own = await startSandbox({ seed });
    const server = own.plesk.server("eu-1");
    expect(server.envOf({ login: "max", by: "secretKey" })).toEqual({
      PLESK_SERVER_EU_1_URL: server.url,
      PLESK_SERVER_EU_1_SECRET_KEY: "k",
    });
    expect(await new PleskClient(server, "max").subscriptions(byId(1))).toContain("<plan-guid>p</plan-guid>");
    await own.close();
  });

  test.each([
    [{ servers: [{ name: "x", plan: [] }] }, /plan/],
    [{ servers: [{ name: "x", https: "letsEncrypt" }] }, /https/],
    [{ hosts: [] }, /hosts/],
  ])("refuses the seed %j", (pleskXml, message) => {
    expect(() => seedFrom({ pleskXml })).toThrow(message);
  });

  test("refuses a seed that names a server twice", async () => {
    const servers = [...DEFAULT_SERVERS, { name: "alpha" }];
    await expect(startSandbox({ seed: { pleskXml: { servers } } })).rejects.toThrow(/same name/);
  });
});

describe("the control surface", () => {
  test("shows servers, subscriptions, plans and logins without secrets", async () => {
    for (const path of [
      "servers",
      "servers/alpha",
      ...["subscriptions", "subscriptions/1", "plans", "plans/Starter", "accounts", "accounts/admin"].map(
        (it) => `servers/alpha/${it}`,
      ),
    ]) {
      const { status, json } = await control("GET", path);
      expect(status).toBe(200);
      const { password, secretKeys } = alpha().account("admin");
      expect(JSON.stringify(json)).not.toContain(password);
      expect(JSON.stringify(json)).not.toContain(secretKeys[0]?.key);
    }
  });

  test("changes, adds and deletes subscriptions and plans", async () => {
    await control("POST", "servers/alpha", { api: false });
    await control("POST", "servers/alpha/subscriptions/synced.alpha.example", { locked: true });
    await control("POST", "servers/alpha/subscriptions", { name: "new.example" });
    await control("DELETE", "servers/alpha/subscriptions/2");
    await control("POST", "servers/alpha/plans", { name: "New" });
    await control("POST", "servers/alpha/plans/Starter", { externalId: "s" });
    await control("DELETE", "servers/alpha/plans/Premium");
    await control("POST", "servers/alpha/accounts/north", { refuses: 1012 });
    expect(alpha().facts.api).toBe(false);
    expect(alpha().subscription(1).locked).toBe(true);
    expect(alpha().subscriptions.map(({ name }) => name)).toContain("new.example");
    expect(alpha().subscriptions.map(({ id }) => id)).not.toContain(2);
    expect(alpha().plan("New").addOn).toBe(false);
    expect(alpha().plan("Starter").externalId).toBe("s");
    expect(alpha().subscription("short.alpha.example").plan).toBeNull();
    expect(alpha().account("north").refuses).toBe(1012);
  });

  test("injects faults for one server or one subscription", async () => {
    const subject = alpha().subscription(4).guid;
    await control("POST", "faults", { kind: "status", status: 503, server: "alpha", subject });
    expect((await client.send(packet(sync(byId(1))))).status).toBe(200);
    expect((await new PleskClient(sandbox.plesk.server("beta")).send(packet(sync(byId(4))))).status).toBe(
      200,
    );
    expect((await client.send(packet(sync("<name>unsynced.alpha.example</name>")))).status).toBe(503);
  });

  test.each([
    ["GET", "servers/gamma", undefined, 400],
    ["POST", "servers/alpha/subscriptions", {}, 400],
    ["POST", "servers/alpha/subscriptions/1", { lockd: true }, 400],
    ["GET", "servers/alpha/elsewhere", undefined, 404],
    ["GET", "servers/alpha/plans/Starter/x", undefined, 404],
    ["POST", "servers", {}, 404],
    ["DELETE", "servers/alpha/accounts/north", undefined, 404],
  ])("answers %s %s with %j by %i", async (method, path, body, status) => {
    expect((await control(method, path, body)).status).toBe(status);
  });
});

describe("the environment", () => {
  test("gives environment variables that lead to each server", async () => {
    expect(sandbox.env).toMatchObject({
      PLESK_SERVER_ALPHA_URL: alpha().url,
      PLESK_SERVER_ALPHA_LOGIN: "admin",
      PLESK_SERVER_ALPHA_PASSWORD: alpha().account("admin").password,
      PLESK_SERVER_BETA_URL: sandbox.plesk.server("beta").url,
    });
    expect(await client.result(SERVER_KEY)).toEqual({ status: "ok" });
  });
});
