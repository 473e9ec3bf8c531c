import { ASSUMPTIONS, type FaultKind } from "plesk-sandbox";
import { addonOf, admin, languagePack, plansOf } from "../harness/declarations";
import { daily } from "../harness/full";
import { withKeyLab, withUpgradeLab, type Lab } from "../harness/lab";

/**
 * Random walks: runs, kills, refreshes, deletions and pauses, with faults at random requests of a system that answers
 * open questions at random. Whatever happens, nothing is paid twice. The seed is in the name of the test.
 */
const seeds = Array.from({ length: daily(12, { full: 1000 }) }, (_, at) => at + 1);

type Pick = <T>(from: readonly T[]) => T;

interface Walker {
  pick: Pick;
  /** True in so many of a hundred cases. */
  happens: (percent: number) => boolean;
}

/** Lehmer's generator: the same walk for the same seed. */
function walkerOf(seed: number): Walker {
  let state = seed;
  const next = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  for (let warmUp = 0; warmUp < 5; warmUp++) next(1);
  return {
    pick: (from) => from[next(from.length)] as (typeof from)[number],
    happens: (percent) => next(100) < percent,
  };
}

/** Answers to some of a system's open questions. What shows late, or only to some, has limits of its own. */
function someAnswers({ pick, happens }: Walker, system: keyof typeof ASSUMPTIONS): Record<string, string> {
  const late = /^(consistency|newKey|changeShown|resellerList|ownerOnModify|badCredentials|listLimit)/;
  const questions = Object.entries<{ alternatives: object }>(ASSUMPTIONS[system]);
  return Object.fromEntries(
    questions
      .filter(([name]) => !late.test(name) && happens(15))
      .map(([name, { alternatives }]) => [name, pick(Object.keys(alternatives))]),
  );
}

function someFault({ pick }: Walker): FaultKind {
  const status = pick([204, 302, 400, 403, 404, 408, 409, 499, 500, 502, 503, 504]);
  return pick<FaultKind>([
    { kind: "answerLost" },
    { kind: "resetBefore" },
    { kind: "truncated" },
    { kind: "wrongContentType" },
    { kind: "status", status },
    { kind: "status", status, when: "after" },
  ]);
}

/** One fault at most for each step, at one endpoint. */
function disturb({ sandbox: { faults } }: Lab, walker: Walker, endpoints: readonly string[]): void {
  faults.clear();
  if (walker.happens(45)) return;
  const { pick } = walker;
  faults.inject({
    ...someFault(walker),
    endpoint: pick(endpoints),
    nth: pick([1, 2]),
    times: pick([1, 2, 99]),
  });
}

const minute = 60_000;

it.each(seeds)("a key is never bought beside one that lives, on walk %i", (seed) => {
  const walker = walkerOf(seed);
  const { pick, happens } = walker;
  const endpoints = ["createKey", "modifyKey", "readKey", "listKeys", "terminateKey"];
  const policies = { onDelete: pick(["suspend", "terminate"]), onGone: pick(["error", "forget", "replace"]) };
  return withKeyLab({ assumptions: { partner30: someAnswers(walker, "partner30") } }, async (lab) => {
    let [isDeclared, nickname, items] = [true, "web-01", [admin]];
    for (let step = 0; step < 12; step++) {
      disturb(lab, walker, endpoints);
      // A key that was bought by a killed run is found by the nickname that it was bought with.
      if (happens(15) && /^\d/.test(lab.driver.state.web?.id ?? "")) nickname = pick(["web-01", "web-02"]);
      if (happens(15)) items = pick([[admin], [admin, languagePack]]);
      if (happens(15)) isDeclared = !isDeclared;
      const web = { items, nickname, ...policies, __marker: "0123456789", __resource: "web" };
      const declared = isDeclared ? { web } : {};
      await pick<() => unknown>([
        () => lab.up(declared),
        () => lab.up(declared),
        () => lab.refresh(),
        () => lab.destroy(),
        () => lab.killedAfter(pick(endpoints), declared),
        () => {
          lab.clock.pass(pick([minute, 15 * minute, 90 * minute]));
        },
      ])();
      const living = lab.sandbox.partner30.keys().filter((key) => !key.terminated && !key.suspended);
      expect(living.length).toBeLessThan(2);
    }
  });
});

it.each(seeds)("no plan and no add-on is paid twice, on walk %i", (seed) => {
  const walker = walkerOf(seed);
  const { pick, happens } = walker;
  const isCloud = happens(50);
  const endpoints = isCloud ? ["upgradePlesk", "getServer", "readServer"] : ["upgradeKey", "getKeyInfo"];
  const assumptions = {
    partner10: someAnswers(walker, "partner10"),
    flexCloud: someAnswers(walker, "flexCloud"),
  };
  const all = ["PLESK_POWER_PACK", "30_DOMAINS_TO_100_DOMAINS", "100_DOMAINS_TO_UNLIMITED_DOMAINS"];
  const proof = happens(50) ? {} : { verify: "none" };
  return withUpgradeLab({ assumptions }, async (lab) => {
    let count = 1;
    for (let step = 0; step < 10; step++) {
      disturb(lab, walker, endpoints);
      if (happens(20)) count += 1;
      const plans = plansOf("PLSK.10000001", all.slice(0, count));
      const declared = { web: isCloud ? addonOf(proof, { timeouts: { upgrade: 60 } }) : plans };
      await pick<() => unknown>([
        () => lab.up(declared),
        () => lab.up(declared),
        () => lab.refresh(),
        () => lab.killedAfter(pick(endpoints), declared),
        () => {
          lab.clock.pass(pick([minute, 20 * minute]));
        },
      ])();
      const paid = lab.sandbox.ledger.charges().map(({ item }) => item);
      expect(paid).toEqual([...new Set(paid)]);
    }
  });
});
