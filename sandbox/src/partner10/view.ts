import { ENDPOINT, keyNumberOf, PREFIX } from "./identifiers";
import type { Account, Plan, StoredKey } from "./model";
import { featureOf, type SeedFeature, type SeedKey } from "./seed";
import type { Partner10World } from "./world";

/** A key as it is, secrets included. */
export interface Partner10Key extends Readonly<StoredKey> {
  /** Prefix, number and revision. */
  readonly keyNumber: string;
}

/** What somebody else may change about a key; nothing here is checked against business rules. */
export type Partner10KeyChange = Partial<Omit<StoredKey, "id" | "features">> & {
  /** The whole new list. */
  features?: readonly SeedFeature[];
};

/**
 * The vendor's side of Partner API 1.0: looking at keys, and changing them behind everybody's back. Keys are named by
 * their number, with or without a revision, which does not count here.
 */
export class Partner10 {
  readonly #world: Partner10World;
  readonly #root: () => string;

  constructor(world: Partner10World, root: () => string) {
    this.#world = world;
    this.#root = root;
  }

  /** The URL that calls are sent to. */
  get url(): string {
    return this.#root() + PREFIX + ENDPOINT;
  }

  /** The environment variables by which the provider finds it, as its first login or another one. */
  envOf(login = this.accounts[0]?.login ?? ""): Record<string, string> {
    const { password } = this.account(login);
    return {
      PLESK_PARTNER10_URL: this.url,
      PLESK_PARTNER10_LOGIN: login,
      PLESK_PARTNER10_PASSWORD: password,
    };
  }

  /** The logins, passwords included. */
  get accounts(): readonly Readonly<Account>[] {
    return structuredClone([...this.#world.accounts.values()]);
  }

  /** A login; an error when there is none. */
  account(login: string): Readonly<Account> {
    return structuredClone(this.#account(login));
  }

  /** The upgrade plans that exist. */
  get plans(): readonly Plan[] {
    return [...this.#world.plans.values()];
  }

  /** All keys, in the order of the seed. */
  get keys(): readonly Partner10Key[] {
    return [...this.#world.keys.values()].map(view);
  }

  /** A key; an error when there is none. */
  key(number: string): Partner10Key {
    return view(this.#stored(number));
  }

  /** The identifiers of the features that a key has. */
  featuresOf(number: string): string[] {
    return this.#stored(number).features.map(({ identifier }) => identifier);
  }

  /** Changes a key without a request, as staff or the web interface would. */
  change(number: string, { features, ...change }: Partner10KeyChange): Partner10Key {
    const key = this.#stored(number);
    Object.assign(key, structuredClone(change), features && { features: features.map(featureOf) });
    return view(key);
  }

  /** Puts a feature on a key; its revision grows. */
  addFeature(number: string, feature: SeedFeature): Partner10Key {
    const { features, revision } = this.#stored(number);
    return this.change(number, { features: [...features, feature], revision: revision + 1 });
  }

  /** Takes a feature off a key; its revision grows. */
  removeFeature(number: string, identifier: string): Partner10Key {
    const { features, revision } = this.#stored(number);
    const others = features.filter((feature) => feature.identifier !== identifier);
    if (others.length === features.length)
      throw new Error(`The key ${number} has no feature "${identifier}".`);
    return this.change(number, { features: others, revision: revision + 1 });
  }

  /** Suspends a key. */
  suspend(number: string): Partner10Key {
    return this.change(number, { suspended: true });
  }

  /** Resumes a key. */
  resume(number: string): Partner10Key {
    return this.change(number, { suspended: false });
  }

  /** Gives a key to another client. */
  move(number: string, clientId: number): Partner10Key {
    return this.change(number, { clientId });
  }

  /** Terminates a key. */
  terminate(number: string): Partner10Key {
    return this.change(number, { terminated: true });
  }

  /** Lets a key's revision grow, as it does for reasons of the vendor's own. */
  revise(number: string): Partner10Key {
    return this.change(number, { revision: this.#stored(number).revision + 1 });
  }

  /** Adds a key that was made elsewhere. */
  add(key: SeedKey): Partner10Key {
    return view(this.#world.add(key));
  }

  /** Changes a login: its password, role, price list, or a code that every call of it is answered with. */
  changeAccount(login: string, change: Partial<Omit<Account, "login">>): Readonly<Account> {
    return structuredClone(Object.assign(this.#account(login), structuredClone(change)));
  }

  #account(login: string): Account {
    const account = this.#world.accounts.get(login);
    if (!account) throw new Error(`Partner API 1.0 of the sandbox has no login "${login}".`);
    return account;
  }

  #stored(number: string): StoredKey {
    const key = this.#world.find(number);
    if (!key) throw new Error(`Partner API 1.0 of the sandbox has no key "${number}".`);
    return key;
  }
}

function view(key: StoredKey): Partner10Key {
  return { ...structuredClone(key), keyNumber: keyNumberOf(key) };
}
