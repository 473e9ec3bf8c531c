import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { CustomResourceOptions } from "@pulumi/pulumi";
import * as plesk from "pulumi-plesk";

import { readFleet } from "./fleet/read";
import { loginsOf, parentsFirst, type Key, type Managed } from "./fleet/schema";

const fleet = readFleet("fleet.yaml", readFileSync(join(__dirname, "fleet.yaml"), "utf8"));

// Where systems and servers are stands in the file; who logs in comes from the environment.
const { servers } = fleet;
const usual = new plesk.Provider("fleet", { servers });
const accounts = Object.fromEntries(
  Object.entries(fleet.accounts).map(([name, systems]) => [
    name,
    new plesk.Provider(`fleet-${name}`, { ...systems, servers }, { envVarMappings: loginsOf(name, systems) }),
  ]),
);

const keys: Record<string, plesk.LicenseKey> = {};
for (const [name, { parent, account, formerly, protect, ...args }] of parentsFirst(fleet.keys)) {
  const options = optionsOf({ account, formerly, protect });
  keys[name] = new plesk.LicenseKey(name, { ...args, ...attached(parent) }, options);
}

for (const [name, { account, formerly, protect, ...args }] of Object.entries(fleet.upgrades))
  new plesk.PleskLicenseUpgrade(name, args, optionsOf({ account, formerly, protect }));

for (const [name, { formerly, protect, ...args }] of Object.entries(fleet.bindings))
  new plesk.SubscriptionPlanBinding(name, args, optionsOf({ formerly, protect }));

/** What was renamed in the file is the same object for Pulumi; what is protected leaves no run unasked. */
function optionsOf({ account, formerly = [], protect = false }: Managed): CustomResourceOptions {
  const provider = accounts[account ?? ""] ?? usual;
  return { provider, protect, aliases: formerly.map((name) => ({ name })) };
}

/** A key of the file is named there by its name and known to the systems by its id. */
function attached(parent: Key["parent"]): Pick<plesk.LicenseKeyArgs, "parent"> {
  if (parent === undefined) return {};
  const named = typeof parent === "object" && "key" in parent ? keys[parent.key] : undefined;
  return { parent: named === undefined ? (parent as { keyId: string }) : { keyId: named.keyId } };
}

export const keyIds = Object.fromEntries(Object.entries(keys).map(([name, { keyId }]) => [name, keyId]));
