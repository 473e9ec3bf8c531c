import type { Sandbox } from "../../src";
import { withSandbox } from "../withSandbox";
import {
  addAddOn,
  byExternalId,
  byGuid,
  byId,
  NO_PLAN,
  PleskClient,
  removeAddOn,
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
const done = () => sandbox.ledger.requests().at(-1)?.operations;
const guidOfPlan = (name: string, owner?: string) => alpha().plan(name, owner).guid;

describe("switching", () => {
  test("switches by GUID to the plan and its settings", async () => {
    const result = await client.result(switchTo(byId(1), byGuid(guidOfPlan("Business"))));
    expect(result).toMatchObject({ status: "ok", "filter-id": "1", id: "1" });
    expect(alpha().subscription(1)).toMatchObject({
      plan: guidOfPlan("Business"),
      synchronized: true,
      settings: { "Hard disk quota": "20 GB", Traffic: "Unlimited", "SSL support": "switched on" },
    });
    expect(done()).toEqual(["switchPlan"]);
  });

  test("switches by external id to the plan of the subscription's provider", async () => {
    await client.result(switchTo(byId(7), byExternalId("north-business")));
    expect(alpha().subscription(7).plan).toBe(guidOfPlan("Business", "north"));
  });

  test("switches to no plan, drops the add-on plans and leaves the settings", async () => {
    const { settings } = alpha().subscription(2);
    expect((await client.result(switchTo(byId(2), NO_PLAN))).status).toBe("ok");
    expect(alpha().subscription(2)).toMatchObject({ plan: null, addOns: [], settings });
    expect(done()).toEqual(["clearPlan", "dropAddOn", "dropAddOn"]);
  });

  test("gives a custom subscription a plan", async () => {
    await client.result(switchTo(byId(6), byExternalId("starter")));
    expect(alpha().subscription(6).plan).toBe(guidOfPlan("Starter"));
  });

  test("tells what a plan asks for and the server cannot provide", async () => {
    const { problems = "" } = await client.result(switchTo(byId(1), byExternalId("premium")));
    const [headings, ...rows] = problems.split("\n").map((line) => line.trim().split(/ {2,}/));
    expect(headings).toEqual(["Description", "Current", "Requested", "Allowed"]);
    expect(rows).toEqual([
      ["Hard disk quota (synced.alpha.example)", "1 GB", "50 GB", "50 GB"],
      ["Dedicated PHP handlers (synced.alpha.example) switched off", "switched on", "switched off"],
    ]);
    expect(alpha().subscription(1).synchronized).toBe(false);
  });

  test.each([
    ["an unknown plan", 1, () => byGuid("00000000-0000-0000-0000-000000000000")],
    ["an add-on plan", 1, () => byExternalId("extra-disk")],
    ["a plan of another owner", 1, () => byGuid(guidOfPlan("Starter", "north"))],
    ["the administrator's plan on a reseller's subscription", 7, () => byExternalId("starter")],
    ["an empty GUID", 1, () => "<plan-guid/>"],
    ["an empty external id", 1, () => "<plan-external-id/>"],
  ])("refuses to switch to %s", async (_, id, plan) => {
    const before = alpha().subscription(id);
    expect((await client.result(switchTo(byId(id), plan()))).errcode).toBe("1013");
    expect(alpha().subscription(id)).toEqual(before);
    expect(done()).toEqual([]);
  });

  test("switches a reseller's own subscriptions only", async () => {
    const north = new PleskClient(alpha(), "north");
    const results = await north.results(switchTo(byId(7, 1), byExternalId("north-business")));
    expect(results.map(({ status }) => status)).toEqual(["ok", "error"]);
    expect(sandbox.ledger.requests().at(-1)?.subjects).toContain(alpha().subscription(7).guid);
  });
});

describe("syncing", () => {
  test("brings a subscription back into step", async () => {
    const { problems } = await client.result(sync(byId(4)));
    expect(problems).toMatch(
      /^SSL support \(unsynced\.alpha\.example\) +switched off +switched on +switched on$/m,
    );
    expect(alpha().subscription(4)).toMatchObject({
      synchronized: true,
      settings: { "SSL support": "switched on" },
    });
  });

  test("rolls back what was customised when a locked subscription is synced", async () => {
    await client.result(sync(byId(3)));
    expect(alpha().subscription(3)).toMatchObject({
      locked: false,
      settings: { "Hard disk quota": "20 GB" },
    });
    expect(done()).toEqual(["sync", "unlock"]);
  });

  test("leaves a subscription out of step while the server cannot provide, and syncs it once it can", async () => {
    expect((await client.result(sync(byId(5)))).problems).toContain("Dedicated PHP handlers");
    expect(alpha().subscription(5).synchronized).toBe(false);
    alpha().change({ provides: {} });
    await client.result(sync(byId(5)));
    expect(alpha().subscription(5).synchronized).toBe(true);
  });

  test("does nothing when a subscription in step is synced", async () => {
    expect(await client.result(sync(byId(1)))).toEqual({ status: "ok", "filter-id": "1", id: "1" });
    expect(done()).toEqual([]);
  });

  test("refuses to sync a subscription whose plan is gone", async () => {
    sandbox.assumptions.pleskXml.planDeleted = "dangling";
    alpha().removePlan(guidOfPlan("Starter"));
    expect((await client.result(sync(byId(1)))).errcode).toBe("1013");
  });
});

describe("add-on plans", () => {
  test("attaches and detaches add-on plans", async () => {
    await client.result(addAddOn(byId(1), byExternalId("extra-disk")));
    expect(alpha().subscription(1)).toMatchObject({ settings: { "Hard disk quota": "100 GB" } });
    await client.result(removeAddOn(byId(1), byExternalId("extra-disk")));
    expect(alpha().subscription(1)).toMatchObject({ addOns: [], settings: { "Hard disk quota": "1 GB" } });
    expect(sandbox.ledger.changes().map(({ operations }) => operations)).toEqual([
      ["addAddOn"],
      ["removeAddOn"],
    ]);
  });

  test("takes no add-on plan as base plan", async () => {
    expect((await client.result(addAddOn(byId(1), byExternalId("business")))).errcode).toBe("1013");
    expect((await client.result(removeAddOn(byId(1), byExternalId("starter")))).errcode).toBe("1013");
  });
});

describe("an empty filter in a changing operation", () => {
  test("changes every subscription of the server for an empty filter, as the vendor's would", async () => {
    await client.result(switchTo("", NO_PLAN));
    expect(alpha().subscriptions.map(({ plan }) => plan)).toEqual(Array(9).fill(null));
    expect(sandbox.ledger.requests().at(-1)?.subjects).toHaveLength(9);
    expect(sandbox.plesk.server("beta").subscription(1).plan).not.toBeNull();
  });

  test("changes only what the login may see", async () => {
    await new PleskClient(alpha(), "north").result(switchTo("", NO_PLAN));
    expect(
      alpha()
        .subscriptions.filter(({ plan }) => plan === null)
        .map(({ id }) => id),
    ).toEqual([6, 7]);
  });
});
