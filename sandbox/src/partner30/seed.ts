import type { Partner30Assumptions } from "../assumptions";
import { CATALOG } from "./catalog";
import { addMonths } from "./dates";
import { activationCodeOf } from "./identifiers";
import type { Account, CatalogItem, Origin, StoredItem, StoredKey } from "./model";

/** An item of a seeded key: a constant alone, or with its details. */
export type SeedItem = string | ({ item: string } & Partial<StoredItem>);

/** A key to start with, or one that somebody makes elsewhere; what is left out is as on a new key. */
export type SeedKey = Partial<Omit<StoredKey, "items" | "madeBy">> & { items: SeedItem[] };

/** What the system starts with. */
export interface Seed {
  /** The accounts; their logins are what the API accepts. */
  accounts: readonly Account[];
  /** The price list. */
  catalog: readonly CatalogItem[];
  /** The keys. */
  keys: readonly SeedKey[];
}

/** A seed in which everything may be left out. */
export type SomeSeed = Partial<Seed>;

/** The login that `Sandbox.env` speaks for unless told otherwise. */
export const DEFAULT_LOGIN = "demo-customer";

/**
 * The default accounts: a reseller with two customers, and a customer of the vendor's own. The passwords are
 * throw-away values that open nothing but this loopback server.
 */
export const ACCOUNTS: readonly Account[] = [
  account("10000", "demo-reseller", "reseller", null),
  account("10001", "demo-reseller-customer-1", "customer", "10000"),
  account("10002", "demo-reseller-customer-2", "customer", "10000"),
  account("20001", DEFAULT_LOGIN, "customer", null),
];

/** The default seed: the accounts and the price list, and no key yet. */
export const DEFAULT_SEED: Seed = { accounts: ACCOUNTS, catalog: CATALOG, keys: [] };

/** Keys for looking around: a server with an add-on, a bought one, and one that was partly made in the web interface. */
export const DEMO_KEYS: readonly SeedKey[] = [
  {
    keyId: 13_590_916,
    ownerId: "20001",
    items: ["PLESK-12-WEB-PRO-1M", "FT-PLESK-5-LANGUAGE-PACKS-1M"],
    nickname: "web-01",
  },
  { keyId: 13_590_917, ownerId: "20001", items: ["ADD-DNSSEC-1M"], parentKeyId: 13_590_916 },
  {
    keyId: 13_590_918,
    ownerId: "20001",
    items: ["PLESK-12-VPS-WEB-HOST-1M", { item: "Virtuozzo storage", unmatched: true }],
    nickname: "made in the web interface",
  },
  {
    keyId: 13_590_919,
    ownerId: "10001",
    items: ["PLESK-12-WEB-HOST-1M"],
    type: "purchased",
    susExpirationDate: "2099-01-01T00:00:00.000Z",
  },
];

/** What a new key starts with, whoever makes it. */
const UNTOUCHED = {
  revision: 1,
  parentKeyId: null,
  nickname: null,
  suspended: false,
  terminated: false,
  ipAddressBinding: null,
  restrictIPBinding: false,
  productConfigurationId: 1,
  uid: null,
  fraud: null,
  isEls: false,
  lastReportingOs: null,
  susExpirationDate: null,
  remainingActivations: 10,
};

/** What a new key follows from. */
export interface KeySource {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly assumptions: () => Partner30Assumptions;
  readonly now: () => Date;
  /** The id of the next key. */
  nextKeyId(): number;
  /** The base item of a list, undefined when no constant describes it. */
  baseOf(items: readonly StoredItem[]): CatalogItem | undefined;
}

/** A whole key from a partial one. */
export function keyFromSeed(world: KeySource, seed: SeedKey, madeBy: Origin): StoredKey {
  const { items, ...given } = seed;
  const stored = items.map(storedItem);
  const keyId = given.keyId ?? world.nextKeyId();
  return {
    keyId,
    activationCode: activationCodeOf(keyId),
    ownerId: ownerOf(world),
    autoRenew: world.assumptions().autoRenewDefault === "true",
    items: stored,
    madeBy,
    ...UNTOUCHED,
    ...followingFrom(world.baseOf(stored), world.now().toISOString()),
    ...given,
  };
}

function followingFrom(base: CatalogItem | undefined, now: string) {
  return {
    prefix: base?.kind === "addon" ? "EXT" : "PLSK",
    type: base?.months === 12 ? ("lease1y" as const) : ("lease1m" as const),
    product: base?.family ?? "plesk-dedicated",
    creationDate: now,
    lastModificationDate: now,
    expirationDate: addMonths(now, base?.months ?? 1),
  };
}

/** An item with everything that was left out. */
export function storedItem(item: SeedItem): StoredItem {
  const unset = { externalId: null, quantity: null, unmatched: false };
  return typeof item === "string" ? { item, ...unset } : { ...unset, ...item };
}

/** A seeded key that names no owner belongs to the account that the environment speaks for. */
function ownerOf(world: KeySource): string {
  const customers = [...world.accounts.values()].filter(({ kind }) => kind === "customer");
  const owner = customers.find(({ login }) => login === DEFAULT_LOGIN) ?? customers[0];
  if (!owner) throw new Error("The seed has no customer account that could own a key.");
  return owner.id;
}

function account(id: string, login: string, kind: Account["kind"], resellerId: string | null): Account {
  return { id, login, password: `throw-away-${id}-Kq7`, kind, resellerId, suspended: false };
}
