import { type Partner10Assumptions, type Sandbox, startSandbox } from "../../src";
import { testAssumptions } from "../testAssumptions";
import {
  apiNames,
  call,
  KaClient,
  LINUX,
  list,
  OVERRIDDEN,
  PROBLEM,
  SAMPLE,
  struct,
  SUSPENDED,
  TERMINATED,
  text,
} from "./client";

interface Scene {
  sandbox: Sandbox;
  client: KaClient;
}

/** What shows the answer to one question, and what it shows for each alternative. */
interface Case<Alternative extends string> {
  observe: (scene: Scene) => Promise<unknown>;
  expected: Record<Alternative, unknown>;
}

const PACK = "PLESK_POWER_PACK";
const PATH = "30_DOMAINS_TO_100_DOMAINS";
const NOT_SOLD = "300_DOMAINS";

/** The compiler asks for a case for each assumption, and for an expectation for each alternative. */
const CASES: { [Name in keyof Partner10Assumptions]: Case<Partner10Assumptions[Name]> } = {
  brokenCall: {
    observe: async ({ client }) => {
      const { status, fault } = await client.send("<methodCall>");
      return [status, fault, (await client.call("createKey")).fault];
    },
    expected: { fault: [200, -32700, -32601], httpError: [400, null, -32601] },
  },
  unknownMethod: {
    observe: async ({ client }) => {
      const { fault, result } = await client.call("createKey");
      return fault ?? result.resultCode;
    },
    expected: { fault: -32601, "201": 201 },
  },
  wrongParameters: {
    observe: async ({ client }) => {
      const { fault, result } = await client.call("getKeyInfo");
      return fault ?? result.resultCode;
    },
    expected: { fault: -32602, "452": 452 },
  },
  faultStatus: {
    observe: async ({ client }) => [
      (await client.send("")).status,
      (await client.call("createKey")).status,
      (await client.call("getKeyInfo", "")).status,
    ],
    expected: { "200": [200, 200, 200], "500": [500, 500, 200] },
  },
  callContentType: {
    observe: async ({ client }) =>
      (await client.send(call("getKeyInfo", client.authInfo(), LINUX), { "Content-Type": "text/plain" }))
        .fault,
    expected: { fault: -32600, served: null },
  },
  whiteSpace: {
    observe: async ({ client }) => [
      (await client.call("getKeyInfo", ` ${LINUX}\n`)).result.resultCode,
      await client.upgradeCode(LINUX, [`\n${PACK}`]),
      await client.upgradeCode(LINUX, "5_USERS", "\nbilling"),
    ],
    expected: { trimmed: [100, 100, 100], kept: [410, 416, 421] },
  },
  wrongPasswords: {
    observe: async ({ client }) => {
      const wrong = call("getKeyInfo", client.authInfo("wrong"), LINUX);
      for (let tries = 0; tries < 5; tries += 1) await client.send(wrong);
      return (await client.call("getKeyInfo", LINUX)).result.resultCode;
    },
    expected: { forgiven: 100, locked: 200 },
  },
  planListWithoutType: {
    observe: async ({ client }) => [
      (await client.call("upgradeKey", LINUX, [PACK])).fault,
      (await client.call("upgradeKey", LINUX, "5_USERS")).fault,
    ],
    expected: { accepted: [null, null], refused: [-32602, null] },
  },
  licenseTypeCase: {
    observe: ({ client }) => client.upgradeCode(LINUX, PACK, "PURCHASE"),
    expected: { "421": 421, ignored: 100 },
  },
  numberWithoutRevision: {
    observe: async ({ client }) => [
      await client.upgradeCode(LINUX, PACK),
      (await client.downgrade(LINUX, PACK)).resultCode,
      (await client.call("getAvailableUpgrades", LINUX)).result.resultCode,
      (await client.call("getKeyInfo", LINUX)).result.resultCode,
    ],
    expected: { accepted: [100, 100, 100, 100], "410": [410, 410, 410, 100] },
  },
  oldRevision: {
    observe: (scene) => codesOfRevision(scene, "0000"),
    expected: { accepted: [100, 100], "220": [220, 220] },
  },
  newerRevision: {
    observe: (scene) => codesOfRevision(scene, "0009"),
    expected: { "220": [220, 220], accepted: [100, 100] },
  },
  planListFailure: {
    observe: async ({ client, sandbox }) => {
      const code = await client.upgradeCode(LINUX, [PACK, NOT_SOLD, "NO_SUCH_PLAN", "5_USERS"]);
      return [code, sandbox.partner10.featuresOf(LINUX).slice(2), sandbox.ledger.charges().length];
    },
    expected: { nothing: [260, [], 0], untilFailure: [260, [PACK], 1], others: [260, [PACK, "5_USERS"], 2] },
  },
  somePlansThere: {
    observe: async ({ client, sandbox }) => {
      const code = await client.upgradeCode(LINUX, [PACK, "30_DOMAINS"]);
      return [code, sandbox.partner10.featuresOf(LINUX).includes(PACK), sandbox.ledger.charges().length];
    },
    expected: { "100": [100, true, 1], "110": [110, true, 1], nothing: [110, false, 0] },
  },
  repeatedPathPlan: {
    observe: async ({ client }) => {
      await client.upgrade(LINUX, PATH);
      return client.upgradeCode(LINUX, PATH);
    },
    expected: { "266": 266, "110": 110, "416": 416 },
  },
  licenseTypeMismatch: {
    observe: ({ client }) => client.upgradeCode(LINUX, "1YR_PREMIUM_SUPPORT_PACK", "billing"),
    expected: { "266": 266, "284": 284, "421": 421 },
  },
  overriddenKey: {
    observe: ({ client }) => client.upgradeCode(OVERRIDDEN, PACK),
    expected: { accepted: 100, "246": 246, "266": 266 },
  },
  parallelUpgrades: {
    observe: async ({ client, sandbox }) => {
      sandbox.faults.inject({ kind: "slow", ms: 200, system: "partner10" });
      const first = client.upgradeCode(LINUX, PACK);
      while (sandbox.ledger.requests().length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
      return [
        await client.upgradeCode(LINUX, "5_USERS"),
        (await client.downgrade(LINUX, "30_DOMAINS")).resultCode,
        await client.upgradeCode(SAMPLE, "5_USERS"),
        (await client.call("getKeyInfo", LINUX)).result.resultCode,
        await first,
      ];
    },
    expected: { serialized: [100, 100, 100, 100, 100], "300": [300, 300, 100, 100, 100] },
  },
  unclearCodes: {
    observe: async ({ client, sandbox }) => {
      const outcomes: unknown[] = [];
      for (const [refuses, plan] of [
        [287, PACK],
        [300, "5_USERS"],
        [452, "5_LANGUAGE_PACKS"],
      ] as const) {
        sandbox.partner10.change(LINUX, { refuses });
        outcomes.push(await client.upgradeCode(LINUX, plan));
      }
      return [...outcomes, sandbox.partner10.featuresOf(LINUX).slice(2), sandbox.ledger.charges().length];
    },
    expected: {
      notApplied: [287, 300, 452, [], 0],
      applied: [287, 300, 452, [PACK, "5_USERS"], 2],
    },
  },
  downgradedPath: {
    observe: async ({ client }) => {
      await client.upgrade(LINUX, PATH);
      return (await client.downgrade(LINUX, PATH)).resultCode;
    },
    expected: { "101": 101, "100": 100 },
  },
  switchOffDowngrade: {
    observe: async ({ client }) => {
      await client.upgrade(LINUX, "FOTOLIA_OFF");
      return (await client.downgrade(LINUX, "FOTOLIA_OFF")).resultCode;
    },
    expected: { "266": 266, "263": 263 },
  },
  downgradeRevision: {
    observe: async ({ client }) => (await client.downgrade(LINUX, "30_DOMAINS")).keyNumber,
    expected: { grows: `${LINUX}.0002`, stays: `${LINUX}.0001` },
  },
  apiNames: {
    observe: async ({ client }) => {
      await client.upgrade(LINUX, ["5_USERS"]);
      const info = await client.keyInfo(LINUX);
      return [info.apiKeyType, apiNames(info)];
    },
    expected: {
      identifiers: ["PLESK_10_AND_LATER", ["10_DOMAINS", "30_DOMAINS", "N/A"]],
      none: ["N/A", ["N/A", "N/A", "N/A"]],
    },
  },
  pathPlanResult: {
    observe: async ({ client }) => {
      await client.upgrade(LINUX, [PATH, PACK]);
      await client.upgrade(SAMPLE, "PLESK_95_FOR_WIN_FOR_XEN_TO_PLESK_10_AND_LATER_FOR_WIN_FOR_XEN");
      return [...apiNames(await client.keyInfo(LINUX)), (await client.keyInfo(SAMPLE)).apiKeyType];
    },
    expected: {
      suffix: ["10_DOMAINS", "100_DOMAINS", PACK, "PLESK_10_AND_LATER_FOR_WIN_FOR_XEN"],
      other: ["10_DOMAINS", "PLESK_7X_100_DOMAINS", PACK, "PLESK_7X_PLESK_10_AND_LATER_FOR_WIN_FOR_XEN"],
    },
  },
  featurePlace: {
    observe: async ({ client }) => {
      await client.upgrade(SAMPLE, "5_LANGUAGE_PACKS");
      const info = await client.keyInfo(SAMPLE);
      const children = info.additionalKeys as Record<string, unknown>[];
      return [apiNames(info), children.map((child) => [child.keyNumber, child.type, apiNames(child)])];
    },
    expected: {
      key: [["100_DOMAINS", "5_LANGUAGE_PACKS"], []],
      additionalKey: [["100_DOMAINS"], [["EXT.01304242.0001", "FEATURE", ["5_LANGUAGE_PACKS"]]]],
    },
  },
  upgradesApplied: {
    observe: async ({ client }) => ((await client.available(LINUX)) as string[]).includes("30_DOMAINS"),
    expected: { dropped: false, listed: true },
  },
  upgradesPriceList: {
    observe: async ({ client }) => ((await client.available(LINUX)) as string[]).includes(NOT_SOLD),
    expected: { honoured: false, ignored: true },
  },
  upgradesOfDeadKey: {
    observe: async ({ client }) => {
      const { result } = await client.call("getAvailableUpgrades", PROBLEM);
      const dead = (await client.call("getAvailableUpgrades", TERMINATED)).result;
      return [result.resultCode, dead.resultCode, dead.upgradePlans];
    },
    expected: { refused: [221, 222, undefined], "100": [100, 100, []] },
  },
  dateZone: {
    observe: async ({ client }) => {
      const { createDate, expirationDate } = await client.keyInfo(LINUX);
      return [createDate, expirationDate];
    },
    expected: {
      utc: ["20240305T02:30:00", "20350615T00:00:00"],
      west: ["20240304T18:30:00", "20350615T00:00:00"],
    },
  },
  answerLayout: {
    observe: async ({ client }) => (await client.keyInfo(LINUX)).expirationDate,
    expected: { compact: "20350615T00:00:00", lineBreaks: "\n20350615T00:00:00" },
  },
  stringTags: {
    observe: async ({ client }) => (await client.call("getKeyInfo", LINUX)).text.includes("<string>"),
    expected: { untyped: false, typed: true },
  },
  fieldsWhenThere: {
    observe: async ({ client }) => Object.keys(await client.upgrade(LINUX, "30_DOMAINS")),
    expected: {
      all: ["resultCode", "expirationDate", "resultDesc", "keyNumber", "updateDate", "productKey"],
      number: ["resultCode", "resultDesc", "keyNumber"],
      none: ["resultCode", "resultDesc"],
    },
  },
  fieldsOfRefusals: {
    observe: async ({ client }) => [
      (await client.upgrade(TERMINATED, PACK)).keyNumber,
      (await client.upgrade("PLSK.99999999", PACK)).keyNumber,
    ],
    expected: { none: [undefined, undefined], number: [`${TERMINATED}.0001`, undefined] },
  },
  undocumentedFields: {
    observe: async ({ client }) => {
      const { result } = await client.call("getKeyInfo", LINUX);
      return [result.keyNumber, "problem" in (result.keyInfo as object)];
    },
    expected: { sent: [`${LINUX}.0001`, true], leftOut: [undefined, false] },
  },
  openStructures: {
    observe: async ({ client }) => {
      const { properties, susAndSupportInfo } = await client.keyInfo(LINUX);
      return [properties, susAndSupportInfo];
    },
    expected: { empty: [{}, []], filled: [{ build: "1" }, [{ kind: "sus" }]] },
  },
  suspendedMember: {
    observe: async ({ client }) => [
      (await client.keyInfo(SUSPENDED)).suspended,
      (await client.keyInfo(LINUX)).suspended,
    ],
    expected: { none: [undefined, undefined], boolean: [true, false] },
  },
};

testAssumptions("partner10", CASES, async ({ observe }, assumptions) => {
  const sandbox = await startSandbox({ assumptions });
  try {
    return await observe({ sandbox, client: new KaClient(sandbox) });
  } finally {
    await sandbox.close();
  }
});

describe("a locked login", () => {
  test("counts wrong passwords by login, and starts again after a right one", async () => {
    const sandbox = await startSandbox({ assumptions: { partner10: { wrongPasswords: "locked" } } });
    const client = new KaClient(sandbox);
    const unknown = struct({ login: text("nobody"), password: text("x") });
    for (let tries = 0; tries < 8; tries += 1) {
      await client.send(call("getKeyInfo", unknown, LINUX));
      await client.send(call("getKeyInfo", client.authInfo(tries === 4 ? undefined : "wrong"), LINUX));
    }
    expect((await client.call("getKeyInfo", LINUX)).result.resultCode).toBe(100);
    await sandbox.close();
  });
});

test("changes nothing by a list in which nothing but a refused plan is missing", async () => {
  const sandbox = await startSandbox({ assumptions: { partner10: { planListFailure: "others" } } });
  const client = new KaClient(sandbox);
  const sent = call("upgradeKey", client.authInfo(), LINUX, list(["30_DOMAINS", NOT_SOLD]), "billing");
  expect((await client.send(sent)).result.resultCode).toBe(260);
  expect(sandbox.partner10.key(LINUX).revision).toBe(1);
  await sandbox.close();
});

async function codesOfRevision({ client, sandbox }: Scene, revision: string): Promise<unknown[]> {
  sandbox.partner10.change(LINUX, { revision: 3 });
  const number = `${LINUX}.${revision}`;
  const { resultCode } = (await client.call("getKeyInfo", number)).result;
  return [resultCode, await client.upgradeCode(number, PACK)];
}
