import type { Sandbox } from "../../src";
import { withSandbox } from "../withSandbox";
import {
  BOUGHT,
  call,
  FOREIGN,
  KaClient,
  LINUX,
  PROBLEM,
  SAMPLE,
  struct,
  TERMINATED,
  text,
  WINDOWS,
} from "./client";

let sandbox: Sandbox;
let client: KaClient;
withSandbox((started) => {
  sandbox = started;
  client = new KaClient(sandbox);
});

const PACK = "PLESK_POWER_PACK";
const METHODS: [method: string, ...rest: string[]][] = [
  ["upgradeKey", PACK],
  ["downgradeKey", PACK],
  ["getKeyInfo"],
  ["getAvailableUpgrades"],
];

/** The outcome in one line, once it is sure that nothing was done. */
async function refused(answer: Promise<{ result: Record<string, unknown> }>): Promise<unknown> {
  const { result } = await answer;
  const [request] = sandbox.ledger.requests().slice(-1);
  expect(request).toMatchObject({ operations: [], charges: [], refusal: String(result.resultCode) });
  return result.resultCode;
}

describe.each(METHODS)("%s", (method, ...rest) => {
  test("answers 200 to a wrong password and to an unknown login", async () => {
    const wrong = struct({ login: text("nobody"), password: text("x") });
    for (const authInfo of [client.authInfo("wrong"), wrong]) {
      const sent = client.send(call(method, authInfo, text(LINUX), ...rest.map(text)));
      expect(await refused(sent)).toBe(200);
      expect(sandbox.ledger.requests().at(-1)).toMatchObject({ account: null });
    }
  });

  test.each([
    {},
    { login: text("demo-partner") },
    { login: text("demo-partner"), password: "<int>1</int>" },
    { login: text("demo-partner"), password: text("x".repeat(64)) },
    { login: text("x".repeat(256)), password: text("x") },
    { login: text("demo-partner"), password: text("x"), role: text("x") },
  ])("answers 400 to AuthInfo %j", async (authInfo) => {
    const sent = client.send(call(method, struct(authInfo), text(LINUX), ...rest.map(text)));
    expect(await refused(sent)).toBe(400);
  });

  test("answers 202, 220 and 410 to a key of another client, one that is not there, and a number that is none", async () => {
    expect(await refused(client.call(method, FOREIGN, ...rest))).toBe(202);
    expect(await refused(client.call(method, "PLSK.99999999.0001", ...rest))).toBe(220);
    for (const number of ["", "PLSK", "PLSK.1.0001", "PLSK.10000001.1", "plsk.10000001.0001", "10000001"])
      expect(await refused(client.call(method, number, ...rest))).toBe(410);
  });

  test("answers with the code that an account is told, 300 or 280", async () => {
    for (const refuses of [300, 280]) {
      sandbox.partner10.changeAccount("demo-partner", { refuses });
      expect(await refused(client.call(method, LINUX, ...rest))).toBe(refuses);
    }
  });
});

describe("roles", () => {
  test.each([
    ["demo-partner-standard", [100, 201, 100, 100]],
    ["demo-partner-limited", [201, 201, 100, 100]],
  ])("refuses some methods to the role %s", async (login, codes) => {
    const own = new KaClient(sandbox, login);
    const answers = METHODS.map(async ([method, ...rest]) => (await own.call(method, LINUX, ...rest)).result);
    expect((await Promise.all(answers)).map(({ resultCode }) => resultCode)).toEqual(codes);
  });

  test("applies a changed role", async () => {
    sandbox.partner10.changeAccount("demo-partner", { role: "limited" });
    expect(await client.upgradeCode(LINUX, PACK)).toBe(201);
  });
});

describe("upgradeKey and downgradeKey", () => {
  test.each(["upgradeKey", "downgradeKey"])("refuses %s with 221, 222, 416 and 260", async (method) => {
    expect(await refused(client.call(method, PROBLEM, PACK))).toBe(221);
    expect(await refused(client.call(method, TERMINATED, PACK))).toBe(222);
    expect(await refused(client.call(method, LINUX, "NO_SUCH_PLAN"))).toBe(416);
    expect(await refused(client.call(method, LINUX, "300_DOMAINS"))).toBe(260);
  });

  test.each([246, 266, 280, 287, 300, 452])(
    "answers upgradeKey with the code %i that a key is told",
    async (refuses) => {
      sandbox.partner10.change(LINUX, { refuses });
      expect(await refused(client.call("upgradeKey", LINUX, PACK))).toBe(refuses);
      expect(sandbox.partner10.featuresOf(LINUX)).not.toContain(PACK);
      expect((await client.keyInfo(LINUX)).keyNumber).toBe(`${LINUX}.0001`);
    },
  );

  test.each([266, 287, 300, 452])(
    "answers downgradeKey with the code %i that a key is told",
    async (refuses) => {
      sandbox.partner10.change(LINUX, { refuses });
      expect(await refused(client.call("downgradeKey", LINUX, "30_DOMAINS"))).toBe(refuses);
      expect(sandbox.partner10.featuresOf(LINUX)).toContain("30_DOMAINS");
    },
  );
});

describe("upgradeKey", () => {
  test.each([
    ["an N/A price", LINUX, "UNLIMITED_MAILBOXES", "billing", 284],
    ["a licence type that is none", LINUX, PACK, "rent", 421],
    ["a licence type that the plan does not exist in", LINUX, "1YR_PREMIUM_SUPPORT_PACK", "billing", 266],
    ["a path that starts elsewhere", LINUX, "100_DOMAINS_TO_UNLIMITED_DOMAINS", "billing", 266],
    ["a key type that is not the plan's", SAMPLE, "PLESK_95_TO_PLESK_10_AND_LATER", "billing", 266],
    ["a plan for Windows", LINUX, "PLESK_POWER_PACK_FOR_WIN", "billing", 266],
    ["a plan for Linux on a key for Windows", WINDOWS, PACK, "billing", 266],
    ["no Software Update Service", BOUGHT, "PLESK_95_TO_PLESK_10_AND_LATER", "purchase", 268],
    ["an empty list of plans", LINUX, [], "billing", 416],
  ])("refuses an upgrade: %s", async (_, number, plans, type, code) => {
    expect(await refused(client.call("upgradeKey", number, plans, type))).toBe(code);
  });

  test("answers a refusal with a text and nothing else", async () => {
    expect(await client.upgrade(TERMINATED, PACK)).toEqual({
      resultCode: 222,
      resultDesc: `License key ${TERMINATED}.0001 is terminated`,
    });
    expect(await client.upgrade(LINUX, "300_DOMAINS")).toEqual({
      resultCode: 260,
      resultDesc: `No "300_DOMAINS" entry in the client's price list`,
    });
  });
});

describe("downgradeKey", () => {
  test("answers 263 to a downgrade of what belongs to the key type, 266 of what has no way back, 289 of a key type", async () => {
    expect(await refused(client.call("downgradeKey", LINUX, "10_DOMAINS"))).toBe(263);
    await client.upgrade(LINUX, "FOTOLIA_OFF");
    expect(await refused(client.call("downgradeKey", LINUX, "FOTOLIA_OFF"))).toBe(266);
    expect(await refused(client.call("downgradeKey", BOUGHT, "REINSTATE_SUS"))).toBe(266);
    const plan = "PLESK_95_FOR_WIN_FOR_XEN_TO_PLESK_10_AND_LATER_FOR_WIN_FOR_XEN";
    await client.upgrade(SAMPLE, plan);
    expect(await refused(client.call("downgradeKey", SAMPLE, plan))).toBe(289);
  });
});
