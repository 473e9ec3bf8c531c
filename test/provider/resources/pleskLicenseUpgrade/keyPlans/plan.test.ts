import fc from "fast-check";

import { describe as sentenceOf } from "../../../../../provider/converge/resource";
import type { Desired, State } from "../../../../../provider/resources/pleskLicenseUpgrade/keyPlans/model";
import {
  outcomeOf,
  plan,
  withSeen,
} from "../../../../../provider/resources/pleskLicenseUpgrade/keyPlans/plan";

const names = ["A", "B", "C", "A_TO_B", "B_TO_C", "C_TO_D", "B_TO_A", "D"];
const plansIn = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 });
const identifiersIn = fc.uniqueArray(fc.constantFrom("A", "B", "C", "D"));

function keyWith(identifiers: string[], hasUnnamed = false, applied: State["applied"] = {}): State {
  const key = { keyNumber: "PLSK.10000001.0001", identifiers, hasUnnamed, terminated: false, problem: false };
  return { system: "partner10", key, applied, origin: "", notVisible: false };
}

const declared = (upgradePlans: string[]): Desired => ({
  system: "partner10",
  keyNumber: "PLSK.10000001",
  upgradePlans,
});
const sent = (state: State, desired: Desired): string[] =>
  plan(state, desired).flatMap(({ request }) => (request.kind === "upgrade" ? request.plans : []));

describe("what is sent for plans", () => {
  it("is what is declared and missing, in the order of the declaration, in at most one request", () => {
    fc.assert(
      fc.property(identifiersIn, plansIn, (identifiers, plans) => {
        const steps = plan(keyWith(identifiers), declared(plans));
        const missing = sent(keyWith(identifiers), declared(plans));
        expect(steps.length).toBeLessThanOrEqual(1);
        expect(missing).toEqual(plans.filter((plan) => missing.includes(plan)));
        // No plan whose own name shows, or whose goal does, is ever sent.
        for (const plan of missing) expect(identifiers).not.toContain(plan.split("_TO_").at(-1));
      }),
    );
  });

  it("is nothing once the key shows what was sent", () => {
    fc.assert(
      fc.property(identifiersIn, plansIn, (identifiers, plans) => {
        const goals = sent(keyWith(identifiers), declared(plans)).map(
          (plan) => plan.split("_TO_").at(-1) ?? "",
        );
        const after = keyWith([...new Set([...identifiers, ...goals])]);
        expect(sent(after, declared(plans))).toEqual([]);
      }),
    );
  });

  it("is never what an answer said is there, whatever the key shows", () => {
    fc.assert(
      fc.property(identifiersIn, plansIn, fc.boolean(), (identifiers, plans, hasUnnamed) => {
        const applied = Object.fromEntries(plans.map((plan) => [plan, null]));
        const state = withSeen(keyWith(identifiers, hasUnnamed, applied), declared(plans), true);
        expect(sent(state, declared(plans))).toEqual([]);
      }),
    );
  });

  it("says itself, with what it costs", () => {
    const [step] = plan(keyWith(["A"]), { ...declared(["A_TO_B"]), licenseType: "billing" });
    expect(step && sentenceOf(step)).toBe("apply A_TO_B (billing) [buys]");
  });

  it("depends on nothing but the key and the declaration", () => {
    fc.assert(
      fc.property(identifiersIn, plansIn, (identifiers, plans) => {
        expect(plan(keyWith(identifiers), declared(plans))).toEqual(
          plan(keyWith(identifiers), declared(plans)),
        );
      }),
    );
  });
});

describe("an answer that was lost", () => {
  it.each([
    ["shows", "A", ["A"], false, undefined, "applied"],
    ["does not show", "A", ["B"], false, undefined, "not-applied"],
    ["does not show where some have no name", "A", ["B"], true, undefined, "unclear"],
    ["does not show under its expected name, whatever has none", "A", ["B"], true, { A: "C" }, "not-applied"],
    ["is a path whose begin is still there", "A_TO_B", ["A"], false, undefined, "not-applied"],
    ["is a path of which neither end shows", "A_TO_B", ["C"], false, undefined, "unclear"],
    ["renews the update service, which never shows", "REINSTATE_SUS", ["C"], false, undefined, "unclear"],
  ] as const)("of a plan that %s", (_, plan, identifiers, hasUnnamed, expected, outcome) => {
    expect(outcomeOf(plan, [plan], keyWith([...identifiers], hasUnnamed).key, expected)).toBe(outcome);
  });

  it.each([
    ["still shows its start", ["A"], ["not-applied", "not-applied", "not-applied"]],
    ["shows its end", ["D"], ["applied", "applied", "applied"]],
    ["shows how far it came", ["C"], ["applied", "applied", "not-applied"]],
    ["shows nothing of it", ["E"], ["unclear", "unclear", "unclear"]],
  ])("of a chain of paths is read from the whole chain: the key %s", (_, identifiers, outcomes) => {
    const chain = ["A_TO_B", "B_TO_C", "C_TO_D"];
    expect(chain.map((plan) => outcomeOf(plan, chain, keyWith(identifiers).key, undefined))).toEqual(
      outcomes,
    );
  });

  it("of a path begins with a feature of the same order that was not applied either", () => {
    expect(outcomeOf("A_TO_B", ["A", "A_TO_B"], keyWith(["C"]).key, undefined)).toBe("not-applied");
  });
});
