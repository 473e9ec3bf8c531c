import { statusOf } from "./dates";
import { keyNumberOf } from "./identifiers";
import type { Account, CatalogItem, Origin, Status, StoredKey } from "./model";
import { keyFromSeed, type SeedItem, type SeedKey, storedItem } from "./seed";
import type { World } from "./world";

/** A key as it is, secrets included: what a test compares, independent of how answers are spelled. */
export interface SandboxKey extends Readonly<StoredKey> {
  /** Prefix, id and revision. */
  readonly keyNumber: string;
  /** The state in the words of the `status` filter. */
  readonly status: Status;
  /** The ids of the keys that have this one as their parent. */
  readonly childKeyIds: readonly number[];
}

/** Which keys are wanted: all members must fit. */
export interface KeyFilter {
  /** The owner's id. */
  ownerId?: string;
  /** A part of the nickname. */
  nickname?: string;
  /** A constant that is on the key. */
  item?: string;
  /** Who made it: the seed, a create request, or somebody elsewhere. */
  madeBy?: Origin;
  /** Whether it is terminated. */
  terminated?: boolean;
}

/** What somebody else may change about a key; unlike the API, nothing here is checked against business rules. */
export type KeyChange = Partial<
  Omit<StoredKey, "items" | "keyId" | "prefix" | "activationCode" | "madeBy">
> & {
  /** The whole new list. */
  items?: SeedItem[];
};

/** The vendor's side of Partner API 3.0: looking at keys, and changing them behind everybody's back. */
export class Partner30 {
  readonly #world: World;
  readonly #root: () => string;

  constructor(world: World, root: () => string) {
    this.#world = world;
    this.#root = root;
  }

  /** The base URL that the environment variable PLESK_PARTNER30_URL holds. */
  get url(): string {
    return this.#root();
  }

  /** The environment variables by which the provider finds it as a login. */
  envOf(login: string): Record<string, string> {
    const { password, kind } = this.account(login);
    return {
      PLESK_PARTNER30_URL: this.url,
      PLESK_PARTNER30_LOGIN: login,
      PLESK_PARTNER30_PASSWORD: password,
      PLESK_PARTNER30_ACCOUNT_KIND: kind,
    };
  }

  /** The account of a login; an error when there is none. */
  account(login: string): Readonly<Account> {
    const account = this.accounts.find((it) => it.login === login);
    if (!account) throw new Error(`The sandbox has no account with the login "${login}".`);
    return account;
  }

  /** The accounts, passwords included. */
  get accounts(): readonly Readonly<Account>[] {
    return [...this.#world.accounts.values()];
  }

  /** The price list. */
  get catalog(): readonly CatalogItem[] {
    return [...this.#world.catalog.values()];
  }

  /** The keys that fit, oldest first. */
  keys(filter: KeyFilter = {}): SandboxKey[] {
    return [...this.#world.keys.values()].filter((key) => fits(key, filter)).map((key) => this.#view(key));
  }

  /** A key by its id; an error when there is none. */
  key(keyId: number | string): SandboxKey {
    return this.#view(this.#stored(keyId));
  }

  /** Changes a key without a request, as staff or the web interface would. */
  change(keyId: number | string, change: KeyChange): SandboxKey {
    const key = this.#stored(keyId);
    const { items, ...rest } = change;
    Object.assign(key, rest, items && { items: items.map(storedItem) });
    key.lastModificationDate = this.#world.now().toISOString();
    return this.#view(key);
  }

  /** Suspends a key, as multi-use prevention does. */
  suspend(keyId: number | string): SandboxKey {
    return this.change(keyId, { suspended: true });
  }

  /** Resumes a key. */
  resume(keyId: number | string): SandboxKey {
    return this.change(keyId, { suspended: false });
  }

  /** Terminates a key. */
  terminate(keyId: number | string): SandboxKey {
    return this.change(keyId, { terminated: true });
  }

  /** Gives a key to another owner. */
  move(keyId: number | string, ownerId: string): SandboxKey {
    return this.change(keyId, { ownerId });
  }

  /** Gives a key another nickname, or none. */
  rename(keyId: number | string, nickname: string | null): SandboxKey {
    return this.change(keyId, { nickname });
  }

  /** Lets a key's revision grow, as an automatic key update does. */
  revise(keyId: number | string): SandboxKey {
    return this.change(keyId, { revision: this.#stored(keyId).revision + 1 });
  }

  /** Adds a key that was made elsewhere; items may be unmatched, the type may be "purchased". */
  add(key: SeedKey): SandboxKey {
    return this.#view(this.#world.add(keyFromSeed(this.#world, key, "elsewhere")));
  }

  /** Changes an account: suspends an owner, replaces a password. */
  changeAccount(id: string, change: Partial<Omit<Account, "id">>): Readonly<Account> {
    const account = this.#world.accounts.get(id);
    if (!account) throw new Error(`The sandbox has no account ${id}.`);
    return Object.assign(account, change);
  }

  #stored(keyId: number | string): StoredKey {
    const key = this.#world.keys.get(Number(keyId));
    if (!key) throw new Error(`The sandbox has no key ${keyId}.`);
    return key;
  }

  #view(key: StoredKey): SandboxKey {
    const childKeyIds = this.#world.childrenOf(key).map((child) => child.keyId);
    const status = statusOf(key, this.#world.now());
    return { ...structuredClone(key), keyNumber: keyNumberOf(key), status, childKeyIds };
  }
}

function fits(key: StoredKey, { ownerId, nickname, item, madeBy, terminated }: KeyFilter): boolean {
  return (
    (ownerId === undefined || key.ownerId === ownerId) &&
    (nickname === undefined || (key.nickname ?? "").includes(nickname)) &&
    (item === undefined || key.items.some((it) => it.item === item)) &&
    (madeBy === undefined || key.madeBy === madeBy) &&
    (terminated === undefined || key.terminated === terminated)
  );
}
