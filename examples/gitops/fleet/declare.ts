import type { CustomResourceOptions } from "@pulumi/pulumi";
import * as plesk from "pulumi-plesk";

import { loginsOf, parentsFirst, type Fleet, type Key, type Managed } from "./schema";

type Keys = Record<string, plesk.LicenseKey>;

/** The resources of a fleet; what comes back are its keys by their names. */
export function declareFleet(fleet: Fleet): Keys {
  // Where systems and servers are stands in the file; who logs in comes from the environment.
  const { servers } = fleet;
  const usual = new plesk.Provider("fleet", { servers });
  const accounts = Object.fromEntries(
    Object.entries(fleet.accounts).map(([name, systems]) => [
      name,
      new plesk.Provider(
        `fleet-${name}`,
        { ...systems, servers },
        { envVarMappings: loginsOf(name, systems) },
      ),
    ]),
  );

  /** What was renamed in the file is the same object for Pulumi; what is protected leaves no run unasked. */
  function optionsOf({ account, formerly = [], protect = false }: Managed): CustomResourceOptions {
    const provider = accounts[account ?? ""] ?? usual;
    return { provider, protect, aliases: formerly.map((name) => ({ name })) };
  }

  const keys: Keys = {};
  for (const [name, { parent, account, formerly, protect, ...args }] of parentsFirst(fleet.keys)) {
    const options = optionsOf({ account, formerly, protect });
    keys[name] = new plesk.LicenseKey(name, { ...args, ...attached(parent, keys) }, options);
  }

  for (const [name, { account, formerly, protect, ...args }] of Object.entries(fleet.upgrades))
    new plesk.PleskLicenseUpgrade(name, args, optionsOf({ account, formerly, protect }));

  for (const [name, { formerly, protect, ...args }] of Object.entries(fleet.bindings))
    new plesk.SubscriptionPlanBinding(name, args, optionsOf({ formerly, protect }));

  return keys;
}

/** A key of the file is named there by its name and known to the systems by its id. */
function attached(parent: Key["parent"], keys: Keys): Pick<plesk.LicenseKeyArgs, "parent"> {
  if (parent === undefined) return {};
  const named = typeof parent === "object" && "key" in parent ? keys[parent.key] : undefined;
  return { parent: named === undefined ? (parent as { keyId: string }) : { keyId: named.keyId } };
}
