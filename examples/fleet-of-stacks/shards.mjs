// The files of shards/: a stack of the same name has what its file declares.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { parse } from "yaml";

const folder = join(import.meta.dirname, "shards");

export const groups = ["keys", "upgrades", "bindings"];

export function fileOf(shard) {
  return join(folder, `${shard}.yaml`);
}

/** What each shard declares, by its name. */
export function readShards() {
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".yaml")) : [];
  return new Map(files.sort(inOrder).map((file) => [basename(file, ".yaml"), readFleet(join(folder, file))]));
}

/** A file that was cut off or emptied says nothing, and no entry is placed anew or let go of for that. */
export function readFleet(file) {
  const content = parse(readFileSync(file, "utf8"));
  if (content === null) throw new Error(`${basename(file)} is empty: a fleet without entries is {}`);
  const fleet = Object.fromEntries(["accounts", "servers", ...groups].map((name) => [name, {}]));
  for (const [name, entries] of Object.entries(content)) {
    // A misspelt group would let go of all that it holds.
    if (!Object.hasOwn(fleet, name))
      throw new Error(`${basename(file)}: ${name} is none of ${Object.keys(fleet).join(", ")}`);
    if (typeof entries !== "object" || entries === null || Array.isArray(entries))
      throw new Error(`${basename(file)}: ${name} must be a map; without entries it is {}`);
    fleet[name] = entries;
  }
  return fleet;
}

/** The Plesk servers that entries name. */
export function serversIn({ upgrades, bindings }) {
  const named = [
    ...Object.values(upgrades).map(({ flexCloud }) => flexCloud?.pleskServer),
    ...Object.values(bindings).map(({ server }) => server),
  ];
  return [...new Set(named.filter((name) => name !== undefined))];
}

/** Whether a stack may ask accounts: it has keys or upgrades, or may have had some. */
export function isOfAccounts({ keys, upgrades, bindings }) {
  return Object.keys({ ...keys, ...upgrades }).length > 0 || Object.keys(bindings).length === 0;
}

/** How a server or an account is called in the names of environment variables. */
export function variableOf(name) {
  return name.toUpperCase().replaceAll("-", "_");
}

/** By number where there is one: account-main-2 stands before account-main-10. */
function inOrder(one, other) {
  return one.localeCompare(other, "en", { numeric: true });
}
