/**
 * Plesk licences and plan bindings as code: what a program declares.
 *
 * @module pulumi-plesk
 */
export {
  Provider,
  type FlexCloudArgs,
  type PaceArgs,
  type Partner10Args,
  type Partner30Args,
  type PleskServerArgs,
  type ProviderArgs,
} from "./host/provider";
export {
  LicenseKey,
  type IpBindingArgs,
  type LicenseItemArgs,
  type LicenseKeyArgs,
  type LicenseKeyInfo,
  type LicenseKeyTimeouts,
} from "./resources/licenseKey/index";
export { getLicenseKey, type FoundLicenseKey } from "./resources/licenseKey/lookup";
export {
  PleskLicenseUpgrade,
  type FlexCloudUpgradeArgs,
  type Partner10UpgradeArgs,
  type PleskLicenseUpgradeArgs,
  type PleskLicenseUpgradeInfo,
  type PleskLicenseUpgradeTimeouts,
} from "./resources/pleskLicenseUpgrade/index";
export {
  SubscriptionPlanBinding,
  type BoundPlan,
  type PlanArgs,
  type SubscriptionArgs,
  type SubscriptionPlanBindingArgs,
  type SubscriptionPlanBindingInfo,
} from "./resources/subscriptionPlanBinding/index";
