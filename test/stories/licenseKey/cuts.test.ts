import { cutAndResumed, cutsAroundChanges, everyCut, undisturbed, type CutStory } from "../../harness/cut";
import { configOf, outcomeOf } from "../../harness/keyWorld";
import { inProcess, providerProcess } from "../../harness/speeds";
import { licenseKey } from "../../../provider/resources/licenseKey/operations";

const admin = { item: "PLESK-12-WEB-ADMIN-1M" };
const languagePack = { item: "FT-PLESK-1-LANGUAGE-PACK-1M" };
const limits = { "plesk:limits": JSON.stringify({ purchasesPerRun: 5, allowTerminate: true }) };
const marker = "0123456789";

const bought = { web: { items: [admin], nickname: "web-01", __marker: marker } };
const changed = {
  web: { items: [admin, languagePack], nickname: "web-02", suspended: true, __marker: marker },
};
const terminating = { web: { ...bought.web, onDelete: "terminate" } };

const stories: Record<string, CutStory> = {
  "buying a key": { run: (driver) => driver.up(bought) },
  "changing it in two requests": {
    before: (driver) => driver.up(bought),
    run: (driver) => driver.up(changed),
  },
  "terminating it": {
    before: (driver) => driver.up(terminating),
    run: (driver) => driver.destroy(),
  },
};

const all = Object.entries(stories);

/** Starting a process takes its time, so there only the requests that matter are cut, and daily two stories. */
const speeds = [
  { speed: inProcess({ spec: licenseKey, configOf }), cuts: everyCut, told: all },
  {
    speed: providerProcess({ spec: licenseKey, configOf }),
    cuts: cutsAroundChanges,
    told: process.env.PULUMI_PLESK_TEST === "full" ? all : all.slice(0, 2),
  },
];

describe.each(speeds)("killed in the middle, at the speed of $speed.name", ({ speed, cuts, told }) => {
  describe.each(speed.victims)("with the %s as the victim", (victim) => {
    it.each(told)("%s ends as if nothing had happened", async (_, story) => {
      const configured = { ...story, config: limits };
      const calm = await undisturbed(speed, configured, (sandbox, driver) =>
        outcomeOf(sandbox, driver.state),
      );
      for (const cut of cuts(calm.requests)) {
        const outcome = await cutAndResumed(speed, configured, victim, cut, (sandbox, driver) =>
          outcomeOf(sandbox, driver.state),
        );
        expect({ cut, outcome }).toEqual({ cut, outcome: calm.outcome });
      }
    });
  });
});
