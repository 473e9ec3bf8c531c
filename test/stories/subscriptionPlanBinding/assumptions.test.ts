import type { SomeAssumptions } from "plesk-sandbox";
import { alternativesOf, answersOf, setsOf, type Alternative } from "../../harness/alternatives";
import { bindingOf } from "../../harness/declarations";
import { daily } from "../../harness/full";
import { withBindingLab, type Lab } from "../../harness/lab";

/**
 * Short stories that touch everything that the contract leaves open. Each returns what happened in words
 * that do not depend on how a server spells its answers.
 */
const stories: Record<string, (lab: Lab) => Promise<unknown>> = {
  "plans come and go": async (lab) => [
    await settled(lab, {
      web: bindingOf("synced", business, { addOnPlans: [backups], onDelete: "no-plan" }),
    }),
    await settled(lab, { web: bindingOf("synced", starter, { addOnPlans: [disk], onDelete: "no-plan" }) }),
    await settled(lab, { web: bindingOf("synced", starter, { addOnPlans: [], onDelete: "no-plan" }) }),
    await settled(lab, { web: bindingOf("synced", "none", { onDelete: "no-plan" }) }),
    await settled(lab, { web: bindingOf("synced", starter, { onDelete: "no-plan" }) }),
    await lab.destroy(),
    await settled(lab, { web: bindingOf("custom", starter) }),
  ],
  "a plan is taken away together with its add-on plans": async (lab) =>
    settled(lab, { web: bindingOf("addons", "none") }),
  "subscriptions that lost touch": async (lab) => [
    await settled(lab, { web: bindingOf("unsynced", business, { sync: "unsynchronized" }) }),
    await settled(lab, { web: bindingOf("locked", business, { sync: "always" }) }),
    await settled(lab, { web: bindingOf("locked", starter) }),
    await settled(lab, { web: bindingOf("short", { name: "Premium" }, { onProblems: "fail" }) }),
  ],
  "what is not there": async (lab) => {
    const report: unknown[] = [];
    report.push(await settled(lab, { web: bindingOf("none", starter) }));
    report.push(await settled(lab, { web: bindingOf("synced", { guid: "no-such-plan" }) }));
    report.push(await settled(lab, { web: bindingOf("synced", starter) }));
    lab.alpha.remove("synced.alpha.example");
    report.push(await lab.refresh(), Object.keys(lab.driver.state));
    return report;
  },
  "a wrong password": async (lab) => {
    lab.alpha.changeAccount("admin", { password: "changed-behind-our-back" });
    const names = ["synced", "addons", "locked", "unsynced", "short", "custom"];
    await lab.up(Object.fromEntries(names.map((name) => [name, bindingOf(name, starter)])));
    return lab.sandbox.ledger.requests().length;
  },
  "lost answers": async (lab) => {
    const report: unknown[] = [];
    for (const [endpoint, plan, addOnPlans] of [
      ["switchSubscription", business, []],
      ["addSubscription", business, [backups]],
      ["removeSubscription", business, []],
    ] as const) {
      lab.sandbox.faults.inject({ kind: "answerLost", endpoint });
      report.push(await settled(lab, { web: bindingOf("synced", plan, { addOnPlans }) }));
    }
    return report;
  },
};

const starter = { name: "Starter", owner: "admin" };
const business = { name: "Business", owner: "admin" };
const disk = { name: "Extra disk", owner: "admin" };
const backups = { name: "Backups" };

/** Runs until nothing is left to do: how it failed, what is there, and what a second run would still change. */
async function settled(lab: Lab, declared: Parameters<Lab["up"]>[0]): Promise<unknown> {
  const failed = await lab.up(declared);
  lab.changes();
  const again = await lab.up(declared);
  const left = lab.changes();
  const name = (declared.web?.subscription as { name: string } | undefined)?.name ?? "";
  const found = lab.alpha.subscriptions.find((each) => each.name === name);
  const title = (guid: string | null) => lab.alpha.plans.find((plan) => plan.guid === guid)?.name ?? null;
  return {
    ...(failed === undefined ? {} : { failed: wordless(failed) }),
    ...(again === undefined ? {} : { again: wordless(again) }),
    left,
    plan: title(found?.plan ?? null),
    addOns: (found?.addOns ?? []).map(title).sort(),
    locked: found?.locked,
  };
}

/** A message without what the server said in its own words. */
function wordless(message: string): string {
  return message.replace(/ \([^)]* said [^)]*\)/, "");
}

interface Row {
  /** The stories that end in another way, and what is then in their report. */
  stories: Record<string, RegExp>;
}

const lostTouch = "subscriptions that lost touch";

/** What is different under an alternative; under every other one all stories end as under the defaults. */
const table: Record<string, Row> = {
  // Reported; declaring addOnPlans: [] first detaches them one by one.
  "noPlanWithAddOns 1023": {
    stories: { "a plan is taken away together with its add-on plans": /"failed":"Could not take plan/ },
  },
  // A sync that the server refuses is reported on each run, since somebody asked for it.
  "syncLocked 1023": { stories: { [lostTouch]: /"failed":"Could not sync with its plans: it is locked/ } },
  "syncUnsynchronized 1023": {
    stories: { [lostTouch]: /"failed":"Could not sync with its plans: it is out of sync/ },
  },
  // A sync that leaves the lock is told once and not tried again; only the panel can unlock then.
  "syncLocked keepsLock": {
    stories: { [lostTouch]: /"left":\[\],"plan":"Business","addOns":\[\],"locked":true/ },
  },
  "syncLocked nothing": {
    stories: { [lostTouch]: /"left":\[\],"plan":"Business","addOns":\[\],"locked":true/ },
  },
};

const alternatives = alternativesOf("pleskXml");
const rowOf = ({ assumption, alternative }: Alternative): Row | undefined =>
  table[`${assumption} ${alternative}`];

const told = (story: (lab: Lab) => Promise<unknown>, pleskXml: SomeAssumptions["pleskXml"] = {}) =>
  withBindingLab({ assumptions: { pleskXml } }, story);

describe("whatever the contract leaves open", () => {
  const expected = new Map<string, unknown>();
  beforeAll(async () => {
    for (const [name, story] of Object.entries(stories)) expected.set(name, await told(story));
  });

  // Those under which all stories end as usual are told daily in sets (see below), each by itself in the full run.
  const apart = alternatives.filter((each) => rowOf(each) !== undefined);
  it.each(daily(apart, { full: alternatives }))("$assumption $alternative", async (each) => {
    for (const [name, story] of Object.entries(stories)) {
      const report = await told(story, answersOf([each]));
      const other = rowOf(each)?.stories[name];
      if (other === undefined) expect({ name, report }).toEqual({ name, report: expected.get(name) });
      else {
        expect(report).not.toEqual(expected.get(name));
        expect(JSON.stringify(report)).toMatch(other);
      }
    }
  });

  const usual = alternatives.filter((each) => rowOf(each) === undefined);
  it.each(setsOf(usual, 10))("end as under the defaults, all at once: %s", async (_, set) => {
    for (const [name, story] of Object.entries(stories)) {
      const report = await told(story, answersOf(set));
      expect({ name, report }).toEqual({ name, report: expected.get(name) });
    }
  });
});
