import { dump } from "js-yaml";

import type { Found, Properties, ResourceName } from "./found";

type Named = Pick<Found, "resource" | "args"> & { name: string };

const maps: Record<ResourceName, string> = { LicenseKey: "keys", SubscriptionPlanBinding: "bindings" };

/** What was found as data: a map of servers, and one of each kind of resource from names to arguments. */
export function fleetText(
  found: readonly Named[],
  servers: Record<string, Properties>,
  from: string,
): string {
  const fleet: Record<string, Properties> = Object.keys(servers).length > 0 ? { servers } : {};
  for (const { resource, name, args } of found) (fleet[maps[resource]] ??= {})[name] = args;
  const comment = `# Taken over with \`pulumi-plesk adopt ${from}\`. From here on this file is yours to edit.\n`;
  return comment + dump(fleet, { lineWidth: 110, noRefs: true });
}
