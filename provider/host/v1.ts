/**
 * The permanent entry of the provider process: `exports["./provider/v1"]` of package.json. Every
 * resource in every state names it, so it is never renamed and `get` never changes its meaning.
 */
import type * as pulumi from "@pulumi/pulumi";

import { licenseKey } from "../resources/licenseKey/operations";
import { pleskLicenseUpgrade } from "../resources/pleskLicenseUpgrade/operations";
import { subscriptionPlanBinding } from "../resources/subscriptionPlanBinding/operations";
import { createHandler, openRunWith, type OpenRun } from "./dynamic";
import { endWithEngine, engineGuard } from "./engineGuard";
import type { Run } from "../transport/execute";

endWithEngine();

/** One run for all resources of a process: they share its accounts, queues and limits. */
let run: Run | undefined;
const openRun: OpenRun = (config) => (run ??= openRunWith(engineGuard())(config));

const handlers: Record<string, () => pulumi.dynamic.ResourceProvider> = {
  LicenseKey: () => createHandler(licenseKey, openRun),
  PleskLicenseUpgrade: () => createHandler(pleskLicenseUpgrade, openRun),
  SubscriptionPlanBinding: () => createHandler(subscriptionPlanBinding, openRun),
};

/** The handler of a resource type. */
export function get(name: string): pulumi.dynamic.ResourceProvider {
  const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
  if (handler !== undefined) return handler();
  throw new Error(
    `This version of pulumi-plesk has no resource ${name}. A newer version made this state: update pulumi-plesk`,
  );
}
