import type { Sandbox } from "../src";
import { ADMIN, Client, errorOf } from "./client";
import { CloudClient } from "./flexCloud/client";
import { KaClient, LINUX } from "./partner10/client";
import { packet, PleskClient, SERVER_KEY } from "./pleskXml/client";
import { withSandbox } from "./withSandbox";

let sandbox: Sandbox;
let client: Client;
withSandbox((started) => {
  sandbox = started;
  client = new Client(sandbox);
});

const PACK = "PLESK_POWER_PACK";

describe("a fault that refuses in the system's own form", () => {
  test.each([400, 403, 404, 409, 500])(
    "keeps a listed key of Partner API 3.0 from being read, with the error body of a %i",
    async (code) => {
      const keyId = await client.buy();
      const other = await client.buy();
      sandbox.faults.inject({ kind: "refused", code, endpoint: "readKey", keyId: String(keyId), times: 2 });
      const answer = await client.call("GET", `keys/${keyId}`);
      expect(answer.status).toBe(code);
      expect(errorOf(answer)).toEqual({
        code: String(code),
        type: expect.stringMatching(/^249\d\d$/) as unknown,
        message: expect.any(String) as unknown,
        details: expect.any(String) as unknown,
      });
      expect((await client.call("GET", `keys/${keyId}`)).status).toBe(code);
      expect(await client.list()).toEqual([keyId, other]);
      expect((await client.call("GET", `keys/${other}`)).status).toBe(200);
    },
  );

  test("refuses a wrong login of Partner API 3.0 as the assumptions say", async () => {
    sandbox.assumptions.partner30.badCredentialsBody = "html";
    sandbox.faults.inject({ kind: "refused", code: 401 });
    const { status, text, headers } = await client.call("GET", "keys");
    expect([status, text.slice(0, 6), headers.get("www-authenticate")]).toEqual([
      401,
      "<html>",
      'Basic realm="Partner API"',
    ]);
  });

  test("says no after the work where it is told to", async () => {
    sandbox.faults.inject({ kind: "refused", code: 400, when: "after", endpoint: "createKey" });
    expect((await client.create([ADMIN])).status).toBe(400);
    expect(sandbox.ledger.requests()).toMatchObject([
      { status: 400, operations: ["create"], charges: [{ item: ADMIN }], refusal: null, fault: "refused" },
    ]);
  });

  test("answers a call of Partner API 1.0 with a code that nobody documents, the work done", async () => {
    const ka = new KaClient(sandbox);
    sandbox.faults.inject({ kind: "refused", code: 777, when: "after", endpoint: "upgradeKey" });
    expect(await ka.upgrade(LINUX, PACK)).toEqual({ resultCode: 777, resultDesc: "Error 777" });
    expect(sandbox.partner10.featuresOf(LINUX)).toContain(PACK);
    expect(sandbox.ledger.charges()).toMatchObject([{ item: PACK }]);
  });

  test("answers a call of Partner API 1.0 with a code, and does nothing", async () => {
    sandbox.faults.inject({ kind: "refused", code: 300, system: "partner10" });
    expect(await new KaClient(sandbox).upgradeCode(LINUX, PACK)).toBe(300);
    expect(sandbox.ledger.changes()).toEqual([]);
  });

  test("answers a request of FlexCloud with a status", async () => {
    const cloud = new CloudClient(sandbox);
    sandbox.faults.inject({ kind: "refused", code: 409, endpoint: "upgradePlesk" });
    expect(await cloud.outcome()).toBe("409 Conflict");
    sandbox.faults.inject({ kind: "refused", code: 502, endpoint: "upgradePlesk" });
    expect(await cloud.outcome()).toBe(502);
    expect(sandbox.ledger.changes()).toEqual([]);
  });

  test("answers a packet of the Plesk XML API with an error code", async () => {
    const plesk = new PleskClient(sandbox.plesk.server("alpha"));
    sandbox.faults.inject({ kind: "refused", code: 1023, server: "alpha" });
    const { status, text } = await plesk.send(packet(SERVER_KEY));
    expect(status).toBe(200);
    expect(text).toContain("<system><status>error</status><errcode>1023</errcode>");
    expect((await plesk.send(packet(SERVER_KEY))).text).not.toContain("<system>");
  });

  test("answers a path of no Plesk server with 404", async () => {
    sandbox.faults.inject({ kind: "refused", code: 1023 });
    expect((await fetch(`${sandbox.url}/plesk/nowhere`)).status).toBe(404);
  });
});
