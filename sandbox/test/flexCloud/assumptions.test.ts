import { type FlexCloudAssumptions, type Sandbox, startSandbox } from "../../src";
import { testAssumptions } from "../testAssumptions";
import { ACTION, CloudClient, pleskKey, POWERPACK, SERVER } from "./client";

interface Scene {
  sandbox: Sandbox;
  client: CloudClient;
}

/** What shows the answer to one question, and what it shows for each alternative. */
interface Case<Alternative extends string> {
  observe: (scene: Scene) => Promise<unknown>;
  expected: Record<Alternative, unknown>;
}

const BUSY = "409 PleskStillUpgrading";
const LOGIN = "403 WrongPleskAuthentication";
const TEXTKEY = "409 WrongAddonTextkey";

/** The compiler asks for a case for each assumption, and for an expectation for each alternative. */
const CASES: { [Name in keyof FlexCloudAssumptions]: Case<FlexCloudAssumptions[Name]> } = {
  authorizationWord: {
    observe: async ({ client }) => {
      const spelled = [client.credentials(), `BASIC ${client.credentials()}`, client.credentials("wrong")];
      const sent = spelled.map((Authorization) =>
        client.send(`servers/${SERVER}`, undefined, { headers: { Authorization } }),
      );
      return (await Promise.all(sent)).map(({ status }) => status);
    },
    expected: { required: [401, 200, 401], optional: [200, 200, 401] },
  },
  cloudLockOut: {
    observe: async ({ client }) => {
      const headers = { Authorization: `Basic ${client.credentials("wrong")}` };
      for (let tries = 0; tries < 5; tries += 1) await client.send(ACTION, {}, { headers });
      return client.outcome();
    },
    expected: { forgiven: 202, locked: 401 },
  },
  unauthorizedBody: {
    observe: async ({ client }) => {
      const { text, headers } = await client.send(ACTION, {}, { headers: { Authorization: undefined } });
      return [headers.get("content-type")?.split(";")[0], text.startsWith("<html>")];
    },
    expected: { text: ["text/plain", false], html: ["text/html", true] },
  },
  foreignAccount: {
    observe: async ({ client }) => [
      await client.outcome({}, ACTION.replace("demo1234", "demo5678")),
      await client.outcome({}, ACTION.replace("demo1234", "nobody")),
    ],
    expected: {
      "404": ["404 Resource not found", "404 Resource not found"],
      "403": ["403 forbidden", "404 Resource not found"],
      "401": [401, "404 Resource not found"],
    },
  },
  unknownServer: {
    observe: async ({ client }) => (await client.upgrade({}, "servers/nothing/action")).error.details,
    expected: { "404": "", "400": "Server not found" },
  },
  shortServerUri: {
    observe: async ({ client }) => [
      (await client.send(`servers/${SERVER}`)).status,
      await client.outcome({}, `servers/${SERVER}/action`),
    ],
    expected: { served: [200, 202], "404": [404, 202] },
  },
  actionContentType: {
    observe: async ({ client }) => {
      const body = { upgradePlesk: client.parameters() };
      return (await client.send(ACTION, body, { headers: { "Content-Type": "text/plain" } })).status;
    },
    expected: { "415": 415, "400": 400, served: 202 },
  },
  unknownAction: {
    observe: async ({ client }) => (await client.send(ACTION, { downgradePlesk: {} })).status,
    expected: { "400": 400, "405": 405 },
  },
  errorIdName: {
    observe: async ({ client }) => Object.keys((await client.upgrade({ addon_textkey: "x" })).error),
    expected: {
      errorid: ["message", "code", "details", "errorid"],
      guid: ["message", "code", "details", "guid"],
      none: ["message", "code", "details"],
    },
  },
  checkOrder: {
    observe: async ({ client, sandbox }) => {
      sandbox.flexCloud.change(SERVER, { busy: true });
      const wrong = { addon_textkey: "x", password: "wrong" };
      return [
        await client.outcome(wrong),
        await client.outcome({ password: "wrong" }),
        await client.outcome(),
      ];
    },
    expected: {
      busyFirst: [BUSY, BUSY, BUSY],
      loginFirst: [LOGIN, LOGIN, BUSY],
      textkeyFirst: [TEXTKEY, LOGIN, BUSY],
    },
  },
  pleskLogin: {
    observe: async ({ client, sandbox }) => {
      const { password } = sandbox.plesk.server("alpha").account("admin");
      const { rootPassword } = sandbox.flexCloud.server(SERVER);
      return [
        sandbox.flexCloud.pleskLoginOf(SERVER).username,
        await client.outcome({ username: "admin", password }),
        await client.outcome({ username: "root", password: rootPassword }),
      ];
    },
    expected: { administrator: ["admin", 202, LOGIN], system: ["root", LOGIN, 202] },
  },
  inactiveServer: {
    observe: async ({ client, sandbox }) => {
      sandbox.flexCloud.change(SERVER, { status: "STOPPED" });
      return client.outcome();
    },
    expected: { "403": LOGIN, "409": "409 Conflict", accepted: 202 },
  },
  repeatedUpgrade: {
    observe: async ({ client, sandbox }) => {
      await client.upgrade();
      const again = await client.outcome();
      return [again, sandbox.ledger.charges().length, sandbox.ledger.changes().length];
    },
    expected: {
      charged: [202, 2, 2],
      free: [202, 1, 2],
      "400": ["400 Bad Request", 1, 1],
      "409": ["409 Conflict", 1, 1],
    },
  },
  acceptedUpgrade: {
    observe: async ({ client, sandbox }) => [await client.outcome(), pleskKey(sandbox).powerpack],
    expected: { takesEffect: [202, "true"], fails: [202, undefined] },
  },
  keyRevisionOnUpgrade: {
    observe: async ({ client, sandbox }) => {
      await client.upgrade();
      return [pleskKey(sandbox).plesk_key_id, pleskKey(sandbox).powerpack];
    },
    expected: { grows: ["PLSK.00000001.0002", "true"], stays: ["PLSK.00000001.0001", "true"] },
  },
  statusWhileUpgrading: {
    observe: async ({ client, sandbox }) => {
      sandbox.flexCloud.change(SERVER, { upgradeMs: null });
      await client.upgrade();
      const { status } = await client.read();
      sandbox.flexCloud.finish(SERVER);
      return [status, (await client.read()).status];
    },
    expected: { PROCESSING: ["PROCESSING", "ACTIVE"], ACTIVE: ["ACTIVE", "ACTIVE"] },
  },
  upgradeLocation: {
    observe: async ({ client, sandbox }) => {
      const location = (await client.upgrade()).headers.get("location");
      return location?.replace(sandbox.flexCloud.url, "") ?? null;
    },
    expected: { none: null, server: `/accounts/demo1234/flexcloud/servers/${SERVER}` },
  },
};

testAssumptions("flexCloud", CASES, async ({ observe }, assumptions) => {
  const sandbox = await startSandbox({ assumptions });
  try {
    return await observe({ sandbox, client: new CloudClient(sandbox) });
  } finally {
    await sandbox.close();
  }
});

test("orders as new what is there under another value", async () => {
  const sandbox = await startSandbox({ assumptions: { flexCloud: { repeatedUpgrade: "400" } } });
  const client = new CloudClient(sandbox);
  await client.upgrade();
  sandbox.flexCloud.remove(SERVER, POWERPACK);
  expect(await client.outcome()).toBe(202);
  expect(sandbox.ledger.charges()).toHaveLength(2);
  await sandbox.close();
});
