import { subscriptionPlanBinding } from "../../../provider/resources/subscriptionPlanBinding/operations";
import { bindingOf, serversOf } from "../../harness/bindingLab";
import { bindingOutcome } from "../../harness/bindingWorld";
import { cutAndResumed, cutsAroundChanges, everyCut, undisturbed, type CutStory } from "../../harness/cut";
import { inProcess, providerProcess } from "../../harness/speeds";

const starter = { name: "Starter", owner: "admin" };
const business = { name: "Business", owner: "admin" };
const addOnPlans = [{ name: "Backups" }, { name: "Extra disk", owner: "admin" }];

const stories: Record<string, CutStory> = {
  "binding with two add-on plans": {
    run: (driver) => driver.up({ web: bindingOf("synced", business, { addOnPlans }) }),
  },
  "switching, detaching and syncing": {
    before: (driver) => driver.up({ web: bindingOf("addons", business) }),
    run: (driver) => driver.up({ web: bindingOf("addons", starter, { addOnPlans: [], sync: "always" }) }),
  },
  "taking the plan away": {
    before: (driver) => driver.up({ web: bindingOf("synced", starter, { onDelete: "no-plan" }) }),
    run: (driver) => driver.destroy(),
  },
};

const driven = {
  spec: subscriptionPlanBinding,
  configOf: (...[sandbox]: Parameters<typeof serversOf>) => serversOf(sandbox),
};
const all = Object.entries(stories);

/** Starting a process takes its time, so there only the requests that matter are cut, and daily one story. */
const speeds = [
  { speed: inProcess(driven), cuts: everyCut, told: all },
  {
    speed: providerProcess(driven),
    cuts: cutsAroundChanges,
    told: process.env.PULUMI_PLESK_TEST === "full" ? all : all.slice(0, 1),
  },
];

describe.each(speeds)("killed in the middle, at the speed of $speed.name", ({ speed, cuts, told }) => {
  describe.each(speed.victims)("with the %s as the victim", (victim) => {
    it.each(told)("%s ends as if nothing had happened", async (_, story) => {
      const outcomeOf: Parameters<typeof undisturbed>[2] = (sandbox, driver) =>
        bindingOutcome(sandbox, driver.state);
      const calm = await undisturbed(speed, story, outcomeOf);
      for (const cut of cuts(calm.requests)) {
        const outcome = await cutAndResumed(speed, story, victim, cut, outcomeOf);
        expect({ cut, outcome }).toEqual({ cut, outcome: calm.outcome });
      }
    });
  });
});
