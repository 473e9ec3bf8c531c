import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { CustomResourceOptions } from "@pulumi/pulumi";
import * as plesk from "pulumi-plesk";

import { readFleet } from "./fleet/read";
import { parentsFirst, type Key } from "./fleet/schema";

const fleet = readFleet("fleet.yaml", readFileSync(join(__dirname, "fleet.yaml"), "utf8"));

// Where the servers are stands in the file; who logs in comes from the environment.
const provider = new plesk.Provider("fleet", { servers: fleet.servers });

const keys: Record<string, plesk.LicenseKey> = {};
for (const [name, { parent, formerly, ...args }] of parentsFirst(fleet.keys))
  keys[name] = new plesk.LicenseKey(name, { ...args, ...attached(parent) }, options(formerly));

for (const [name, { formerly, ...args }] of Object.entries(fleet.upgrades))
  new plesk.PleskLicenseUpgrade(name, args, options(formerly));

for (const [name, { formerly, ...args }] of Object.entries(fleet.bindings))
  new plesk.SubscriptionPlanBinding(name, args, options(formerly));

/** What was renamed in the file is the same object for Pulumi. */
function options(formerly: readonly string[] = []): CustomResourceOptions {
  return { provider, aliases: formerly.map((name) => ({ name })) };
}

/** A key of the file is named there by its name and known to the systems by its id. */
function attached(parent: Key["parent"]): Pick<plesk.LicenseKeyArgs, "parent"> {
  if (parent === undefined) return {};
  const named = typeof parent === "object" && "key" in parent ? keys[parent.key] : undefined;
  return { parent: named === undefined ? (parent as { keyId: string }) : { keyId: named.keyId } };
}

export const keyIds = Object.fromEntries(Object.entries(keys).map(([name, { keyId }]) => [name, keyId]));
