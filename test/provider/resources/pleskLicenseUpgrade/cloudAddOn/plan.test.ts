import fc from "fast-check";

import type { Desired, State } from "../../../../../provider/resources/pleskLicenseUpgrade/cloudAddOn/model";
import { plan } from "../../../../../provider/resources/pleskLicenseUpgrade/cloudAddOn/plan";

const proof = { property: "powerpack", value: "true" };
const cloud: Desired = {
  system: "flexCloud",
  serverId: "s",
  addonTextkey: "pack",
  pleskServer: "alpha",
  verify: proof,
};

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
  }): State => ({
    system: "flexCloud",
    serverId: "s",
    pleskServer: "alpha",
    verify: proof,
    live: { powerpack: value },
    origin: "",
    notVisible: false,
    ...(outcome === undefined
      ? {}
      : { order: { addonTextkey, outcome, ...(outcome === "seen" ? { seenAs: proof } : {}) } }),
  });

  it("is never what shows, nor what is on its way, nor what may be", () => {
    fc.assert(
      fc.property(stateIn, (given) => {
        const steps = plan(stateOf(given), cloud);
        const orders = steps.filter(({ request }) => request.kind === "order");
        const isOpen = given.outcome === "accepted" || given.outcome === "unknown";
        if (given.value === "true") expect(steps).toEqual([]);
        else if (isOpen && given.addonTextkey === "pack")
          expect(steps).toMatchObject([{ request: { kind: "wait" }, sends: false }]);
        expect(orders.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
