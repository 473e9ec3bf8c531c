import { didYouMean } from "../similar";
import { isKey, isVariable, keys, variables } from "./table";

/** Variables that the command `pulumi-plesk` reads, and no provider. */
const ofCommands: readonly string[] = ["PLESK_NOTIFY_URL"];

/** A sentence for each key of a configuration, or variable of an environment, that looks like a setting and is none. */
export function misspelt(names: readonly string[]): string[] {
  return [...names]
    .sort()
    .filter(
      (name) =>
        (name.startsWith("plesk:") && !isKey(name)) ||
        (name.startsWith("PLESK_") && !isVariable(name) && !ofCommands.includes(name)),
    )
    .map(
      (name) =>
        `${name} is not a setting of pulumi-plesk and is not read${didYouMean(name, name.startsWith("plesk:") ? keys : [...variables, ...ofCommands])}`,
    );
}
