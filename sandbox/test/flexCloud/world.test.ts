import { type Sandbox, seedFrom, startSandbox } from "../../src";
import { withSandbox } from "../withSandbox";
import { ACTION, CloudClient, pleskKey, POWERPACK, SERVER, SHORT_ACTION } from "./client";

const NOW = new Date("2026-03-01T12:00:00.000Z");

let sandbox: Sandbox;
let client: CloudClient;
withSandbox(
  (started) => {
    sandbox = started;
    client = new CloudClient(sandbox);
  },
  { now: () => NOW },
);

async function control(method: string, path: string, body?: unknown) {
  const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await fetch(`${sandbox.url}/_sandbox/flexCloud/${path}`, init);
  return { status: response.status, text: await response.text() };
}

describe("the ledger", () => {
  test("says about an order who placed it, for which server, and what it cost", async () => {
    await client.upgrade();
    expect(sandbox.ledger.requests()).toEqual([
      {
        number: 1,
        time: NOW.toISOString(),
        connection: expect.any(Number) as unknown,
        system: "flexCloud",
        method: "POST",
        path: `/flexCloud/${ACTION}`,
        endpoint: "upgradePlesk",
        account: "demo-cloud",
        keyId: null,
        server: SERVER,
        changing: true,
        status: 202,
        operations: ["upgradePlesk"],
        charges: [{ kind: "upgrade", item: POWERPACK, quantity: 1, keyId: SERVER }],
        refusal: null,
        fault: null,
      },
    ]);
  });

  test.each([
    ["POST", ACTION, "upgradePlesk", SERVER],
    ["POST", SHORT_ACTION, "upgradePlesk", SERVER],
    ["GET", `servers/${SERVER}`, "readServer", SERVER],
    ["GET", ACTION, "unknown", SERVER],
    ["POST", "servers/other/action", "upgradePlesk", undefined],
    ["GET", "accounts", "unknown", undefined],
  ])("calls %s %s %s", async (method, path, endpoint, server) => {
    await client.send(path, undefined, { method });
    expect(sandbox.ledger.requests({ endpoint }).map((entry) => entry.server)).toEqual([server]);
  });

  test("tells refusals by status and message", async () => {
    await client.upgrade({ addon_textkey: "a private textkey" });
    await client.upgrade({ username: "a private name" });
    await client.send(ACTION, {});
    expect(sandbox.ledger.requests().map(({ refusal }) => refusal)).toEqual([
      "409 WrongAddonTextkey",
      "403 WrongPleskAuthentication",
      "400 Bad Request",
    ]);
  });

  test("holds no credential, and nothing that a body or an unknown path says", async () => {
    const { password } = sandbox.flexCloud.account("demo-cloud");
    const plesk = String(client.parameters().password);
    await client.upgrade();
    await client.upgrade({ addon_textkey: password, username: plesk });
    await client.send(ACTION, { [password]: plesk });
    await client.send(`accounts/${password}/flexcloud/servers/${plesk}/action?password=${password}`, {});
    await client.send(password);
    await client.send(
      ACTION,
      {},
      { headers: { Authorization: `Basic ${client.credentials("a wrong secret")}` } },
    );
    const told = JSON.stringify(sandbox.ledger.requests()) + sandbox.ledger.format();
    const sent = client.credentials();
    for (const secret of [password, plesk, sent, "a wrong secret"]) expect(told).not.toContain(secret);
    expect(sandbox.ledger.requests()).toHaveLength(6);
  });
});

describe("faults", () => {
  test("loses an answer after the order was accepted", async () => {
    sandbox.faults.inject({ kind: "answerLost", system: "flexCloud", server: SERVER });
    await expect(client.upgrade()).rejects.toThrow();
    expect(pleskKey(sandbox)).toMatchObject({ powerpack: "true" });
    expect(sandbox.ledger.charges()).toHaveLength(1);
  });

  test("resets a connection before the order", async () => {
    sandbox.faults.inject({ kind: "resetBefore", endpoint: "upgradePlesk" });
    await expect(client.upgrade()).rejects.toThrow();
    expect(sandbox.ledger.charges()).toEqual([]);
  });

  test("answers with a server error, with the work done and without", async () => {
    sandbox.faults.inject({ kind: "status", status: 502, endpoint: "upgradePlesk", when: "after" });
    sandbox.faults.inject({ kind: "status", status: 503, endpoint: "upgradePlesk" });
    expect([await client.outcome(), await client.outcome()]).toEqual([502, 503]);
    expect(sandbox.ledger.charges()).toHaveLength(1);
  });
});

describe("changes behind everybody's back", () => {
  test("takes away by hand what an upgrade has set", async () => {
    await client.upgrade();
    sandbox.flexCloud.remove(SERVER, POWERPACK);
    expect(pleskKey(sandbox)).not.toHaveProperty("powerpack");
    expect(pleskKey(sandbox)).toHaveProperty("lim_dom");
  });

  test("throws for a change of what is not there", () => {
    const { flexCloud } = sandbox;
    expect(() => flexCloud.server("x")).toThrow('FlexCloud of the sandbox has no server "x".');
    expect(() => flexCloud.account("x")).toThrow('FlexCloud of the sandbox has no login "x".');
    expect(() => {
      flexCloud.remove(SERVER, "x");
    }).toThrow(`The cloud server "${SERVER}" has no textkey "x".`);
    expect(() => flexCloud.change(SERVER, { pleskServer: "gamma" })).toThrow(/no Plesk server "gamma"/);
    expect(flexCloud.finish(SERVER).upgrading).toBeNull();
  });

  test("returns servers through which nothing can be changed, and resets them", () => {
    const { flexCloud } = sandbox;
    Object.assign(flexCloud.server(SERVER).textkeys, { x: {} });
    expect(Object.keys(flexCloud.server(SERVER).textkeys)).toHaveLength(2);
    flexCloud.change(SERVER, { textkeys: {}, status: "STOPPED", fails: true });
    flexCloud.delete("test_server_0014");
    flexCloud.changeAccount("demo-cloud", { accountId: "demo5678" });
    sandbox.reset();
    expect(flexCloud.servers).toHaveLength(3);
    expect(flexCloud.server(SERVER)).toMatchObject({ status: "ACTIVE", fails: false });
    expect(flexCloud.account("demo-cloud").accountId).toBe("demo1234");
  });
});

describe("the seed", () => {
  test("takes a seed from a file", async () => {
    const seed = seedFrom({
      pleskXml: { servers: [{ name: "eu-1" }] },
      flexCloud: {
        accounts: [{ login: "max", password: "m", accountId: "smith1234" }],
        servers: [
          {
            id: "smith1234-CHI-0001",
            accountId: "smith1234",
            pleskServer: "eu-1",
            upgradeMs: null,
            textkeys: { "plesk.12.x": { property: "x", value: "1" } },
          },
        ],
      },
    });
    const own = await startSandbox({ seed });
    expect(own.env).toMatchObject({
      PLESK_FLEX_CLOUD_URL: `${own.url}/flexCloud`,
      PLESK_FLEX_CLOUD_LOGIN: "max",
      PLESK_FLEX_CLOUD_PASSWORD: "m",
    });
    const [server] = own.flexCloud.servers;
    const parameters = { ...own.flexCloud.pleskLoginOf(server?.id ?? ""), addon_textkey: "plesk.12.x" };
    const path = "accounts/smith1234/flexcloud/servers/smith1234-CHI-0001/action";
    const sent = await new CloudClient(own, "max").send(path, { upgradePlesk: parameters });
    expect(sent.status).toBe(202);
    own.flexCloud.finish("smith1234-CHI-0001");
    expect(own.plesk.server("eu-1").facts.key.x).toBe("1");
    await own.close();
  });

  test("leaves out the default servers whose Plesk servers are not there", async () => {
    const own = await startSandbox({ seed: { pleskXml: { servers: [{ name: "beta" }] } } });
    expect(own.flexCloud.servers.map(({ pleskServer }) => pleskServer)).toEqual(["beta", "beta"]);
    await own.close();
  });

  test("refuses a seed that names no Plesk server that is there", async () => {
    const servers = [{ id: "x", pleskServer: "gamma" }];
    await expect(startSandbox({ seed: { flexCloud: { servers } } })).rejects.toThrow(
      /no Plesk server "gamma"/,
    );
  });

  test.each([
    [{ servers: [{ id: "x" }] }, /pleskServer/],
    [{ servers: [{ id: "x", pleskServer: "alpha", refuses: 418 }] }, /refuses/],
    [{ accounts: [] }, /accounts/],
    [{ hosts: [] }, /hosts/],
  ])("refuses the seed %j", (flexCloud, message) => {
    expect(() => seedFrom({ flexCloud })).toThrow(message);
  });
});

describe("the control surface", () => {
  test("shows servers and logins without secrets", async () => {
    const { password } = sandbox.flexCloud.account("demo-cloud");
    const { rootPassword } = sandbox.flexCloud.server(SERVER);
    for (const path of ["servers", `servers/${SERVER}`, "accounts", "accounts/demo-cloud"]) {
      const { status, text } = await control("GET", path);
      expect(status).toBe(200);
      for (const secret of [password, rootPassword]) expect(text).not.toContain(secret);
    }
  });

  test("changes, finishes, abandons and deletes", async () => {
    await control("POST", `servers/${SERVER}`, { upgradeMs: null });
    await client.upgrade();
    expect(JSON.parse((await control("GET", `servers/${SERVER}`)).text)).toMatchObject({
      upgrading: POWERPACK,
    });
    await control("POST", `servers/${SERVER}/abandon`);
    expect(pleskKey(sandbox)).not.toHaveProperty("powerpack");
    await client.upgrade();
    await control("POST", `servers/${SERVER}/finish`);
    expect(pleskKey(sandbox)).toHaveProperty("powerpack");
    await control("POST", "accounts/demo-cloud", { password: "new" });
    expect(sandbox.flexCloud.account("demo-cloud").password).toBe("new");
    await control("DELETE", `servers/${SERVER}`);
    expect(sandbox.flexCloud.servers).toHaveLength(2);
  });

  test.each([
    ["GET", "servers/x", undefined, 400],
    ["POST", `servers/${SERVER}`, { bussy: true }, 400],
    ["POST", `servers/${SERVER}`, { refuses: 200 }, 400],
    ["POST", "servers", {}, 404],
    ["GET", `servers/${SERVER}/finish`, undefined, 404],
    ["DELETE", "accounts/demo-cloud", undefined, 404],
    ["GET", "accounts/demo-cloud/x", undefined, 404],
    ["GET", "elsewhere", undefined, 404],
  ])("answers %s %s with %j by %i", async (method, path, body, status) => {
    expect((await control(method, path, body)).status).toBe(status);
  });
});
