import { cutAndResumed, tellCuts, undisturbed, type CutStory } from "../../harness/cut";
import { addonOf, plansOf } from "../../harness/declarations";
import type { Driver } from "../../harness/driver";
import { resources } from "../../harness/resources";
import { inProcess } from "../../harness/speeds";

const key = "PLSK.10000001";
const power = "PLESK_POWER_PACK";
const languages = "ADDITIONAL_LANGUAGE_PACK";
const path = "30_DOMAINS_TO_100_DOMAINS";
const downgrades = (plans: string[]) => ({ web: { ...plansOf(key, plans), onDelete: "downgrade" } });

/** An order that was sent and never taken is waited for, and sent again on the user's word. */
async function orderedInTheEnd(driver: Driver): Promise<void> {
  try {
    await driver.up({ web: addonOf() });
  } catch (error) {
    if (!(error as Error).message.includes('confirm: "resend"')) throw error;
    await driver.up({ web: addonOf({ confirm: "resend" }) });
    await driver.up({ web: addonOf() });
  }
}

const stories: Record<string, CutStory> = {
  "applying plans": { run: (driver) => driver.up({ web: plansOf(key, [path, power, languages]) }) },
  "ordering an add-on": { run: orderedInTheEnd },
  "taking a plan off and applying another": {
    before: (driver) => driver.up(downgrades([power])),
    run: (driver) => driver.up(downgrades([languages])),
  },
  "taking all plans off": {
    before: (driver) => driver.up(downgrades([path, power])),
    run: (driver) => driver.destroy(),
  },
};

tellCuts({ resource: resources.pleskLicenseUpgrade, stories, daily: 1 });

/** The places where a read shows nothing by which the next run could know. */
describe("killed where nothing can be looked up afterwards", () => {
  const speed = inProcess(resources.pleskLicenseUpgrade.spec);

  it.each<[string, CutStory, number]>([
    [
      "a plan that the key does not name: the system itself says that it is there",
      { run: (driver) => driver.up({ web: plansOf("PLSK.10000006", ["5_USERS"]) }) },
      1,
    ],
    [
      'an add-on with verify: "none": the note of this machine holds that it was sent, so the user is asked',
      {
        run: async (driver) => {
          try {
            await driver.up({ web: addonOf({ verify: "none" }) });
          } catch (error) {
            if (!(error as Error).message.includes('confirm: "applied"')) throw error;
            await driver.up({ web: addonOf({ verify: "none", confirm: "applied" }) });
          }
        },
      },
      1,
    ],
  ])("%s", async (_, story, paid) => {
    const charges: Parameters<typeof undisturbed<number>>[2] = (sandbox) => sandbox.ledger.charges().length;
    const { requests } = await undisturbed(speed, story, charges);
    const request = requests.findIndex(({ operations }) => operations.length > 0) + 1;
    expect(await cutAndResumed(speed, story, "engine", { request, when: "after" }, charges)).toBe(paid);
  });
});
