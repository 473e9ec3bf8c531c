import { tellFaults, type FaultStory } from "../../harness/disturbed";
import { admin, languagePack as pack } from "../../harness/declarations";
import { withKeyLab, type Declared, type Lab } from "../../harness/lab";
import { resources } from "../../harness/resources";

const web = { items: [admin], nickname: "web-01", __marker: "0123456789" };

const up = (declared: Declared) => (lab: Lab) => lab.up(declared);
const firstUp = (declared: Declared) => async (lab: Lab) => {
  expect(await lab.up(declared)).toBeUndefined();
};

const stories: Record<string, FaultStory> = {
  "buying a key": { run: up({ web }) },
  "buying a key on an address, and setting what a purchase cannot": {
    run: up({ web: { ...web, ipBinding: { address: "192.0.2.5" }, autoRenew: false, suspended: true } }),
  },
  "changing a key in two requests": {
    before: firstUp({ web }),
    run: up({ web: { ...web, items: [admin, pack], nickname: "web-02", suspended: true } }),
  },
  "healing what somebody changed": {
    before: async (lab) => {
      await firstUp({ web })(lab);
      lab.sandbox.partner30.change(lab.keyId("web"), { items: [admin, pack], nickname: "by hand" });
    },
    run: async (lab) => (await lab.refresh()) ?? lab.up({ web }),
  },
  "suspending on delete": {
    before: firstUp({ web: { ...web, onDelete: "suspend" } }),
    run: up({}),
  },
  "terminating on delete": {
    before: firstUp({ web: { ...web, onDelete: "terminate" } }),
    run: (lab) => lab.destroy(),
  },
  "adopting a key": {
    before: (lab) => {
      lab.sandbox.partner30.add({ keyId: 555, items: [admin.item], nickname: "web-01" });
      return Promise.resolve();
    },
    run: up({ web: { ...web, adopt: { keyId: "555" } } }),
  },
};

const settleWindowMs = 600_000;

const matrix = {
  unknownCode: 599,
  resource: resources.licenseKey,
  expectExplained: (message: string) => {
    expect(message).toMatch(/\b(createKey|readKey|listKeys|modifyKey|terminateKey)\b|The purchase sent at/);
    expect(message).toContain("Partner API 3.0");
    expect(message).toMatch(
      /(Run again: |run again|Check (that the URL|plesk:)|Lower requestsPerSecond|It is looked for on each run)/,
    );
  },
  pauseMs: settleWindowMs,
};

tellFaults(matrix, stories);

describe("a purchase without an answer whose key does not show", () => {
  const lost = { kind: "resetBefore" as const, endpoint: "createKey" };
  const posts = ({ sandbox }: Lab) => sandbox.ledger.requests({ endpoint: "createKey" }).length;

  it("is not sent again before the settle window is over, and exactly once after it", () =>
    withKeyLab({}, async (lab) => {
      lab.sandbox.faults.inject(lost);
      expect(await lab.up({ web })).toContain("It may or may not have been executed");
      expect(lab.driver.state.web).toMatchObject({ id: "pending:0123456789" });
      for (let run = 0; run < 5; run++) {
        lab.clock.pass(settleWindowMs / 6);
        expect(await lab.up({ web })).toContain("no key with its marker shows yet");
        expect(await lab.refresh()).toBeUndefined();
        expect(posts(lab)).toBe(1);
      }
      lab.clock.pass(settleWindowMs / 6);
      expect(await lab.up({ web })).toBeUndefined();
      expect(await lab.up({ web })).toBeUndefined();
      expect(posts(lab)).toBe(2);
      expect(lab.sandbox.partner30.keys()).toHaveLength(1);
      await lab.refresh();
      expect(lab.driver.state.web?.id).toBe(lab.keyId("web"));
    }));

  it("has a window of its own length by plesk:partner30SettleWindow", () =>
    withKeyLab({ config: { "plesk:partner30SettleWindow": "5" } }, async (lab) => {
      lab.sandbox.faults.inject(lost);
      await lab.up({ web });
      lab.clock.pass(5000);
      expect(await lab.up({ web })).toBeUndefined();
    }));

  /** The key is there, but neither the purchase's own search nor a later one shows it for a while. */
  async function late(lab: Lab, declared: Declared): Promise<void> {
    lab.sandbox.assumptions.partner30.consistency = "listLags";
    lab.sandbox.faults.inject({ kind: "answerLost", endpoint: "createKey" });
    expect(await lab.up(declared)).toContain("no answer came");
    expect(lab.driver.state.web?.id).toBe("pending:0123456789");
  }

  it("gets its real id by a refresh, as soon as it shows", () =>
    withKeyLab({}, async (lab) => {
      await late(lab, { web });
      await lab.refresh();
      expect(lab.driver.state.web?.id).toBe("20000001");
      expect(await lab.up({ web })).toBeUndefined();
      expect(posts(lab)).toBe(1);
    }));

  it("is taken over by an up that declares something else by now", () =>
    withKeyLab({}, async (lab) => {
      await late(lab, { web });
      const changed = { ...web, items: [admin, pack], nickname: "renamed" };
      expect(await lab.up({ web: changed })).toMatch(
        /was not in the preview: add FT-PLESK-1-LANGUAGE-PACK-1M/,
      );
      await lab.refresh();
      expect(await lab.up({ web: changed })).toBeUndefined();
      expect(posts(lab)).toBe(1);
      expect(lab.sandbox.partner30.keys()).toMatchObject([{ nickname: "renamed #0123456789" }]);
    }));

  it("is found days later too", () =>
    withKeyLab({ config: { "plesk:partner30SettleWindow": "never" } }, async (lab) => {
      await late(lab, { web });
      lab.clock.pass(3 * 24 * 3600 * 1000);
      expect(await lab.up({ web })).toBeUndefined();
      expect(posts(lab)).toBe(1);
    }));

  it("is terminated where deleting asks for that: nothing is left behind", () =>
    withKeyLab({}, async (lab) => {
      await late(lab, { web: { ...web, onDelete: "terminate" } });
      expect(await lab.destroy()).toBeUndefined();
      expect(lab.sandbox.partner30.keys()).toMatchObject([{ terminated: true }]);
      expect(lab.driver.state).toEqual({});
    }));

  it("is not forgotten by deleting as long as it may still show", () =>
    withKeyLab({}, async (lab) => {
      lab.sandbox.faults.inject(lost);
      await lab.up({ web: { ...web, onDelete: "terminate" } });
      expect(await lab.destroy()).toContain("no key with its marker shows yet");
      expect(Object.keys(lab.driver.state)).toEqual(["web"]);
      lab.clock.pass(settleWindowMs);
      expect(await lab.destroy()).toBeUndefined();
      expect(lab.driver.state).toEqual({});
    }));

  it("is never sent again by itself without a marker, and says how to go on", () =>
    withKeyLab({}, async (lab) => {
      const unmarked = { ...web, marker: false };
      lab.sandbox.faults.inject(lost);
      await lab.up({ web: unmarked });
      lab.clock.pass(10 * settleWindowMs);
      const message = await lab.up({ web: unmarked });
      expect(message).toContain("without a marker it cannot be found");
      expect(message).toContain("pulumi state delete");
      expect(posts(lab)).toBe(1);
    }));
});
