/** Plesk licences and plan bindings as code. */
export { Provider, type Partner30Args, type ProviderArgs } from "./host/provider";
export {
  LicenseKey,
  type LicenseItemArgs,
  type LicenseKeyArgs,
  type LicenseKeyInfo,
} from "./resources/licenseKey/index";
