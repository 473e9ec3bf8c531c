import { addonOf, plansOf } from "../../harness/declarations";
import { tellFaults, type FaultStory } from "../../harness/disturbed";
import type { Lab } from "../../harness/lab";
import { resources } from "../../harness/resources";

const key = "PLSK.10000001";
const power = "PLESK_POWER_PACK";
const languages = "ADDITIONAL_LANGUAGE_PACK";
const path = "30_DOMAINS_TO_100_DOMAINS";

const downgrades = (plans: string[]) => ({ web: { ...plansOf(key, plans), onDelete: "downgrade" } });

/** The user's answer once an order that never arrived was waited for: what else nobody can know. */
async function orderedInTheEnd(lab: Lab, impatient = false): Promise<string | undefined> {
  const soon = { timeouts: { upgrade: 60 } };
  const message = await lab.up({ web: addonOf({}, soon) });
  // Nobody looks at the panel before the server has ended what it is still working on; it works in real time.
  if (impatient && message !== undefined) await new Promise((resolve) => setTimeout(resolve, 500));
  const isMissing = lab.sandbox.plesk.server("alpha").facts.key.powerpack === undefined;
  if (message?.includes('confirm: "resend"') !== true || !isMissing) return message;
  const confirmed = await lab.up({ web: addonOf({ confirm: "resend" }, soon) });
  return confirmed ?? lab.up({ web: addonOf({}, soon) });
}

const stories: Record<string, FaultStory> = {
  "applying plans": { run: (lab) => lab.up({ web: plansOf(key, [path, power, languages]) }) },
  "adding a plan": {
    before: (lab) => lab.up({ web: plansOf(key, [power]) }),
    run: (lab) => lab.up({ web: plansOf(key, [power, languages]) }),
  },
  "taking a plan off and applying another": {
    before: (lab) => lab.up(downgrades([power])),
    run: (lab) => lab.up(downgrades([languages])),
  },
  "taking all plans off on delete": {
    before: (lab) => lab.up(downgrades([path, power])),
    run: (lab) => lab.destroy(),
  },
  "ordering an add-on": { run: orderedInTheEnd },
  "healing a plan that was taken off": {
    before: async (lab) => {
      await lab.up({ web: plansOf(key, [power]) });
      lab.sandbox.partner10.removeFeature(key, power);
    },
    run: async (lab) => (await lab.refresh()) ?? lab.up({ web: plansOf(key, [power]) }),
  },
};

const matrix = {
  unknownCode: 999,
  // An upgrade that was given up may run for as long as the settle window.
  pauseMs: 900_000,
  resource: resources.pleskLicenseUpgrade,
  expectExplained: (message: string) => {
    expect(message).toMatch(/Partner API 1\.0|FlexCloud|Plesk server alpha|Add-on .* for server/);
    expect(message).toMatch(/[Rr]un again|Check (that )?(the )?|Lower requestsPerSecond|confirm: "/);
  },
};

tellFaults(matrix, stories);
