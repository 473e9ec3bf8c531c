/** Whose plan it is: two resources may stand for plans of one key, and what one of them drops may be the other's. */
import { plansOf } from "../../harness/declarations";
import { withUpgradeLab, type Lab } from "../../harness/lab";

const key = "PLSK.10000001";
const power = "PLESK_POWER_PACK";
const path = "30_DOMAINS_TO_100_DOMAINS";
const plans = (name: string, upgradePlans: string[]) => ({
  ...plansOf(key, upgradePlans),
  onDelete: "downgrade",
  __resource: name,
});

const shown = ({ driver }: Lab, name: string): unknown =>
  (driver.state[name]?.outputs.upgrade as { appliedPlans?: unknown } | undefined)?.appliedPlans;

describe("a plan that goes from one resource to another", () => {
  it("stays on the key where the other one is there first", () =>
    withUpgradeLab({}, async (lab) => {
      expect(await lab.up({ one: plans("one", [path, power]) })).toBeUndefined();
      lab.charges();
      lab.changes();
      expect(await lab.up({ two: plans("two", [power]), one: plans("one", [path]) })).toBeUndefined();
      expect([lab.changes(), lab.charges()]).toEqual([[], []]);
      expect(lab.said).toContainEqual(expect.stringMatching(/plan PLESK_POWER_PACK of key .* so it stays/));
      expect(await lab.refresh()).toBeUndefined();
      expect([shown(lab, "one"), shown(lab, "two")]).toEqual([[path], [power]]);
    }));

  it("stays on the key while the one that is left behind is taken off", () =>
    withUpgradeLab({}, async (lab) => {
      expect(await lab.up({ one: plans("one", [path, power]) })).toBeUndefined();
      lab.charges();
      lab.changes();
      expect(await lab.up({ two: plans("two", [power]) })).toBeUndefined();
      expect([lab.changes(), lab.charges()]).toEqual([["downgrade"], []]);
      expect(await lab.refresh()).toBeUndefined();
      expect(shown(lab, "two")).toEqual([power]);
    }));
});

describe("an upgrade whose outcome is open", () => {
  const declared = { web: plans("web", [power]) };

  it("is not forgotten either where another resource has what was applied before", () =>
    withUpgradeLab({ config: { "plesk:partner10Timeout": "0.2" } }, async (lab) => {
      expect(await lab.up({ one: plans("one", [path]) })).toBeUndefined();
      lab.sandbox.faults.inject({ kind: "status", status: 504, endpoint: "upgradeKey" });
      expect(await lab.up({ one: plans("one", [path, power]) })).toContain("may still be worked on");
      expect(await lab.up({ two: plans("two", [path]) })).toContain("cannot be taken off");
      expect(Object.keys(lab.driver.state).sort()).toEqual(["one", "two"]);
    }));

  it("is not ordered by another resource as long as the first one is declared", () =>
    withUpgradeLab({ config: { "plesk:partner10Timeout": "0.2" } }, async (lab) => {
      lab.sandbox.faults.inject({ kind: "status", status: 504, endpoint: "upgradeKey" });
      expect(await lab.up({ one: plans("one", [path, power]) })).toContain("may still be worked on");
      lab.charges();
      expect(await lab.up({ one: plans("one", [path]), two: plans("two", [power]) })).toMatch(
        /may still|both stand for/,
      );
      expect(lab.charges()).toEqual([]);
    }));

  it.each([
    ["may still run", { kind: "status", status: 504, endpoint: "upgradeKey" } as const],
    ["arrives later", { kind: "slow", ms: 500, endpoint: "upgradeKey" } as const],
  ])("is not forgotten by a deletion: it %s", (_, fault) =>
    withUpgradeLab({ config: { "plesk:partner10Timeout": "0.2" } }, async (lab) => {
      lab.sandbox.faults.inject(fault);
      expect(await lab.up(declared)).toContain("may still be worked on");
      expect(await lab.destroy()).toMatch(/is not known.*so it cannot be taken off.*stays in the state/s);
      expect(Object.keys(lab.driver.state)).toEqual(["web"]);

      await new Promise((resolve) => setTimeout(resolve, 700));
      lab.clock.pass(900_000);
      expect(await lab.refresh()).toBeUndefined();
      expect(await lab.destroy()).toBeUndefined();
      expect(lab.driver.state).toEqual({});
      expect(lab.changes().filter((change) => change === "downgrade")).toHaveLength(lab.charges().length);
    }),
  );
});
