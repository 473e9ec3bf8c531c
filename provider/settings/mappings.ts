import { failure, type Failure } from "../failure";
import { object } from "./read";
import { isVariable } from "./table";

/**
 * The engine gives the process of an explicit provider the value of each variable of `envVarMappings` under its
 * second name, where there is one; where there is none, it leaves the second name as it is, and with it the
 * default account's login. So the process has to know the mappings, and no setting may hold them: it would be a
 * change to providers that 0.1.0 left without one. They are the name of one more variable.
 */
const prefix = "PULUMI_PLESK_MAPPINGS_";

/** The mappings with one more that tells the provider process of them. Every engine has a PATH. */
export function withNameOfAll(mappings: Record<string, string>): Record<string, string> {
  return { PATH: prefix + Buffer.from(JSON.stringify(mappings)).toString("hex"), ...mappings };
}

/** Throws a Failure where a mapping would leave the provider with another account's settings. */
export function assertMapped(env: NodeJS.ProcessEnv): void {
  for (const [from, to] of mappingsNamedIn(env)) {
    if (isVariable(from) && !isVariable(to))
      throw wrongMapping(`maps ${from} to ${to}; it is the other way round: { ${to}: "${from}" }`);
    if (to.startsWith("PLESK_") && !isVariable(to))
      throw wrongMapping(`maps ${from} to ${to}, which is not a setting of pulumi-plesk`);
    if (!env[from])
      throw wrongMapping(`names ${from}, which is not set: ${to} would keep the value of another account`);
  }
}

function mappingsNamedIn(env: NodeJS.ProcessEnv): [from: string, to: string][] {
  const names = Object.keys(env).filter((name) => name.startsWith(prefix));
  return names.flatMap((name) => {
    const mappings = object(Buffer.from(name.slice(prefix.length), "hex").toString());
    return Object.entries(mappings as Record<string, string>);
  });
}

function wrongMapping(reason: string): Failure {
  return failure({
    kind: "refused",
    help: "setting-wrong",
    what: `The option envVarMappings of an explicit plesk.Provider ${reason}`,
    next: "Nothing was sent. Set the variable, or correct the mapping",
  });
}
