import { subscriptionPlanBinding } from "../../provider/resources/subscriptionPlanBinding/spec";
import type { Values } from "pulumi-embedded-engine";
import type { EnvOptions, PleskServer, Sandbox, SandboxOptions } from "plesk-sandbox";
import { closing, openLab, type Lab } from "./lab";

export interface BindingLab extends Lab {
  /** The server that the seeded subscriptions below belong to. */
  alpha: PleskServer;
  /** The configuration of another login. */
  config(login: EnvOptions): Record<string, string>;
}

export interface BindingLabOptions extends Omit<SandboxOptions, "login"> {
  config?: Record<string, string>;
  /** How the provider logs in to all servers. */
  login?: EnvOptions;
}

/** The Plesk servers of a sandbox as `plesk:servers`. */
export function serversOf(sandbox: Sandbox, login: EnvOptions = {}): Record<string, string> {
  const servers = sandbox.plesk.servers.map((server) => {
    const members = Object.entries(server.envOf(login)).map(([name, value]) => [memberOf(name), value]);
    return [server.name, { ...Object.fromEntries(members), retryBudget: "5" }] as const;
  });
  return { "plesk:servers": JSON.stringify(Object.fromEntries(servers)) };
}

/** `PLESK_SERVER_ALPHA_SECRET_KEY` is `secretKey`. */
function memberOf(variable: string): string {
  const words = /_(URL|LOGIN|PASSWORD|SECRET_KEY|CA|FINGERPRINT)$/.exec(variable)?.[1] ?? variable;
  return words.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

export async function openBindingLab({
  config,
  login,
  ...options
}: BindingLabOptions = {}): Promise<BindingLab> {
  const configOf = (sandbox: Sandbox) => ({ ...serversOf(sandbox, login), ...config });
  const lab = await openLab(subscriptionPlanBinding, configOf, options);
  return {
    ...lab,
    alpha: lab.sandbox.plesk.server("alpha"),
    config: (other) => serversOf(lab.sandbox, other),
  };
}

export function withBindingLab<T>(
  options: BindingLabOptions,
  work: (lab: BindingLab) => Promise<T>,
): Promise<T> {
  return closing(openBindingLab(options), work);
}

/** A binding of one of the seeded subscriptions of alpha, such as `synced` or `locked`. */
export function bindingOf(subscription: string, plan: unknown, more: Values = {}): Values {
  return { server: "alpha", subscription: { name: `${subscription}.alpha.example` }, plan, ...more };
}
