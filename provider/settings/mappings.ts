import { failure, type Failure } from "../failure";
import { object } from "./read";
import { isVariable } from "./table";

/**
 * Where an explicit provider keeps its `envVarMappings`, as JSON. The engine gives the provider process
 * the value of each variable under its second name, where there is one; where there is none, it
 * leaves the second name as it is, and with it the default account's login.
 */
export const mappingsKey = "plesk:envVarMappings";

/** Throws a Failure where a mapping would leave the provider with another account's settings. */
export function assertMapped(config: (key: string) => string | undefined, env: NodeJS.ProcessEnv): void {
  const mappings = object(config(mappingsKey) ?? "{}") as Record<string, string>;
  for (const [from, to] of Object.entries(mappings)) {
    if (isVariable(from) && !isVariable(to))
      throw wrongMapping(`maps ${from} to ${to}; it is the other way round: { ${to}: "${from}" }`);
    if (to.startsWith("PLESK_") && !isVariable(to))
      throw wrongMapping(`maps ${from} to ${to}, which is not a setting of pulumi-plesk`);
    if (!env[from])
      throw wrongMapping(`names ${from}, which is not set: ${to} would keep the value of another account`);
  }
}

function wrongMapping(reason: string): Failure {
  return failure({
    kind: "refused",
    help: "setting-wrong",
    what: `The option envVarMappings of an explicit plesk.Provider ${reason}`,
    next: "Nothing was sent. Set the variable, or correct the mapping",
  });
}
