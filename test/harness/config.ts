import type { EnvOptions, Sandbox } from "plesk-sandbox";
import { settingTables } from "../../provider/settings";

const { partner30, partner10, flexCloud } = settingTables;
const settings = [partner30, partner10, flexCloud].flatMap((table) => Object.values(table));

/** Enough for every story; those that are about limits set their own. */
const generous = { purchasesPerRun: 20, ownerMoves: 20, allowTerminate: true };

/** All systems of a sandbox as the configuration that `configure` is given; `login` is that to its Plesk servers. */
export function configOf(
  sandbox: Sandbox,
  more: Readonly<Record<string, string>> = {},
  login: EnvOptions = {},
): Record<string, string> {
  const known = settings.flatMap(({ key, env }) => {
    const value = sandbox.env[env];
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    ...Object.fromEntries(known),
    ...serversOf(sandbox, login),
    "plesk:partner30RetryBudget": "5",
    "plesk:partner10RetryBudget": "5",
    "plesk:flexCloudRetryBudget": "5",
    "plesk:limits": JSON.stringify(generous),
    "plesk:journal": "off",
    ...more,
  };
}

/** The Plesk servers of a sandbox as `plesk:servers`. */
export function serversOf(sandbox: Sandbox, login: EnvOptions = {}): Record<string, string> {
  const servers = sandbox.plesk.servers.map((server) => {
    const members = Object.entries(server.envOf(login)).map(([name, value]) => [memberOf(name), value]);
    return [server.name, { ...Object.fromEntries(members), retryBudget: "5" }] as const;
  });
  return { "plesk:servers": JSON.stringify(Object.fromEntries(servers)) };
}

/** Every request to any of the systems is given up after a fifth of a second. */
export function impatience(sandbox: Sandbox): Record<string, string> {
  const timeout = "0.2";
  const servers = JSON.parse(serversOf(sandbox)["plesk:servers"] ?? "{}") as Record<string, object>;
  const impatient = Object.entries(servers).map(([name, server]) => [name, { ...server, timeout }]);
  return {
    "plesk:partner30Timeout": timeout,
    "plesk:partner10Timeout": timeout,
    "plesk:flexCloudTimeout": timeout,
    "plesk:servers": JSON.stringify(Object.fromEntries(impatient)),
  };
}

/** `PLESK_SERVER_ALPHA_SECRET_KEY` is `secretKey`. */
function memberOf(variable: string): string {
  const words = /_(URL|LOGIN|PASSWORD|SECRET_KEY|CA|FINGERPRINT)$/.exec(variable)?.[1] ?? variable;
  return words.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
