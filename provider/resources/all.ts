/** The one list of resources: the provider process, reports, `adopt` and `doctor` read it. */
import { getLicenseKey } from "./licenseKey/found";
import { licenseKey } from "./licenseKey/spec";
import { pleskLicenseUpgrade } from "./pleskLicenseUpgrade/spec";
import { subscriptionPlanBinding } from "./subscriptionPlanBinding/spec";

export const resources = {
  LicenseKey: licenseKey,
  PleskLicenseUpgrade: pleskLicenseUpgrade,
  SubscriptionPlanBinding: subscriptionPlanBinding,
};

export type ResourceName = keyof typeof resources;

/** Functions that programs in all languages call by name. */
export const functions = { getLicenseKey };
