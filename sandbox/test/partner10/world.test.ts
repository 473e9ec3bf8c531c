import { type Sandbox, seedFrom, startSandbox } from "../../src";
import { withSandbox } from "../withSandbox";
import { call, FOREIGN, KaClient, LINUX, SAMPLE, TERMINATED, text } from "./client";

const NOW = new Date("2026-03-01T12:00:00.000Z");
const PACK = "PLESK_POWER_PACK";

let sandbox: Sandbox;
let client: KaClient;
withSandbox(
  (started) => {
    sandbox = started;
    client = new KaClient(sandbox);
  },
  { now: () => NOW },
);

async function control(method: string, path: string, body?: unknown) {
  const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await fetch(`${sandbox.url}/_sandbox/partner10/${path}`, init);
  return { status: response.status, text: await response.text() };
}

describe("the ledger", () => {
  test("says about a call who asked for what, what was done to which key, and what it cost", async () => {
    await client.upgrade(`${LINUX}.0001`, [PACK, "5_USERS"], "billing");
    expect(sandbox.ledger.requests()).toEqual([
      {
        number: 1,
        time: NOW.toISOString(),
        connection: expect.any(Number) as unknown,
        system: "partner10",
        method: "POST",
        path: "/partner10/xmlrpc",
        endpoint: "upgradeKey",
        account: "demo-partner",
        keyId: LINUX,
        changing: true,
        status: 200,
        operations: ["upgrade", "upgrade"],
        charges: [
          { kind: "upgrade", item: PACK, quantity: 1, keyId: LINUX },
          { kind: "upgrade", item: "5_USERS", quantity: 1, keyId: LINUX },
        ],
        refusal: null,
        fault: null,
      },
    ]);
    expect(sandbox.ledger.format().split("\n")[1]).toBe(
      `1  POST /partner10/xmlrpc  200     upgrade, upgrade on ${LINUX}  upgrade ${PACK}, upgrade 5_USERS`,
    );
  });

  test.each([
    ["upgradeKey", true, [PACK]],
    ["downgradeKey", true, ["30_DOMAINS"]],
    ["getKeyInfo", false, []],
    ["getAvailableUpgrades", false, []],
  ])("calls %s by its name", async (endpoint, changing, rest) => {
    await client.call(endpoint, LINUX, ...rest);
    expect(sandbox.ledger.requests({ endpoint, keyId: LINUX })).toMatchObject([{ changing }]);
  });

  test("holds no credential, no activation code, and nothing that a call says", async () => {
    const { password } = sandbox.partner10.account("demo-partner");
    const code = sandbox.partner10.key(LINUX).productKey ?? "";
    await client.call("getKeyInfo", code);
    await client.call("getKeyInfo", password);
    await client.call("upgradeKey", LINUX, password, password);
    await client.call(password, LINUX);
    await client.send(`<methodCall>${password}`);
    await client.send(`<methodCall><${password}/></methodCall>`);
    await client.send(call("getKeyInfo", client.authInfo("a wrong secret"), text(LINUX)));
    await fetch(`${sandbox.partner10.url}?password=${password}`, { method: "POST" });
    await fetch(`${sandbox.url}/partner10/${password}`, { method: "POST" });
    const told = JSON.stringify(sandbox.ledger.requests()) + sandbox.ledger.format();
    for (const secret of [password, code, "a wrong secret"]) expect(told).not.toContain(secret);
    expect(sandbox.ledger.requests()).toHaveLength(9);
    expect(sandbox.ledger.requests()[0]).toMatchObject({ keyId: LINUX });
  });
});

describe("faults", () => {
  test("loses an answer after the work, which costs once, or twice when it is ordered again", async () => {
    const fault = { kind: "answerLost", endpoint: "upgradeKey", keyId: LINUX } as const;
    sandbox.faults.inject(fault);
    await expect(client.upgrade(LINUX, PACK)).rejects.toThrow();
    expect(sandbox.partner10.featuresOf(LINUX)).toContain(PACK);
    sandbox.partner10.removeFeature(LINUX, PACK);
    await client.upgrade(LINUX, PACK);
    expect(sandbox.ledger.charges({ system: "partner10" })).toHaveLength(2);
  });

  test("resets the connection before the work, of one key only", async () => {
    sandbox.faults.inject({ kind: "resetBefore", keyId: LINUX, endpoint: "upgradeKey" });
    expect(await client.upgradeCode(SAMPLE, "5_USERS")).toBe(100);
    await expect(client.upgrade(LINUX, PACK)).rejects.toThrow();
    expect(sandbox.partner10.featuresOf(LINUX)).not.toContain(PACK);
  });

  test("answers with half an answer, HTML, and 503", async () => {
    sandbox.faults.inject({ kind: "truncated", endpoint: "getKeyInfo" });
    await expect(client.call("getKeyInfo", LINUX)).rejects.toThrow();
    sandbox.faults.inject({ kind: "wrongContentType", endpoint: "getKeyInfo" });
    expect((await client.call("getKeyInfo", LINUX)).text).toContain("<html>");
    sandbox.faults.inject({ kind: "status", status: 503, endpoint: "getKeyInfo" });
    expect((await client.call("getKeyInfo", LINUX)).status).toBe(503);
  });
});

describe("changes behind everybody's back", () => {
  test("shows changes by hand in the next read and in no ledger", async () => {
    const { partner10 } = sandbox;
    partner10.addFeature(LINUX, { identifier: "5_USERS", apiName: "N/A" });
    partner10.removeFeature(`${LINUX}.0002`, "30_DOMAINS");
    partner10.revise(LINUX);
    partner10.change(LINUX, { overridingKeyNumber: "PLSK.10000009.0001", expirationDate: "2036-01-01" });
    expect(sandbox.ledger.requests()).toEqual([]);
    expect(await client.keyInfo(LINUX)).toMatchObject({
      keyNumber: `${LINUX}.0004`,
      overridingKeyNumber: "PLSK.10000009.0001",
      expirationDate: "20360101T00:00:00",
      features: [{ apiName: "10_DOMAINS" }, { apiName: "N/A" }],
    });
    partner10.terminate(LINUX);
    expect(await client.upgradeCode(LINUX, PACK)).toBe(222);
  });

  test("applies changes of a login at once", async () => {
    sandbox.partner10.changeAccount("demo-partner", { priceList: ["5_USERS"], clientId: 7002 });
    expect(await client.upgradeCode(FOREIGN, PACK)).toBe(260);
    expect(await client.upgradeCode(FOREIGN, "5_USERS")).toBe(100);
    expect(await client.upgradeCode(LINUX, "5_USERS")).toBe(202);
  });

  test("adds a key by hand", async () => {
    sandbox.partner10.add({ keyNumber: "PLSK.20000001.0000", features: ["5_USERS"] });
    expect(await client.upgradeCode("PLSK.20000001", "5_USERS")).toBe(110);
  });

  test("throws for a change of what is not there, or not of the right form", () => {
    const { partner10 } = sandbox;
    expect(() => partner10.key("PLSK.1")).toThrow('Partner API 1.0 of the sandbox has no key "PLSK.1".');
    expect(() => partner10.account("x")).toThrow('Partner API 1.0 of the sandbox has no login "x".');
    expect(() => partner10.removeFeature(LINUX, PACK)).toThrow(`The key ${LINUX} has no feature "${PACK}".`);
    expect(() => partner10.add({ keyNumber: "PLSK.1.1" })).toThrow('"PLSK.1.1" is not a key number.');
  });

  test("returns keys through which nothing can be changed, and resets them", () => {
    sandbox.partner10.key(LINUX).features.length = 0;
    expect(sandbox.partner10.featuresOf(LINUX)).toHaveLength(2);
    sandbox.partner10.change(LINUX, { features: [], terminated: true });
    sandbox.partner10.changeAccount("demo-partner", { refuses: 300, priceList: [] });
    sandbox.reset();
    expect(sandbox.partner10.key(LINUX)).toMatchObject({ terminated: false, features: [{}, {}] });
    expect(sandbox.partner10.account("demo-partner")).toMatchObject({ refuses: null });
  });
});

describe("the seed", () => {
  test("takes a seed from a file", async () => {
    const seed = seedFrom({
      partner10: {
        accounts: [{ login: "max", password: "m", licenseType: "purchase" }],
        plans: [{ plan: "A" }, { plan: "A_TO_B", licenseTypes: ["billing"] }],
        keys: [{ keyNumber: "PLSK.00000001.0000", features: ["A"], billingType: "PURCHASE" }],
      },
    });
    const own = await startSandbox({ seed });
    expect(own.partner10.plans).toMatchObject([{ plan: "A" }, { from: "A", gives: "B" }]);
    expect(own.env).toMatchObject({
      PLESK_PARTNER10_URL: `${own.url}/partner10/xmlrpc`,
      PLESK_PARTNER10_LOGIN: "max",
      PLESK_PARTNER10_PASSWORD: "m",
    });
    const result = await new KaClient(own, "max").upgrade("PLSK.00000001", "A_TO_B");
    expect(result.resultDesc).toBe(
      '"A (Purchase) to B (Purchase)" has been successfully added to PLSK.00000001.0001',
    );
    await own.close();
  });

  test.each([
    [{ keys: [{ number: "PLSK.00000001.0000" }] }, /keyNumber/],
    [{ accounts: [] }, /accounts/],
    [{ plans: [{ plan: "A", cost: 1 }] }, /cost/],
    [{ keyTypes: [] }, /keyTypes/],
  ])("refuses the seed %j", (partner10, message) => {
    expect(() => seedFrom({ partner10 })).toThrow(message);
  });
});

describe("the control surface", () => {
  test("shows keys and logins without secrets", async () => {
    const { password } = sandbox.partner10.account("demo-partner");
    const { productKey } = sandbox.partner10.key(LINUX);
    for (const path of ["keys", `keys/${LINUX}`, "accounts", "accounts/demo-partner"]) {
      const { status, text: told } = await control("GET", path);
      expect(status).toBe(200);
      expect(told).not.toContain(password);
      expect(told).not.toContain(productKey);
    }
  });

  test("changes and adds keys and logins", async () => {
    await control("POST", `keys/${LINUX}`, { features: ["5_USERS"], refuses: 287 });
    await control("POST", "keys", { keyNumber: "PLSK.20000001.0000" });
    await control("POST", "accounts/demo-partner", { role: "standard" });
    expect(sandbox.partner10.key(LINUX)).toMatchObject({ refuses: 287, features: [{ apiName: "5_USERS" }] });
    expect(sandbox.partner10.key("PLSK.20000001").keyNumber).toBe("PLSK.20000001.0000");
    expect(sandbox.partner10.account("demo-partner").role).toBe("standard");
  });

  test.each([
    ["GET", "keys/PLSK.99999999", undefined, 400],
    ["POST", "keys", {}, 400],
    ["POST", `keys/${TERMINATED}`, { terminatd: false }, 400],
    ["POST", `keys/${TERMINATED}`, { refuses: 100 }, 400],
    ["DELETE", `keys/${TERMINATED}`, undefined, 404],
    ["POST", "accounts", {}, 404],
    ["GET", "elsewhere", undefined, 404],
    ["GET", `keys/${TERMINATED}/features`, undefined, 404],
  ])("answers %s %s with %j by %i", async (method, path, body, status) => {
    expect((await control(method, path, body)).status).toBe(status);
  });
});
