import { z } from "zod";
import type { FlexCloudAssumptions } from "./assumptions";
import { Refusal, REFUSED } from "./refusal";

const upgradePlesk = z.strictObject({
  username: z.string().min(1),
  password: z.string().min(1),
  port_number: z.string().regex(/^\d+$/),
  addon_textkey: z.string().min(1),
});

/** What an upgrade is asked for with. */
export type UpgradePlesk = z.output<typeof upgradePlesk>;

/** Reads the body of an action: exactly one action, and all its parameters as texts (reference, section 4). */
export function parseAction(body: string, { unknownAction }: FlexCloudAssumptions): UpgradePlesk {
  const actions = z.record(z.string(), z.unknown()).safeParse(parsed(body));
  const [action, more] = Object.entries(actions.success ? actions.data : {});
  if (!action || more) throw REFUSED.actions();
  const [name, parameters] = action;
  if (name !== "upgradePlesk") throw unknownAction === "405" ? new Refusal(405) : REFUSED.parameter();
  const upgrade = upgradePlesk.safeParse(parameters);
  if (!upgrade.success) throw REFUSED.parameter();
  return upgrade.data;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
