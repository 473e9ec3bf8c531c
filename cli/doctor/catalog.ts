import { getAvailableUpgrades, getKeyInfo } from "../../provider/apis/partner10/keys";
import { readKey } from "../../provider/apis/partner30/keys";
import type { LicenseKey } from "../../provider/apis/partner30/structures";
import { readPlans } from "../../provider/apis/pleskXml/plans";
import type { Call } from "../../provider/call";
import { isFailure, messageOf } from "../../provider/failure";
import { keyList } from "../../provider/resources/licenseKey/list";
import { isUnmatched } from "../../provider/resources/licenseKey/state";
import { sideBySide } from "../sideBySide";
import type { Progress } from "../progress";

/** What a name stands for, in words. */
export type Kind = "item" | "item without a constant" | "on the key" | "on offer" | "plan" | "add-on plan";

/** A name that a program, or a price file, may need. */
export interface Entry {
  kind: Kind;
  name: string;
  /** How many keys have it. */
  keys?: number;
  /** Whose plan it is. */
  owner?: string;
}

/** What one system knows. */
export interface Listing {
  title: string;
  entries: Entry[];
  /** What else is to be known of it. */
  remarks: string[];
  /** Why it is not all there. */
  problem?: string;
}

/** The systems that are asked: those that are configured. */
export interface Asked {
  partner30: boolean;
  partner10: boolean;
  servers: readonly string[];
}

/** The names in use on the account's keys, and the plans of its servers. Reads only; what fails hides nothing else. */
export async function accountCatalog(call: Call, asked: Asked, progress: Progress): Promise<Listing[]> {
  const { partner30, partner10, servers } = asked;
  const listings: Listing[] = [];
  const seen: LicenseKey[] = [];
  if (partner30) listings.push(await listing("Partner API 3.0", () => itemsInUse(call, seen, progress)));
  if (partner10 && seen.length > 0)
    listings.push(await listing("Partner API 1.0", () => identifiersInUse(call, seen, progress)));
  for (const server of servers)
    listings.push(await listing(`Plesk server ${server}`, () => servicePlans(call, server)));
  return listings;
}

/** What one key has and can take, by its id (Partner API 3.0) or its number (Partner API 1.0). */
export async function keyCatalog(call: Call, key: string, asked: Asked): Promise<Listing[]> {
  if (!/^\d+$/.test(key)) return [await listing(`Partner API 1.0: key ${key}`, () => offerFor(call, key))];
  let number: string | undefined;
  const items = await listing(`Partner API 3.0: key ${key}`, async () => {
    const live = await call(readKey, { key });
    number = live.keyIdentifiers.keyNumber ?? undefined;
    return { entries: entriesOf([live]), remarks: number === undefined ? [noNumber] : [] };
  });
  const found = number;
  if (found === undefined || !asked.partner10) return [items];
  return [items, await listing(`Partner API 1.0: key ${found}`, () => offerFor(call, found))];
}

const noNumber = "It has no number to ask Partner API 1.0 by.";

type Found = Pick<Listing, "entries" | "remarks">;

async function listing(title: string, look: () => Promise<Found>): Promise<Listing> {
  try {
    return { title, ...(await look()) };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { title, entries: [], remarks: [], problem: messageOf(error) };
  }
}

async function itemsInUse(call: Call, seen: LicenseKey[], progress: Progress): Promise<Found> {
  const { keys, isCutOff } = await keyList(call);
  progress.start("keys read", keys.length);
  await sideBySide(keys, async ({ keyId }) => {
    const live = await unlessGone(call(readKey, { key: keyId }));
    if (live !== undefined && live.terminated !== true) seen.push(live);
    progress.step();
  });
  return {
    entries: entriesOf(seen),
    remarks: [
      `${seen.length} of ${keys.length} keys were read.`,
      ...(isCutOff ? ["The system cuts its lists off: there may be more keys, with other items."] : []),
    ],
  };
}

function entriesOf(keys: readonly LicenseKey[]): Entry[] {
  const names = keys.map(({ items }) => items.map(({ item }) => item));
  const kindOf = (item: string): Kind => (isUnmatched({ item }) ? "item without a constant" : "item");
  return counted(names).map(([name, count]) => ({ kind: kindOf(name), name, keys: count }));
}

/** What Partner API 1.0 calls the features and types of the same keys: what `expect` of an upgrade may name. */
async function identifiersInUse(call: Call, keys: readonly LicenseKey[], progress: Progress): Promise<Found> {
  const numbers = keys.flatMap(({ keyIdentifiers: { keyNumber } }) => keyNumber ?? []);
  const names: string[][] = [];
  progress.start("keys read in Partner API 1.0", numbers.length);
  await sideBySide(numbers, async (keyNumber) => {
    const facts = await unlessGone(call(getKeyInfo, { keyNumber }));
    if (facts !== undefined) names.push(facts.identifiers);
    progress.step();
  });
  return {
    entries: counted(names).map(([name, count]) => ({ kind: "on the key", name, keys: count })),
    remarks: [
      `${names.length} of ${numbers.length} keys are known there; --key <number> lists what one can be upgraded with.`,
    ],
  };
}

async function offerFor(call: Call, keyNumber: string): Promise<Found> {
  const { identifiers, hasUnnamed } = await call(getKeyInfo, { keyNumber });
  const offered = await call(getAvailableUpgrades, { keyNumber });
  return {
    entries: [
      ...identifiers.map((name): Entry => ({ kind: "on the key", name })),
      ...offered.map((name): Entry => ({ kind: "on offer", name })),
    ],
    remarks: [
      ...(hasUnnamed ? ["Something on the key has no name in this API."] : []),
      ...(offered.length === 0 ? ["The system lists nothing that it could be upgraded with."] : []),
    ],
  };
}

async function servicePlans(call: Call, server: string): Promise<Found> {
  const { accountKind, supportsOwnerAll } = call.account("pleskXml", server);
  const isWhole = accountKind === "administrator" && supportsOwnerAll;
  const plans = await call(readPlans, { server, owner: isWhole ? "all" : "own" });
  const entries = plans.map(({ kind, name, owner }): Entry => ({
    kind: kind === "base" ? "plan" : "add-on plan",
    name,
    ...(owner === "" ? {} : { owner }),
  }));
  return { entries: entries.sort(byKindAndName), remarks: [] };
}

/** A key may be gone, or go to somebody else, while all are read. */
async function unlessGone<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isFailure(error, "not-visible", "rejected")) return undefined;
    throw error;
  }
}

/** How many lists hold each name, the most common first. */
function counted(lists: readonly (readonly string[])[]): [name: string, count: number][] {
  const counts = new Map<string, number>();
  for (const name of lists.flatMap((list) => [...new Set(list)]))
    counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([one, a], [other, b]) => b - a || compare(one, other));
}

function byKindAndName(one: Entry, other: Entry): number {
  return (
    compare(other.kind, one.kind) ||
    compare(one.name, other.name) ||
    compare(one.owner ?? "", other.owner ?? "")
  );
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

/** The catalog for people. */
export function catalogText(listings: readonly Listing[]): string {
  return listings.map(listingText).join("\n\n");
}

function listingText({ title, entries, remarks, problem }: Listing): string {
  const width = (member: "kind" | "name"): number =>
    Math.max(0, ...entries.map((each) => each[member].length));
  const rows = entries.map(({ kind, name, keys, owner }) =>
    [
      `  ${kind.padEnd(width("kind"))}  ${name.padEnd(width("name"))}`,
      keys === undefined ? "" : `  ${keys} ${keys === 1 ? "key" : "keys"}`,
      owner === undefined ? "" : `  of ${/^\d+$/.test(owner) ? `owner id ${owner}` : owner}`,
    ]
      .join("")
      .trimEnd(),
  );
  return [
    title,
    ...rows,
    ...(problem === undefined ? [] : [`  problem: ${problem}`]),
    ...remarks.map((remark) => `  ${remark}`),
  ].join("\n");
}
