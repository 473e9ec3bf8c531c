/**
 * The embedded engine is for tests and offline work. It knows nothing of the systems behind a provider, so it looks at
 * what it can see: URLs in the stack's configuration, in provider inputs, and in environment variables `<PREFIX>*_URL`.
 * The prefixes are those of PULUMI_EMBEDDED_LOOPBACK_PREFIXES (comma-separated, default `PLESK_`).
 */

import { type ConfigValue } from "./config";
import { UserError } from "./userError";

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

export function guardLoopback(config: Record<string, ConfigValue>, env: NodeJS.ProcessEnv): void {
  for (const [key, { value }] of Object.entries(config)) guardText(value, `the configuration value ${key}`);
  const prefixes = (env.PULUMI_EMBEDDED_LOOPBACK_PREFIXES ?? "PLESK_").split(",").filter(Boolean);
  for (const [name, value] of Object.entries(env)) {
    if (name.endsWith("_URL") && prefixes.some((prefix) => name.startsWith(prefix)))
      guardValue(value ?? "", `the environment variable ${name}`);
  }
}

/** Refuses by name; the value itself is not shown, since URLs may hold credentials. */
export function guardValue(value: string, where: string): void {
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return;
  const { hostname } = new URL(value);
  if (LOOPBACK.test(hostname)) return;
  throw new UserError(
    `${where} names a system on ${hostname}. The embedded engine is for tests and offline work only and refuses systems ` +
      "that are not on loopback; use the Pulumi CLI for real systems",
  );
}

/** Configuration values may be JSON with URLs inside. */
function guardText(value: string, where: string): void {
  guardValue(value, where);
  if (!/^\s*[[{]/.test(value)) return;
  try {
    visit(JSON.parse(value), where);
  } catch (error) {
    if (error instanceof UserError) throw error;
  }
}

function visit(value: unknown, where: string): void {
  if (typeof value === "string") guardText(value, where);
  else if (typeof value === "object" && value !== null)
    for (const inner of Object.values(value)) visit(inner, where);
}
