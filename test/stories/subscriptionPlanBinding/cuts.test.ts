import { tellCuts, type CutStory } from "../../harness/cut";
import { bindingOf } from "../../harness/declarations";
import { resources } from "../../harness/resources";

const starter = { name: "Starter", owner: "admin" };
const business = { name: "Business", owner: "admin" };
const addOnPlans = [{ name: "Backups" }, { name: "Extra disk", owner: "admin" }];

const stories: Record<string, CutStory> = {
  "taking the plan away": {
    before: (driver) => driver.up({ web: bindingOf("synced", starter, { onDelete: "no-plan" }) }),
    run: (driver) => driver.destroy(),
  },
  "binding with two add-on plans": {
    run: (driver) => driver.up({ web: bindingOf("synced", business, { addOnPlans }) }),
  },
  "switching, detaching and syncing": {
    before: (driver) => driver.up({ web: bindingOf("addons", business) }),
    run: (driver) => driver.up({ web: bindingOf("addons", starter, { addOnPlans: [], sync: "always" }) }),
  },
};

tellCuts({ resource: resources.subscriptionPlanBinding, stories, daily: 1 });
