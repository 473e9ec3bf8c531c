import { subscriptionPlanBinding } from "../../../provider/resources/subscriptionPlanBinding/spec";
import { bindingOf, serversOf } from "../../harness/bindingLab";
import { bindingOutcome } from "../../harness/bindingWorld";
import type { CutStory } from "../../harness/cut";
import { tellCuts } from "../../harness/cutMatrix";

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

tellCuts({
  driven: { spec: subscriptionPlanBinding, configOf: (sandbox) => serversOf(sandbox) },
  stories,
  outcomeOf: bindingOutcome,
  daily: 1,
});
