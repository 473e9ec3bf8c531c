import { providerText } from "../../provider/host/pleskResource";
import type { Found } from "./found";

/**
 * The file for `pulumi import --file`. A dynamic provider cannot be asked what to import, so each
 * resource stands there with its inputs and outputs, and with the text that finds its provider in both.
 */
export function importFileText(
  found: readonly (Found & { name: string })[],
  provider: string | undefined,
): string {
  const resources = found.map(({ resource, name, id, args, outputs }) => {
    const __provider = providerText(resource);
    return {
      type: `pulumi-nodejs:dynamic/plesk:${resource}`,
      name,
      id,
      ...(provider === undefined ? {} : { provider: explicit }),
      inputs: { ...args, __provider },
      outputs: { ...outputs, __provider },
    };
  });
  const nameTable = provider === undefined ? {} : { nameTable: { [explicit]: provider } };
  return `${JSON.stringify({ ...nameTable, resources }, undefined, 2)}\n`;
}

/** What the file calls the explicit provider, whatever its URN. */
const explicit = "provider";
