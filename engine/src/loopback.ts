/**
 * The embedded engine is for tests and offline work. It knows nothing of the systems behind a provider, so it looks at
 * what it can see: URLs in the stack's configuration, in provider inputs, and in environment variables `<PREFIX>*_URL`.
 * The prefixes are those of PULUMI_EMBEDDED_LOOPBACK_PREFIXES (comma-separated, default `PLESK_`).
 */

import { type Config } from "./state/config";
import { urnName } from "./state/state";
import { reveal, type Properties } from "./state/values";
import { UserError } from "./userError";

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
// A value that is a URL, or one inside a value that is JSON.
const URLS = /(?:^|")(https?:\/\/[^\s"\\]+)/gi;

/** Throws where configuration or environment name a system elsewhere. */
export function guardLoopback(config: Config, env: NodeJS.ProcessEnv): void {
  for (const [key, { value }] of Object.entries(config)) guard(value, `the configuration value ${key}`);
  const prefixes = (env.PULUMI_EMBEDDED_LOOPBACK_PREFIXES ?? "PLESK_").split(",").filter(Boolean);
  for (const [name, value] of Object.entries(env)) {
    if (name.endsWith("_URL") && prefixes.some((prefix) => name.startsWith(prefix)))
      guard(value ?? "", `the environment variable ${name}`);
  }
}

/** Throws where the inputs of a provider name a system elsewhere. */
export function guardInputs(inputs: Properties, urn: string): void {
  for (const [key, value] of Object.entries(inputs))
    guard(JSON.stringify(reveal(value)), `the input ${key} of the provider ${urnName(urn)}`);
}

/** Refuses by name; the value itself is not shown, since URLs may hold credentials. */
function guard(text: string, where: string): void {
  const hosts = [...text.matchAll(URLS)].flatMap(([, url = ""]) =>
    URL.canParse(url) ? new URL(url).hostname : [],
  );
  const foreign = hosts.find((host) => !LOOPBACK.test(host));
  if (foreign === undefined) return;
  throw new UserError(
    `${where} names a system on ${foreign}. The embedded engine is for tests and offline work only and refuses systems ` +
      "that are not on loopback; use the Pulumi CLI for real systems",
  );
}
