import { providerText } from "../../provider/host/pleskResource";
import { secretSignature, signature, unwrapSecrets } from "../../provider/host/values";
import type { Found, Properties } from "./found";

/**
 * The file for `pulumi import --file`. A dynamic provider cannot be asked what to import, so each
 * resource stands there with its inputs and outputs, and with the text that finds its provider in both.
 */
export function importFileText(
  found: readonly (Found & { name: string })[],
  provider: string | undefined,
): string {
  const resources = found.map(({ resource, name, id, args, outputs }) => {
    const own = { __resource: name, __provider: providerText(resource) };
    return {
      type: `pulumi-nodejs:dynamic/plesk:${resource}`,
      name,
      id,
      ...(provider === undefined ? {} : { provider: explicit }),
      inputs: { ...asSent(args), ...own },
      outputs: { ...asSent(outputs), ...own },
    };
  });
  const nameTable = provider === undefined ? {} : { nameTable: { [explicit]: provider } };
  return `${JSON.stringify({ ...nameTable, resources }, undefined, 2)}\n`;
}

/** The classes keep `adopt` secret, whatever it holds; a state in which it is not would differ from the next run's. */
function asSent({ adopt, ...rest }: Properties): Properties {
  return adopt === undefined ? rest : { ...rest, adopt: secretText(unwrapSecrets({ adopt }).adopt) };
}

/** A secret as states hold it: Pulumi encrypts what stands here as plaintext when it imports the file. */
function secretText(value: unknown): Properties {
  return { [signature]: secretSignature, plaintext: JSON.stringify(value) };
}

/** What the file calls the explicit provider, whatever its URN. */
const explicit = "provider";
