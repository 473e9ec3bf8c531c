import fc from "fast-check";

import { describe as sentenceOf } from "../../../../provider/converge/resource";
import type {
  CloudState,
  CloudUpgrade,
  KeyState,
  KeyUpgrade,
} from "../../../../provider/resources/pleskLicenseUpgrade/model";
import { planCloud } from "../../../../provider/resources/pleskLicenseUpgrade/cloudAddOn/plan";
import {
  outcomeOf,
  planKey,
  withSeen,
} from "../../../../provider/resources/pleskLicenseUpgrade/keyPlans/plan";
import { replaces } from "../../../../provider/resources/pleskLicenseUpgrade/plan";

const names = ["A", "B", "C", "A_TO_B", "B_TO_C", "C_TO_D", "B_TO_A", "D"];
const plansIn = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 });
const identifiersIn = fc.uniqueArray(fc.constantFrom("A", "B", "C", "D"));

function keyWith(identifiers: string[], hasUnnamed = false, applied: KeyState["applied"] = {}): KeyState {
  const key = { keyNumber: "PLSK.10000001.0001", identifiers, hasUnnamed, terminated: false, problem: false };
  return { system: "partner10", key, applied };
}

const declared = (upgradePlans: string[]): KeyUpgrade => ({ keyNumber: "PLSK.10000001", upgradePlans });
const sent = (state: KeyState, desired: KeyUpgrade): string[] =>
  planKey(state, desired, undefined).flatMap(({ request }) =>
    request.kind === "upgrade" ? request.plans : [],
  );

describe("what is sent for plans", () => {
  it("is what is declared and missing, in the order of the declaration, in at most one request", () => {
    fc.assert(
      fc.property(identifiersIn, plansIn, (identifiers, plans) => {
        const steps = planKey(keyWith(identifiers), declared(plans), undefined);
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
        const state = withSeen(keyWith(identifiers, hasUnnamed, applied), declared(plans));
        expect(sent(state, declared(plans))).toEqual([]);
      }),
    );
  });

  it("says itself, with what it costs", () => {
    const [step] = planKey(keyWith(["A"]), { ...declared(["A_TO_B"]), licenseType: "billing" }, undefined);
    expect(step && sentenceOf(step)).toBe("apply A_TO_B (billing) [buys]");
  });

  it("depends on nothing but the key and the declaration", () => {
    fc.assert(
      fc.property(identifiersIn, plansIn, (identifiers, plans) => {
        expect(planKey(keyWith(identifiers), declared(plans), undefined)).toEqual(
          planKey(keyWith(identifiers), declared(plans), undefined),
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
    expect(outcomeOf(plan, keyWith([...identifiers], hasUnnamed).key, expected)).toBe(outcome);
  });
});

const proof = { property: "powerpack", value: "true" };
const cloud: CloudUpgrade = { serverId: "s", addonTextkey: "pack", pleskServer: "alpha", verify: proof };

describe("what is ordered for a server", () => {
  const outcomes = [undefined, "accepted", "unknown", "seen", "confirmed"] as const;
  const stateIn = fc.record({
    outcome: fc.constantFrom(...outcomes),
    addonTextkey: fc.constantFrom("pack", "other"),
    value: fc.constantFrom(null, "true", "false"),
  });
  const stateOf = ({
    outcome,
    addonTextkey,
    value,
  }: {
    outcome: (typeof outcomes)[number];
    addonTextkey: string;
    value: string | null;
  }): CloudState => ({
    system: "flexCloud",
    serverId: "s",
    pleskServer: "alpha",
    verify: proof,
    live: { powerpack: value },
    ...(outcome === undefined
      ? {}
      : { order: { addonTextkey, outcome, ...(outcome === "seen" ? { seenAs: proof } : {}) } }),
  });

  it("is never what shows, nor what is on its way, nor what may be", () => {
    fc.assert(
      fc.property(stateIn, (given) => {
        const steps = planCloud(stateOf(given), cloud);
        const orders = steps.filter(({ request }) => request.kind === "order");
        const isOpen = given.outcome === "accepted" || given.outcome === "unknown";
        if (given.value === "true") expect(steps).toEqual([]);
        else if (isOpen && given.addonTextkey === "pack")
          expect(steps.map(({ request }) => request.kind)).toEqual(["wait"]);
        expect(orders.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("what replaces the resource", () => {
  const state = { upgrade: keyWith([]), origin: "", notVisible: false };
  const server = {
    upgrade: {
      system: "flexCloud" as const,
      serverId: "s",
      accountId: "a",
      pleskServer: "alpha",
      verify: proof,
      live: {},
    },
    origin: "",
    notVisible: false,
  };
  it.each([
    ["another revision", state, { partner10: declared([]), unknown: [] }, []],
    [
      "another key",
      state,
      { partner10: { ...declared([]), keyNumber: "PLSK.10000002" }, unknown: [] },
      ["partner10"],
    ],
    ["the other system", state, { flexCloud: cloud, unknown: [] }, ["partner10", "flexCloud"]],
    [
      "another server",
      server,
      { flexCloud: { ...cloud, serverId: "t", accountId: "a" }, unknown: [] },
      ["flexCloud"],
    ],
    ["another account", server, { flexCloud: { ...cloud, accountId: "b" }, unknown: [] }, ["flexCloud"]],
    ["an account that is named no more", server, { flexCloud: cloud, unknown: [] }, []],
    ["what is not known yet", server, { unknown: ["flexCloud"] }, []],
  ])("%s", (_, before, desired, names_) => {
    expect(replaces(before, desired)).toEqual(names_);
  });
});
