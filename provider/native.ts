/**
 * The same resources, made by the plugin `pulumi-resource-plesk` instead of a dynamic provider. A program
 * changes over, and back, by the name that it imports: nothing is sent, and no step is shown.
 *
 * @module pulumi-plesk/native
 */
import * as dynamic from "./index";
import { NativeProvider } from "./host/provider";

export * from "./index";

export class LicenseKey extends dynamic.LicenseKey {
  protected static override readonly isNative = true;
}

export class PleskLicenseUpgrade extends dynamic.PleskLicenseUpgrade {
  protected static override readonly isNative = true;
}

export class SubscriptionPlanBinding extends dynamic.SubscriptionPlanBinding {
  protected static override readonly isNative = true;
}

/** One explicit account, for programs that work with several. */
export { NativeProvider as Provider };
