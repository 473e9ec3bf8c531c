import type { Sandbox } from "../../src";
import { withSandbox } from "../withSandbox";
import { ACTION, CloudClient, FOREIGN, POWERPACK, SERVER, SHORT_ACTION } from "./client";

let sandbox: Sandbox;
let client: CloudClient;
withSandbox((started) => {
  sandbox = started;
  client = new CloudClient(sandbox);
});
afterEach(() => {
  expect(sandbox.ledger.changes()).toEqual([]);
});

const ACTIONS = "Multiple actions per request are not allowed";
const PARAMETER = "Check your parameter";

describe("a body is refused with 400", () => {
  test.each<[string, string]>([
    ["", ACTIONS],
    ["{", ACTIONS],
    ["[]", ACTIONS],
    ["null", ACTIONS],
    ['"upgradePlesk"', ACTIONS],
    ["{}", ACTIONS],
    ['{"upgradePlesk":{},"reboot":{"type":"SOFT"}}', ACTIONS],
    ['{"upgrade":{}}', PARAMETER],
    ['{"upgradePlesk":null}', PARAMETER],
    ['{"upgradePlesk":{}}', PARAMETER],
  ])("refuses the body %s", async (raw, details) => {
    const { status, root, error } = await client.send(ACTION, undefined, { raw, method: "POST" });
    expect([status, root, error.message, error.details]).toEqual([400, "badRequest", "Bad Request", details]);
  });

  test.each<Record<string, unknown>>([
    { username: undefined },
    { username: "" },
    { password: undefined },
    { password: 5 },
    { port_number: undefined },
    { port_number: 8443 },
    { port_number: "https" },
    { addon_textkey: undefined },
    { addon_textkey: "" },
    { addon_textkey: [POWERPACK] },
    { colour: "red" },
  ])("refuses an upgrade with %j", async (parameters) => {
    const { status, error } = await client.upgrade(parameters);
    expect([status, error.details]).toEqual([400, PARAMETER]);
  });
});

describe("who asks", () => {
  test.each([
    ["nobody", undefined],
    ["a wrong password", `Basic ${btoa("demo-cloud:wrong")}`],
    ["an unknown login", `Basic ${btoa("nobody:x")}`],
    ["no colon", `Basic ${btoa("demo-cloud")}`],
    ["another scheme", `Bearer ${btoa("demo-cloud:throw-away-demo-cloud-Kq7")}`],
  ])("answers %s with 401 and a text", async (_, Authorization) => {
    const { status, text } = await client.send(ACTION, {}, { headers: { Authorization } });
    expect([status, text.slice(0, 16)]).toEqual([401, "401 Unauthorized"]);
    expect(sandbox.ledger.requests()).toMatchObject([{ account: null, refusal: "401" }]);
  });

  test("applies a changed password at once", async () => {
    const old = client.credentials();
    sandbox.flexCloud.changeAccount("demo-cloud", { password: "new:one" });
    expect((await client.send(ACTION, {}, { headers: { Authorization: `Basic ${old}` } })).status).toBe(401);
    expect((await client.send(SHORT_ACTION, {})).status).toBe(400);
  });
});

describe("addresses", () => {
  test.each([
    `accounts/demo5678/flexcloud/servers/${SERVER}/action`,
    `accounts/demo1234/flexcloud/servers/${FOREIGN}/action`,
    `accounts/nobody/flexcloud/servers/${SERVER}/action`,
    `servers/${FOREIGN}/action`,
    "servers/nothing/action",
    `${ACTION}/`,
    `accounts/demo1234/servers/${SERVER}/action`,
    "servers/%E0%A4%A/action",
    "accounts",
  ])("answers %s with 404", async (path) => {
    expect(await client.outcome({}, path)).toBe("404 Resource not found");
  });

  test("takes one method for each address", async () => {
    expect((await client.send(ACTION)).status).toBe(405);
    expect((await client.send(ACTION.replace("/action", ""), {})).status).toBe(405);
  });

  test("requires the login of the account in the address", async () => {
    const other = new CloudClient(sandbox, "demo-cloud-2");
    expect((await other.send(`servers/${FOREIGN}`)).status).toBe(200);
    expect((await client.send(`servers/${FOREIGN}`)).status).toBe(404);
  });
});

describe("the Plesk login", () => {
  test.each([{ username: "north" }, { password: "wrong" }, { port_number: "1" }])(
    "refuses the Plesk login %j",
    async (parameters) => {
      expect(await client.outcome(parameters)).toBe("403 WrongPleskAuthentication");
    },
  );

  test("takes the Plesk login that the server has now", async () => {
    const { password } = sandbox.flexCloud.pleskLoginOf(SERVER);
    sandbox.plesk.server("alpha").changeAccount("admin", { password: "new" });
    expect(await client.outcome({ password })).toBe("403 WrongPleskAuthentication");
    expect(await client.outcome({ addon_textkey: "x" })).toBe("409 WrongAddonTextkey");
  });
});

describe("what only the server's state explains", () => {
  test.each([
    [400, "400 Bad Request"],
    [403, "403 forbidden"],
    [404, "404 Resource not found"],
    [409, "409 Conflict"],
    [500, 500],
    [502, 502],
    [503, 503],
  ] as const)("answers %i where only the server's state explains it", async (refuses, outcome) => {
    sandbox.flexCloud.change(SERVER, { refuses });
    expect(await client.outcome()).toBe(outcome);
  });

  test("refuses a textkey of another server, and a server that was deleted", async () => {
    sandbox.flexCloud.change(SERVER, { textkeys: {} });
    expect(await client.outcome()).toBe("409 WrongAddonTextkey");
    sandbox.flexCloud.delete(SERVER);
    expect((await client.send(ACTION.replace("/action", ""))).status).toBe(404);
  });
});
