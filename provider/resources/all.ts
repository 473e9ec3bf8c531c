/** The one list of resources: the provider process, reports, `adopt` and `doctor` read it. */
import { getLicenseKey } from "./licenseKey/found";
import { licenseKeys } from "./licenseKey/list";
import { licenseKey } from "./licenseKey/spec";
import { pleskLicenseUpgrade } from "./pleskLicenseUpgrade/spec";
import { subscriptions } from "./subscriptionPlanBinding/list";
import { subscriptionPlanBinding } from "./subscriptionPlanBinding/spec";

export const resources = {
  LicenseKey: licenseKey,
  PleskLicenseUpgrade: pleskLicenseUpgrade,
  SubscriptionPlanBinding: subscriptionPlanBinding,
};

export type ResourceName = keyof typeof resources;

/** Functions that programs in all languages call by name. */
export const functions = { getLicenseKey };

/** Lists of what resources could stand for. No system lists what was upgraded. */
export const lists = { LicenseKey: licenseKeys, SubscriptionPlanBinding: subscriptions };
