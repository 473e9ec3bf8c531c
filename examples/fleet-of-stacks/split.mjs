// Puts each entry of fleet.yaml into a file of shards/, by account or server. An entry that has a shard stays in it.
// usage: node split.mjs [--size 200]
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";

import { stringify } from "yaml";

import { fileOf, groups, readFleet, readShards, serversIn } from "./shards.mjs";

const { values } = parseArgs({ options: { size: { type: "string", default: "200" } } });
const size = Number(values.size);
if (!Number.isInteger(size) || size < 1) fail("--size must be a whole number from 1");

const [fleet, before] = read();

/** The shard of each entry that has one, by its group and each name that it has had. */
const places = new Map();
for (const [shard, content] of before)
  for (const group of groups)
    for (const name of Object.keys(content[group])) place(`${group} ${name}`, shard);

const members = new Map([...before.keys()].map((shard) => [shard, []]));
const fresh = [];
const all = units();
for (const unit of all) {
  const shards = [...new Set(unit.flatMap(placesOf))];
  if (shards.length > 1)
    fail(
      `${unit.map(({ name }) => name).join(", ")} are attached to each other and have shards of their own: ${shards.join(", ")}. ` +
        "Name the parent by its id (keyId), or move one of them with pulumi state move and in the shards' files",
    );
  if (shards.length === 1) members.get(shards[0]).push(...unit);
  else fresh.push(unit);
}
const entries = all.flat();
assertOwn(entries);
const kept = new Set(entries.flatMap(namesOf));
for (const [entry, shard] of places) {
  assertReachable(entry, shard);
  if (!kept.has(entry)) console.log(`${shard} lets go of ${entry}`);
}
// Room is known once all that stays is in its place.
for (const unit of fresh) {
  const shard = shardWithRoom(prefixOf(unit[0]), unit.length);
  members.set(shard, [...(members.get(shard) ?? []), ...unit]);
  console.log(`${shard} gets ${unit.map(({ name }) => name).join(", ")}`);
}

mkdirSync(dirname(fileOf("any")), { recursive: true });
for (const [shard, entries] of members) writeShard(shard, entries);
console.log(`${members.size} shards, ${entries.length} entries`);

function read() {
  try {
    return [readFleet(join(import.meta.dirname, "fleet.yaml")), readShards()];
  } catch ({ message }) {
    return fail(message);
  }
}

/** What has to be in one stack: a key with all that are attached to it, else an entry by itself. */
function units() {
  const families = new Map();
  for (const [name, args] of Object.entries(fleet.keys)) {
    const root = rootOf(name);
    families.set(root, [...(families.get(root) ?? []), { group: "keys", name, args }]);
  }
  const rootsFirst = [...families].map(([root, keys]) => keys.sort((key) => (key.name === root ? -1 : 0)));
  const others = ["upgrades", "bindings"].flatMap((group) =>
    Object.entries(fleet[group]).map(([name, args]) => [{ group, name, args }]),
  );
  return [...rootsFirst, ...others];
}

function rootOf(name) {
  const line = [name];
  for (let key = fleet.keys[name]; key?.parent?.key !== undefined; key = fleet.keys[key.parent.key]) {
    const parent = key.parent.key;
    if (line.includes(parent)) fail(`keys.${name}.parent.key goes in a circle`);
    if (!Object.hasOwn(fleet.keys, parent))
      fail(`keys.${line[0]}.parent.key names ${parent}, which is no key`);
    line.unshift(parent);
  }
  return line[0];
}

/** Which of two stacks has an entry, no file knows: both may have bought it, when branches were merged. */
function place(entry, shard) {
  const other = places.get(entry);
  if (other !== undefined)
    fail(
      `${entry} is in two shards: ${other}, ${shard}. Find out which stack has it (pulumi stack --show-urns), and take it out of the other's file`,
    );
  places.set(entry, shard);
}

function placesOf(entry) {
  return namesOf(entry)
    .map((each) => places.get(each))
    .filter((shard) => shard !== undefined);
}

/** The names that an entry has and had, with its group. */
function namesOf({ group, name, args }) {
  return [name, ...[args.formerly ?? []].flat()].map((each) => `${group} ${each}`);
}

/** Within one stack the provider refuses this; of two stacks each would let go of what the other one still has. */
function assertOwn(entries) {
  const owners = new Map();
  for (const { group, name, args } of entries)
    for (const object of objectsOf(args)) {
      const owner = owners.get(object);
      if (owner !== undefined)
        fail(`${owner} and ${group} ${name} both stand for ${object}: leave it to one of them`);
      owners.set(object, `${group} ${name}`);
    }
}

/** What an entry stands for, as far as it says so itself. Whether it is well formed, the program of its stack says. */
function objectsOf({ account, adopt, ipBinding, server, subscription, partner10, flexCloud }) {
  // An account may be one of another system.
  const at = (system) => {
    const url = fleet.accounts[account]?.[system]?.url;
    return url === undefined ? "" : ` at ${url}`;
  };
  const key = String(partner10?.keyNumber).split(".").slice(0, 2).join(".");
  const plans = new Set([partner10?.upgradePlans ?? []].flat());
  const address = ipBinding?.takeOver ? undefined : ipBinding?.address;
  return [
    ...(adopt?.keyId === undefined ? [] : [`key ${adopt.keyId}${at("partner30")}`]),
    ...(address === undefined ? [] : [`address ${address} of account ${account ?? "main"}`]),
    ...(subscription === undefined
      ? []
      : [`subscription ${JSON.stringify(subscription)} of server ${server}`]),
    ...[...plans].map((plan) => `plan ${plan} of key ${key}${at("partner10")}`),
    ...(flexCloud?.serverId === undefined
      ? []
      : [`add-on ${flexCloud.addonTextkey} of server ${flexCloud.serverId}${at("flexCloud")}`]),
  ];
}

/** What becomes of what is let go of, or leaves a server, is asked there: the stack has to know it for that. */
function assertReachable(entry, shard) {
  const [, group, name] = /^(\S+) (.*)$/s.exec(entry);
  const args = before.get(shard)[group][name] ?? {};
  const needed = [
    ["servers", serverOf(args)],
    ["accounts", args.account],
  ].find(([kind, of]) => of !== undefined && !Object.hasOwn(fleet[kind], of));
  if (needed !== undefined && args.onDelete !== undefined)
    fail(
      `${shard} has ${entry} with onDelete: ${args.onDelete}, which needs ${needed.join(".")}. ` +
        "Take that out of fleet.yaml when the stack has run without it",
    );
}

function serverOf({ server, flexCloud }) {
  return server ?? flexCloud?.pleskServer;
}

function prefixOf({ args }) {
  const server = serverOf(args);
  return server === undefined ? `account-${short(args.account ?? "main")}` : `server-${short(server)}`;
}

/** Names of stacks are names in Kubernetes too, and have to leave room there: lower case, 36 characters in all. */
function short(name) {
  const plain = name.toLowerCase();
  if (plain === name && name.length <= 20) return name;
  return `${plain.slice(0, 14).replace(/-$/, "")}-${createHash("sha256").update(name).digest("hex").slice(0, 5)}`;
}

function shardWithRoom(prefix, entries) {
  for (let number = 1; ; number += 1) {
    const shard = `${prefix}-${number}`;
    const taken = members.get(shard)?.length ?? 0;
    // What is attached to each other stays together, however much it is.
    if (taken === 0 || taken + entries <= size) return shard;
  }
}

/**
 * A file keeps the servers and accounts that it names, or is named after, and stays without entries: its stack still has
 * to let go of what it had, and asks those.
 */
function writeShard(shard, entries) {
  const content = Object.fromEntries(groups.map((group) => [group, {}]));
  for (const { group, name, args } of entries) content[group][name] = args;
  const { accounts = {}, servers = {} } = before.get(shard) ?? {};
  const isOf = (kind) => (name) => new RegExp(`^${kind}-${short(name)}-\\d+$`).test(shard);
  const named = {
    accounts: pick(fleet.accounts, [
      ...entries.map(({ args }) => args.account),
      ...Object.keys(accounts),
      ...Object.keys(fleet.accounts).filter(isOf("account")),
    ]),
    servers: pick(fleet.servers, [
      ...serversIn(content),
      ...Object.keys(servers),
      ...Object.keys(fleet.servers).filter(isOf("server")),
    ]),
  };
  const filled = Object.entries({ ...named, ...content }).filter(([, all]) => Object.keys(all).length > 0);
  const text = `# Made from fleet.yaml by split.mjs: change that. Where an entry is, is decided here and stays.\n${stringify(Object.fromEntries(filled))}`;
  const file = fileOf(shard);
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
}

function pick(all, names) {
  return Object.fromEntries(
    [...new Set(names)]
      .filter((name) => name !== undefined && Object.hasOwn(all, name))
      .sort()
      .map((name) => [name, all[name]]),
  );
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
