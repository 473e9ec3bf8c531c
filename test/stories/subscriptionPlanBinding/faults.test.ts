import { bindingOf } from "../../harness/declarations";
import { tellFaults, type FaultStory } from "../../harness/disturbed";
import { resources } from "../../harness/resources";

const starter = { name: "Starter", owner: "admin" };
const business = { name: "Business", owner: "admin" };
const addOnPlans = [{ name: "Backups" }, { name: "Extra disk", owner: "admin" }];

const stories: Record<string, FaultStory> = {
  "switching, and attaching two add-on plans": {
    run: (lab) => lab.up({ web: bindingOf("synced", business, { addOnPlans }) }),
  },
  "detaching an add-on plan": {
    run: (lab) => lab.up({ web: bindingOf("addons", business, { addOnPlans: addOnPlans.slice(0, 1) }) }),
  },
  "syncing a locked subscription": {
    run: (lab) => lab.up({ web: bindingOf("locked", business, { sync: "always" }) }),
  },
  "healing what somebody switched": {
    before: async (lab) => {
      await lab.up({ web: bindingOf("synced", starter) });
      lab.alpha.setPlan("synced.alpha.example", lab.alpha.plan("Premium").guid);
    },
    run: async (lab) => (await lab.refresh()) ?? lab.up({ web: bindingOf("synced", starter) }),
  },
  "taking the plan away on delete": {
    before: (lab) => lab.up({ web: bindingOf("synced", starter, { onDelete: "no-plan" }) }),
    run: (lab) => lab.destroy(),
  },
};

const matrix = {
  unknownCode: 99_999,
  resource: resources.subscriptionPlanBinding,
  expectExplained: (message: string) => {
    expect(message).toContain("Plesk server alpha");
    expect(message).toMatch(
      /webspace (get|(switch|sync|add|remove)-subscription)|service-plan get|could not be reached/,
    );
    expect(message).toMatch(/[Rr]un again|Check (that )?the |Lower requestsPerSecond/);
  },
};

tellFaults(matrix, stories);
