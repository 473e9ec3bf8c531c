import { describe, type Step } from "../../provider/resource";
import { licenseKey } from "../../provider/resources/licenseKey/operations";
import { pleskLicenseUpgrade } from "../../provider/resources/pleskLicenseUpgrade/operations";
import { subscriptionPlanBinding } from "../../provider/resources/subscriptionPlanBinding/operations";
import type { Recorded } from "./events";
import { shown, type Properties } from "./values";

const deletions: Record<string, (outputs: Properties) => Step[]> = {
  LicenseKey: (outputs) => licenseKey.planDelete(licenseKey.decodeState(outputs)),
  PleskLicenseUpgrade: (outputs) => pleskLicenseUpgrade.planDelete(pleskLicenseUpgrade.decodeState(outputs)),
  SubscriptionPlanBinding: (outputs) =>
    subscriptionPlanBinding.planDelete(subscriptionPlanBinding.decodeState(outputs)),
};

/** What deleting a resource sends: no hook can tell it, since states with delete hooks cannot be destroyed. */
export function deletionOf(type: string, { outputs }: Recorded): string[] {
  const steps = deletions[type];
  // Secrets are marks in events; what is deleted is told without them.
  const visible = Object.entries(outputs as Properties).filter(([, value]) => shown(value) !== "[secret]");
  if (steps !== undefined) return steps(Object.fromEntries(visible)).map(describe);
  return [`delete it as its onDelete says: ${String(outputs.onDelete)}`];
}
