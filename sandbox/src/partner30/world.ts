import type { Partner30Assumptions } from "../assumptions";
import { fitsBase, isBase } from "./catalog";
import { FIRST_KEY_ID } from "./identifiers";
import type { Account, CatalogItem, StoredItem, StoredKey } from "./model";
import { keyFromSeed, type Seed } from "./seed";

/** All that the system knows: accounts, price list, keys, and what the clock says. */
export class World {
  readonly accounts = new Map<string, Account>();
  readonly catalog = new Map<string, CatalogItem>();
  readonly keys = new Map<number, StoredKey>();
  /** What lists and reads show instead of the present, by key id, where an assumption has them lag. */
  readonly stale = {
    lists: new Map<number, StaleKey>(),
    reads: new Map<number, StaleKey>(),
    /** When lists begin to hold a new key, in milliseconds. */
    unlisted: new Map<number, number>(),
    /** What reads show until a time, the oldest first. */
    earlier: new Map<number, readonly EarlierKey[]>(),
  };
  /** Numbers of remaining activations that are not in force yet, by key id. */
  readonly delayedActivations = new Map<number, number>();
  #nextKeyId = FIRST_KEY_ID;

  constructor(
    readonly seed: Seed,
    readonly assumptions: () => Partner30Assumptions,
    readonly now: () => Date,
  ) {
    this.reset();
  }

  /** Goes back to the seed. */
  reset(): void {
    for (const map of [this.accounts, this.catalog, this.keys, ...Object.values(this.stale)]) map.clear();
    this.delayedActivations.clear();
    this.#nextKeyId = FIRST_KEY_ID;
    for (const account of this.seed.accounts) this.accounts.set(account.id, { ...account });
    for (const item of this.seed.catalog) this.catalog.set(item.item, item);
    for (const key of this.seed.keys) this.add(keyFromSeed(this, key, "seed"));
  }

  /** The id of the next key. */
  nextKeyId(): number {
    while (this.keys.has(this.#nextKeyId)) this.#nextKeyId += 1;
    return this.#nextKeyId;
  }

  /** Adds a key. */
  add(key: StoredKey): StoredKey {
    this.keys.set(key.keyId, key);
    return key;
  }

  /** The key of an id or activation code. */
  find(reference: string): StoredKey | undefined {
    if (/^\d+$/.test(reference)) return this.keys.get(Number(reference));
    const code = reference.toUpperCase();
    return [...this.keys.values()].find(({ activationCode }) => activationCode === code);
  }

  /** The keys that have this key as their parent. */
  childrenOf(key: StoredKey): StoredKey[] {
    return [...this.keys.values()].filter(({ parentKeyId }) => parentKeyId === key.keyId);
  }

  /** The base item of a key, undefined when no constant describes it. */
  baseOf(items: readonly StoredItem[]): CatalogItem | undefined {
    return items.map(({ item }) => this.catalog.get(item)).find((item) => item && isBase(item));
  }

  /** Whether an extra may stand on a key with this base. */
  fits(extra: CatalogItem, base: CatalogItem): boolean {
    return fitsBase(extra, base);
  }
}

/** A key as it was, null before it existed, and how often it is still shown like that. */
export interface StaleKey {
  readonly key: StoredKey | null;
  remaining: number;
}

/** A key as it was, null before it existed, and when reads stop to show it like that, in milliseconds. */
export interface EarlierKey {
  readonly key: StoredKey | null;
  readonly until: number;
}
