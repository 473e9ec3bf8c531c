import type { Sandbox } from "../../src";
import { withSandbox } from "../withSandbox";
import {
  byExternalId,
  byId,
  get,
  NO_PLAN,
  packet,
  PleskClient,
  plans,
  SERVER_KEY,
  switchTo,
  sync,
} from "./client";

let sandbox: Sandbox;
let client: PleskClient;
withSandbox((started) => {
  sandbox = started;
  client = new PleskClient(sandbox.plesk.server("alpha"));
});

const alpha = () => sandbox.plesk.server("alpha");
const keyOf = (login: string) => ({
  KEY: alpha().account(login).secretKeys[0]?.key,
  HTTP_AUTH_LOGIN: undefined,
  HTTP_AUTH_PASSWD: undefined,
});

describe("who asks", () => {
  test.each(["admin", "north", "acme"])("lets %s use its password or its secret key", async (login) => {
    const own = new PleskClient(alpha(), login);
    for (const headers of [{}, keyOf(login)]) {
      expect((await own.send(packet(get("")), headers)).text).toContain("<status>ok</status>");
    }
    expect(sandbox.ledger.requests({ account: login })).toHaveLength(2);
  });

  test.each([
    ["a wrong password", { HTTP_AUTH_PASSWD: "wrong" }, "1001"],
    ["an unknown login", { HTTP_AUTH_LOGIN: "nobody" }, "1001"],
    ["no credentials", { HTTP_AUTH_LOGIN: undefined, HTTP_AUTH_PASSWD: undefined }, "1001"],
    ["an unknown secret key", { KEY: "00000000-0000-0000-0000-000000000000" }, "11003"],
  ])("answers %s for the whole packet, and does nothing", async (_, headers, errcode) => {
    const body = packet(switchTo(byId(1), NO_PLAN));
    expect(await client.systemError(body, headers)).toMatchObject({ status: "error", errcode });
    expect(sandbox.ledger.requests()).toMatchObject([{ account: null, operations: [], refusal: errcode }]);
  });

  test("locks a login after five wrong passwords, for the right one too", async () => {
    for (let tries = 0; tries < 5; tries += 1)
      await client.send(packet(SERVER_KEY), { HTTP_AUTH_PASSWD: "wrong" });
    expect((await client.systemError(packet(SERVER_KEY))).errcode).toBe("1012");
    expect((await client.send(packet(SERVER_KEY), keyOf("admin"))).text).toContain("<status>ok</status>");
  });

  test("starts the count of wrong passwords again after a right one", async () => {
    for (let tries = 0; tries < 8; tries += 1) {
      const headers = tries === 4 ? {} : { HTTP_AUTH_PASSWD: "wrong" };
      await client.send(packet(SERVER_KEY), headers);
    }
    expect((await client.send(packet(SERVER_KEY))).text).toContain("<status>ok</status>");
  });

  test("applies a changed password at once", async () => {
    const old = alpha().account("admin").password;
    alpha().changeAccount("admin", { password: "new" });
    expect((await client.systemError(packet(SERVER_KEY), { HTTP_AUTH_PASSWD: old })).errcode).toBe("1001");
    expect((await client.send(packet(SERVER_KEY))).text).toContain("<status>ok</status>");
  });

  test("refuses the logins of another server", async () => {
    const beta = new PleskClient(sandbox.plesk.server("beta"));
    const { password } = alpha().account("admin");
    expect((await beta.systemError(packet(SERVER_KEY), { HTTP_AUTH_PASSWD: password })).errcode).toBe("1001");
  });
});

describe("errors of the whole packet that only the server's state explains", () => {
  test.each([1003, 1004, 1008, 1009, 1010, 1030])(
    "answers with the error %i that the server is told",
    async (code) => {
      alpha().change({ refuses: code });
      expect((await client.systemError(packet(SERVER_KEY))).errcode).toBe(String(code));
      expect(await new PleskClient(sandbox.plesk.server("beta")).result(SERVER_KEY)).toEqual({
        status: "ok",
      });
    },
  );

  test.each([1010, 1011, 1012])("answers with the error %i that a login is told", async (code) => {
    alpha().changeAccount("north", { refuses: code });
    const north = new PleskClient(alpha(), "north");
    expect((await north.systemError(packet(get("")))).errcode).toBe(String(code));
  });

  test("answers 1006 to a login without the permission to use the remote API", async () => {
    alpha().changeAccount("north", { remoteAccess: false });
    const north = new PleskClient(alpha(), "north");
    expect((await north.systemError(packet(get("")))).errcode).toBe("1006");
  });

  test.each([
    ["acme", plans("")],
    ["acme", plans("", "", "service-plan-addon")],
    ["acme", SERVER_KEY],
    ["north", SERVER_KEY],
  ])("answers 1006 to %s and %s, and leaves the rest of the packet undone", async (login, forbidden) => {
    const own = new PleskClient(alpha(), login);
    const error = await own.systemError(packet(switchTo("", NO_PLAN), forbidden));
    expect(error).toEqual({ status: "error", errcode: "1006", errtext: "Permission denied." });
    expect(sandbox.ledger.changes()).toEqual([]);
  });
});

describe("errors of one result", () => {
  test.each([1002, 1008, 1017, 1018, 1019, 1023, 1024])(
    "answers with the error %i that a subscription is told, beside ok results",
    async (code) => {
      alpha().changeSubscription(2, { refuses: code });
      const results = await client.results(sync(byId(1, 2, 4)));
      expect(results.map(({ errcode }) => errcode)).toEqual([undefined, String(code), undefined]);
    },
  );

  test("answers 1013 for one subscription beside ok results", async () => {
    const results = await client.results(switchTo(byId(1, 99, 4), byExternalId("business")));
    expect(results.map(({ status, "filter-id": id }) => [status, id])).toEqual([
      ["ok", "1"],
      ["error", "99"],
      ["ok", "4"],
    ]);
    expect(results[1]).toEqual({
      status: "error",
      errcode: "1013",
      errtext: "Object does not exist.",
      "filter-id": "99",
    });
  });

  test.each([
    "<owner-id>99</owner-id>",
    "<owner-login>nobody</owner-login>",
    "<owner-external-id></owner-external-id>",
  ])("answers 1015 to an owner that does not exist: %s", async (owner) => {
    expect((await client.result(get(owner))).errcode).toBe("1015");
  });

  test("answers 1015 to a plan list of nobody", async () => {
    expect((await client.result(plans("", "<owner-id>99</owner-id>"))).errcode).toBe("1015");
  });

  test("answers 1006 to a customer that filters by owner", async () => {
    expect((await new PleskClient(alpha(), "acme").result(get("<owner-id>4</owner-id>"))).errcode).toBe(
      "1006",
    );
  });
});

describe("paths", () => {
  test.each([
    "plesk/gamma/enterprise/control/agent.php",
    "plesk/alpha/",
    "plesk/alpha/enterprise/control/agent.php/x",
  ])("answers %s with 404", async (path) => {
    const response = await fetch(`${sandbox.url}/${path}`, { method: "POST", body: packet(SERVER_KEY) });
    expect(response.status).toBe(404);
    expect(sandbox.ledger.requests().at(-1)).toMatchObject({
      system: "pleskXml",
      endpoint: "unknown",
      path: "/plesk/<unknown>",
    });
  });

  test("throws for a server that does not exist", () => {
    expect(() => sandbox.plesk.server("gamma")).toThrow('The sandbox has no Plesk server "gamma".');
  });
});
