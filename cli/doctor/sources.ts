/** Where settings stand, and what may be shown of them. */
import type { ConfigMap } from "@pulumi/pulumi/automation";

import { redact } from "../../provider/failure";
import { misspelt, serverNames, type Setting } from "../../provider/settings";
import { fault, warning, type Finding } from "./finding";

export interface Sources {
  config: ConfigMap;
  /** The stack that the configuration is of. */
  stack?: string | undefined;
  env: NodeJS.ProcessEnv;
}

/** A setting that has a value. */
export interface FoundSetting {
  key: string;
  /** As it may be shown: of secrets only that they are there. */
  value: string;
  /** The environment variable, or the stack whose configuration holds it. */
  source: string;
  findings: Finding[];
}

/** The settings of a table that have a value, in its order. */
export function foundSettings(table: Record<string, Setting>, sources: Sources): FoundSetting[] {
  return Object.values(table).flatMap((setting) => foundSetting(setting, sources) ?? []);
}

function foundSetting(setting: Setting, { config, stack, env }: Sources): FoundSetting | undefined {
  const { key, env: variable } = setting;
  const stored = readConfigured(config, key);
  const given = env[variable] === "" ? undefined : env[variable];
  const holds = setting.either && given !== undefined && given !== "false";
  const value = holds ? given : (stored?.value ?? given);
  if (value === undefined) return undefined;
  const where = `configuration of stack ${stack ?? ""}`;
  const findings: Finding[] = [];
  if (!holds && stored !== undefined && given !== undefined && given !== stored.value)
    findings.push(
      warning(
        `${key} of the ${where} is used; the environment variable ${variable} has another value and is not`,
        `Remove one of the two. To use the environment: pulumi config rm ${pathFlag(key)}${key}`,
      ),
    );
  if (stored !== undefined && setting.secret && !stored.secret)
    findings.push(
      fault(
        `${key} stands in clear in the settings file of stack ${stack ?? ""}`,
        `Change it, since the file may have been seen, then: pulumi config set --secret ${pathFlag(key)}${key}`,
      ),
    );
  return {
    key,
    value: display(setting, value),
    source: stored === undefined || holds ? variable : where,
    findings,
  };
}

/** The members of `plesk:servers` have keys of their own here, as in the documentation. */
function readConfigured(config: ConfigMap, key: string): { value: string; secret: boolean } | undefined {
  const [whole = "", server, member] = /^(plesk:servers)\.(.+)\.(\w+)$/.exec(key)?.slice(1) ?? [key];
  const entry = config[whole];
  if (entry === undefined || server === undefined || member === undefined)
    return entry && { value: entry.value, secret: entry.secret === true };
  const value: unknown = storedServers(config)[server]?.[member];
  if (value == null || value === "") return undefined;
  return { value: typeof value === "string" ? value : JSON.stringify(value), secret: entry.secret === true };
}

/** What does not have the documented shape is reported by whoever reads it for good; here it holds nothing. */
function storedServers(config: ConfigMap): Record<string, Record<string, unknown> | undefined> {
  try {
    const servers: unknown = JSON.parse(config["plesk:servers"]?.value ?? "{}");
    return typeof servers === "object" && !Array.isArray(servers) && servers !== null
      ? (servers as Record<string, Record<string, unknown>>)
      : {};
  } catch {
    return {};
  }
}

const longest = 80;

function display({ secret }: Setting, value: string): string {
  if (secret) return "(secret)";
  if (value.includes("-----BEGIN")) return "(certificates)";
  const text = redact(value);
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}

/** The servers that are named anywhere. */
export function knownServers({ config, env }: Sources): string[] {
  return serverNames(Object.keys(storedServers(config)), env);
}

/** Variables and keys that look like ours and are none. */
export function misspeltNames({ config, env }: Sources): Finding[] {
  return [...misspelt(Object.keys(env)), ...misspelt(Object.keys(config))].map((sentence) =>
    warning(sentence, "Correct its name if it is misspelt"),
  );
}

function pathFlag(key: string): string {
  return key.includes(".") ? "--path " : "";
}
