import type { Sandbox } from "../../src";
import { withSandbox } from "../withSandbox";
import {
  ADDITIONAL,
  apiNames,
  BOUGHT,
  KaClient,
  LINUX,
  NAMELESS,
  OVERRIDDEN,
  PROBLEM,
  SAMPLE,
  TERMINATED,
  WINDOWS,
} from "./client";

const NOW = new Date("2026-03-01T12:00:00.000Z");

let sandbox: Sandbox;
let client: KaClient;
withSandbox(
  (started) => {
    sandbox = started;
    client = new KaClient(sandbox);
  },
  { now: () => NOW },
);

const PACK = "PLESK_POWER_PACK";

describe("upgradeKey", () => {
  test("adds a feature, says what the key is now, and gives it the next revision", async () => {
    const { productKey } = sandbox.partner10.key(LINUX);
    expect(await client.upgrade(`${LINUX}.0001`, PACK)).toEqual({
      resultCode: 100,
      expirationDate: "20350615T00:00:00",
      resultDesc: `"Power Pack for Parallels Plesk Panel (Lease)" has been successfully added to ${LINUX}.0002`,
      keyNumber: `${LINUX}.0002`,
      updateDate: "20350605T00:00:00",
      productKey,
    });
    expect(sandbox.partner10.featuresOf(LINUX)).toEqual(["10_DOMAINS", "30_DOMAINS", PACK]);
  });

  test("applies a list in order: a path may start where an earlier plan ends", async () => {
    const plans = ["30_DOMAINS_TO_100_DOMAINS", "100_DOMAINS_TO_UNLIMITED_DOMAINS", PACK];
    expect(await client.upgrade(LINUX, plans, "billing")).toMatchObject({ keyNumber: `${LINUX}.0002` });
    expect(sandbox.partner10.featuresOf(LINUX)).toEqual(["10_DOMAINS", "UNLIMITED_DOMAINS", PACK]);
  });

  test("answers 110 to what is there, changes nothing and charges nothing", async () => {
    expect(await client.upgrade(LINUX, ["30_DOMAINS"])).toMatchObject({
      resultCode: 110,
      resultDesc: `${LINUX}.0001 already has 30 Domains w/1 yr SUS (Lease) feature`,
      keyNumber: `${LINUX}.0001`,
    });
    expect(sandbox.ledger.requests()).toMatchObject([{ operations: [], charges: [], refusal: null }]);
  });

  test("brings Software Update Service back and tells until when; then a key type can be changed", async () => {
    const result = await client.upgrade(BOUGHT, "REINSTATE_SUS");
    expect(result).toMatchObject({ resultCode: 100, susDate: "20270301T00:00:00" });
    expect(Object.keys(result)).not.toContain("updateDate");
    expect(await client.upgradeCode(BOUGHT, "REINSTATE_SUS")).toBe(110);
    expect(await client.upgradeCode(BOUGHT, "PLESK_95_TO_PLESK_10_AND_LATER")).toBe(100);
    expect(await client.keyInfo(BOUGHT)).toMatchObject({ apiKeyType: "PLESK_10_AND_LATER" });
  });

  test("buys what exists in one licence type only in that type, unless another is asked for", async () => {
    expect(await client.upgradeCode(LINUX, "1YR_PREMIUM_SUPPORT_PACK")).toBe(100);
    expect(await client.upgradeCode(LINUX, "5_USERS")).toBe(100);
  });

  test("takes an additional key too", async () => {
    expect(await client.upgradeCode(ADDITIONAL, "5_USERS")).toBe(100);
  });
});

describe("downgradeKey", () => {
  test("takes a feature away", async () => {
    await client.upgrade(LINUX, PACK);
    expect(await client.downgrade(LINUX, PACK)).toEqual({
      resultCode: 100,
      resultDesc: "Power Pack for Parallels Plesk Panel (Lease): the feature has been removed",
      keyNumber: `${LINUX}.0003`,
    });
    expect(sandbox.partner10.featuresOf(LINUX)).toEqual(["10_DOMAINS", "30_DOMAINS"]);
    expect(sandbox.ledger.charges()).toHaveLength(1);
  });

  test("answers 101 to the downgrade of a path, whose start comes back", async () => {
    await client.upgrade(LINUX, "30_DOMAINS_TO_100_DOMAINS");
    expect((await client.downgrade(LINUX, "30_DOMAINS_TO_100_DOMAINS")).resultCode).toBe(101);
    expect(sandbox.partner10.featuresOf(LINUX)).toEqual(["10_DOMAINS", "30_DOMAINS"]);
  });

  test.each([PACK, "30_DOMAINS_TO_100_DOMAINS", "PLESK_95_TO_PLESK_10_AND_LATER"])(
    "answers 110 to the downgrade of %s, which is not there",
    async (plan) => {
      expect((await client.downgrade(WINDOWS, plan)).resultCode).toBe(110);
      expect(sandbox.partner10.key(WINDOWS).revision).toBe(1);
    },
  );
});

describe("getKeyInfo", () => {
  test("tells all about a key, its additional keys included", async () => {
    const { additionalKeys, ...own } = await client.keyInfo(LINUX);
    expect(own).toEqual({
      clientId: 7001,
      keyNumber: `${LINUX}.0001`,
      keyType: "Parallels Plesk Panel 10 and Later",
      apiKeyType: "PLESK_10_AND_LATER",
      type: "MAIN",
      expirationDate: "20350615T00:00:00",
      updateDate: "20350605T00:00:00",
      productKey: sandbox.partner10.key(LINUX).productKey,
      createDate: "20240305T02:30:00",
      terminated: false,
      features: [
        { name: "10 Domains w/1 yr SUS", apiName: "10_DOMAINS" },
        { name: "30 Domains w/1 yr SUS", apiName: "30_DOMAINS" },
      ],
      properties: {},
      susAndSupportInfo: [],
      billingType: "LEASE",
      problem: false,
      productFamily: "plesk",
      trial: false,
    });
    expect(additionalKeys).toMatchObject([
      { keyNumber: `${ADDITIONAL}.0001`, type: "ADDITIONAL", parentKeyNumber: `${LINUX}.0001` },
    ]);
  });

  test("knows a key by its number with and without revision, and by its activation code", async () => {
    const code = sandbox.partner10.key(LINUX).productKey ?? "";
    for (const reference of [LINUX, `${LINUX}.0001`, code]) {
      expect((await client.keyInfo(reference)).keyNumber).toBe(`${LINUX}.0001`);
    }
    expect((await client.call("getKeyInfo", "AAAAAA-BBBBBB-CCCCCC-DDDDDD-EEEEEE")).result.resultCode).toBe(
      220,
    );
  });

  test("shows terminated, problem and replaced keys, N/A, and what an optional member holds", async () => {
    expect(await client.keyInfo(TERMINATED)).toMatchObject({ terminated: true });
    expect(await client.keyInfo(PROBLEM)).toMatchObject({ problem: true });
    expect(await client.keyInfo(OVERRIDDEN)).toMatchObject({ overridingKeyNumber: `${LINUX}.0001` });
    expect(await client.keyInfo(NAMELESS)).toMatchObject({
      apiKeyType: "N/A",
      features: [{ apiName: "N/A" }],
    });
    const seen = {
      lastReportingDate: NOW.toISOString(),
      lastReportingIp: "192.0.2.1,192.0.2.2",
      activated: true,
    };
    sandbox.partner10.change(SAMPLE, seen);
    const info = await client.keyInfo(SAMPLE);
    expect(info).toMatchObject({ ...seen, lastReportingDate: "20260301T12:00:00" });
    expect(Object.keys(info)).not.toContain("productKey");
  });

  test("tells features by identifiers, but for those that the catalog marks", async () => {
    await client.upgrade(LINUX, ["5_USERS", PACK]);
    expect(apiNames(await client.keyInfo(LINUX))).toEqual(["10_DOMAINS", "30_DOMAINS", "N/A", PACK]);
  });
});

describe("getAvailableUpgrades", () => {
  test("lists what the key could take, the client may order, and is not there", async () => {
    expect(await client.available(LINUX)).toEqual([
      "100_DOMAINS",
      "UNLIMITED_DOMAINS",
      "30_DOMAINS_TO_100_DOMAINS",
      PACK,
      "PLESK-100-SITES",
      "ADDITIONAL_LANGUAGE_PACK",
      "5_LANGUAGE_PACKS",
      "5_USERS",
      "1YR_PREMIUM_SUPPORT_PACK",
      "REINSTATE_SUS",
      "DISABLE_FEATURE_UPGRADES",
      "FOTOLIA_OFF",
      "NEWSFEED_OFF",
    ]);
  });
});
