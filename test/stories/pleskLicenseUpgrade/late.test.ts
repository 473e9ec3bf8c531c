import { cutAndResumed, type CutStory } from "../../harness/cut";
import { addonOf, plansOf } from "../../harness/declarations";
import { withUpgradeLab, type Lab } from "../../harness/lab";
import { resources } from "../../harness/resources";
import { inProcess } from "../../harness/speeds";

const key = "PLSK.10000001";
const power = "PLESK_POWER_PACK";
const chain = ["30_DOMAINS_TO_100_DOMAINS", "100_DOMAINS_TO_UNLIMITED_DOMAINS"];
const declared = { web: plansOf(key, [power]) };

/** Requests are given up after this time, and the system works for longer. */
const impatient = { config: { "plesk:partner10Timeout": "0.2" } };
const slow = { kind: "slow", ms: 500, endpoint: "upgradeKey" } as const;
const windowMs = 900_000;

const status = (lab: Lab): unknown =>
  (lab.driver.state.web?.outputs.upgrade as Record<string, unknown> | undefined)?.status;

/** The system has ended what it was working on. */
const isDone = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 700));

const orders = (lab: Lab): number =>
  lab.sandbox.ledger.requests().filter(({ endpoint }) => endpoint === "upgradeKey").length;

describe("an upgrade that takes longer than the deadline", () => {
  it("is not ordered again while it may still run, and is found once it shows", () =>
    withUpgradeLab(impatient, async (lab) => {
      lab.sandbox.faults.inject(slow);
      expect(await lab.up(declared)).toMatch(/may still be worked on.*plesk:partner10SettleWindow/s);
      expect(status(lab)).toBe("outcome-unknown");
      expect(await lab.refresh()).toBeUndefined();
      await isDone();
      expect(await lab.up(declared)).toBeUndefined();
      expect(status(lab)).toBe("settled");
      expect([orders(lab), lab.charges()]).toEqual([1, [power]]);
    }));

  it("is ordered again only after the window, if the key still does not show it", () =>
    withUpgradeLab(impatient, async (lab) => {
      lab.sandbox.faults.inject({ ...slow, kind: "status", status: 504 });
      expect(await lab.up(declared)).toContain("may still be worked on");
      expect(await lab.up(declared)).toContain("may still be worked on");
      expect(orders(lab)).toBe(1);
      lab.clock.pass(windowMs);
      expect(await lab.up(declared)).toBeUndefined();
      expect([orders(lab), lab.charges()]).toEqual([2, [power]]);
    }));

  it("is never ordered again by itself where the window is never", () =>
    withUpgradeLab(
      { config: { ...impatient.config, "plesk:partner10SettleWindow": "never" } },
      async (lab) => {
        lab.sandbox.faults.inject({ kind: "status", status: 504, endpoint: "upgradeKey" });
        expect(await lab.up(declared)).toContain("never sent again by itself");
        lab.clock.pass(windowMs * 100);
        expect(await lab.up(declared)).toContain("never sent again by itself");
        expect(orders(lab)).toBe(1);
      },
    ));

  it.each(["resend", "applied"] as const)("is settled at once by confirm: %s", (confirm) =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.faults.inject({ kind: "status", status: 504, endpoint: "upgradeKey" });
      expect(await lab.up(declared)).toContain(`confirm: "${confirm}"`);
      expect(await lab.up({ web: plansOf(key, [power], { confirm }) })).toBeUndefined();
      expect(orders(lab)).toBe(confirm === "resend" ? 2 : 1);
    }),
  );

  it("counts a connection that somebody in between cuts after a while as given up", () =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.faults.onRequest("before", ({ endpoint }) => {
        if (endpoint !== "upgradeKey") return undefined;
        lab.clock.pass(60_000);
        return "drop";
      });
      expect(await lab.up(declared)).toContain("may still be worked on");
      expect(orders(lab)).toBe(1);
    }));
});

describe("a chain of paths whose answer is lost", () => {
  it("is read from the whole chain: the key still shows its start, so it is sent once more", () =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.faults.inject({ kind: "resetBefore", endpoint: "upgradeKey" });
      expect(await lab.up({ web: plansOf(key, chain) })).toBeUndefined();
      expect(lab.charges()).toEqual(chain);
    }));

  it("is not sent again where it was applied", () =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.faults.inject({ kind: "answerLost", endpoint: "upgradeKey" });
      expect(await lab.up({ web: plansOf(key, chain) })).toBeUndefined();
      expect([orders(lab), lab.charges()]).toEqual([1, chain]);
    }));
});

describe("a run that is killed while it waits for an accepted order", () => {
  /** The server is free again and its Plesk key lags behind, so that no read shows the order. */
  const lagging: CutStory = {
    before: (_, sandbox) => {
      sandbox.faults.onRequest("after", ({ endpoint }) => {
        if (endpoint !== "upgradePlesk") return undefined;
        sandbox.flexCloud.finish("test_server_0013");
        const alpha = sandbox.plesk.server("alpha");
        const { powerpack: _, ...key } = alpha.facts.key;
        alpha.change({ key });
        let looks = 0;
        sandbox.faults.onRequest("before", ({ endpoint: later }) => {
          if (later === "getServer" && ++looks === 10) alpha.change({ key: { ...key, powerpack: "true" } });
          return undefined;
        });
        return undefined;
      });
      return Promise.resolve();
    },
    run: (driver) => driver.up({ web: addonOf() }),
  };

  it.each([
    ["at the order", 4],
    ["in the wait", 6],
  ])("is followed by one that goes on waiting, and orders nothing: killed %s", async (_, request) => {
    const speed = inProcess(resources.pleskLicenseUpgrade.spec);
    const orders = await cutAndResumed(speed, lagging, "engine", { request, when: "after" }, (sandbox) => [
      sandbox.ledger.requests().filter(({ endpoint }) => endpoint === "upgradePlesk").length,
      sandbox.ledger.charges().length,
    ]);
    expect(orders).toEqual([1, 1]);
  });

  it.each([
    [
      "was made long ago",
      (lab: Lab) => {
        lab.clock.pass(3 * 24 * 3600_000);
      },
    ],
    [
      "is not whole",
      (lab: Lab) => {
        for (const name of lab.notes.keys()) lab.notes.set(name, '{"order": {');
      },
    ],
    [
      "is empty",
      (lab: Lab) => {
        for (const name of lab.notes.keys()) lab.notes.set(name, "");
      },
    ],
  ])("is followed by one that orders nothing without being asked, also where the note %s", (_, spoil) =>
    withUpgradeLab({}, async (lab) => {
      const unverified = { web: addonOf({ verify: "none" }) };
      expect(await lab.killedAfter("upgradePlesk", unverified)).toBe(true);
      spoil(lab);
      expect(await lab.up(unverified)).toContain('declare confirm: "applied"');
      expect(lab.charges()).toHaveLength(1);
      expect(await lab.up({ web: addonOf({ verify: "none", confirm: "resend" }) })).toBeUndefined();
      expect(lab.charges()).toHaveLength(1);
    }),
  );
});

describe("an order that is sent once more, and whose run is killed", () => {
  const unverified = { web: addonOf({ verify: "none" }) };
  const resent = { web: addonOf({ verify: "none", confirm: "resend" }) };
  const sentOrders = (lab: Lab): number =>
    lab.sandbox.ledger.requests().filter(({ endpoint }) => endpoint === "upgradePlesk").length;

  it("is not sent a third time: one word of the user's is one order", () =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.faults.inject({ kind: "status", status: 502, endpoint: "upgradePlesk" });
      expect(await lab.up(unverified)).toContain('declare confirm: "applied"');
      lab.clock.pass(60_000);
      expect(await lab.killedAfter("upgradePlesk", resent)).toBe(true);
      const sent = sentOrders(lab);
      expect(await lab.up(resent)).toContain("is not known");
      expect(await lab.up(resent)).toContain("is not known");
      expect([sentOrders(lab), lab.charges().length]).toEqual([sent, 1]);
      expect(await lab.up({ web: addonOf({ verify: "none", confirm: "applied" }) })).toBeUndefined();
      expect(sentOrders(lab)).toBe(sent);
    }));

  it("is waited for where the add-on had gone from the key", () =>
    withUpgradeLab({}, async (lab) => {
      expect(await lab.up({ web: addonOf() })).toBeUndefined();
      const { powerpack: _, ...key } = lab.alpha.facts.key;
      lab.alpha.change({ key });
      expect(await lab.refresh()).toBeUndefined();
      lab.clock.pass(60_000);
      expect(await lab.killedAfter("upgradePlesk", { web: addonOf() })).toBe(true);
      lab.sandbox.flexCloud.finish("test_server_0013");
      lab.alpha.change({ key });
      const sent = sentOrders(lab);
      expect(await lab.up({ web: addonOf({}, { timeouts: { upgrade: 30 } }) })).toContain(
        "not ordered again",
      );
      expect(sentOrders(lab)).toBe(sent);
    }));

  it("is asked about once where its note is damaged", () =>
    withUpgradeLab({}, async (lab) => {
      const waiting = (upgrade: number, more = {}) => ({
        web: addonOf({ verify: "none", ...more }, { timeouts: { upgrade } }),
      });
      expect(await lab.up(waiting(60))).toBeUndefined();
      const { origin } = lab.driver.state.web?.outputs.__plesk as { origin: string };
      lab.notes.set(`${origin} test_server_0013 plesk.9.linux.powerpack`, "{");
      expect(await lab.up(waiting(70))).toContain('declare confirm: "applied"');
      expect(await lab.up(waiting(70, { confirm: "applied" }))).toBeUndefined();
      expect(await lab.up(waiting(80))).toBeUndefined();
      expect([sentOrders(lab), lab.charges().length]).toEqual([1, 1]);
    }));
});
