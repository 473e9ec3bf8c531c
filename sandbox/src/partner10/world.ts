import type { Partner10Assumptions } from "../assumptions";
import { NAMES, planOf, PLANS } from "./catalog";
import { parseKeyNumber } from "./identifiers";
import type { Account, Plan, StoredKey } from "./model";
import {
  accountOf,
  keyOf,
  PARTNER10_ACCOUNTS,
  PARTNER10_KEYS,
  type Partner10Seed,
  type SeedKey,
} from "./seed";

/** All that Partner API 1.0 knows: logins, plans, keys, and what the clock says. */
export class Partner10World {
  readonly accounts = new Map<string, Account>();
  readonly plans = new Map<string, Plan>();
  readonly keys = new Map<string, StoredKey>();
  /** How often a wrong password was sent in a row, by login. */
  readonly wrongPasswords = new Map<string, number>();

  constructor(
    readonly seed: Partner10Seed,
    readonly assumptions: () => Partner10Assumptions,
    readonly now: () => Date,
  ) {
    this.reset();
  }

  /** Goes back to the seed. */
  reset(): void {
    const { accounts = PARTNER10_ACCOUNTS, plans = PLANS, keys = PARTNER10_KEYS } = this.seed;
    for (const map of [this.accounts, this.plans, this.keys, this.wrongPasswords]) map.clear();
    for (const account of accounts) this.accounts.set(account.login, structuredClone(accountOf(account)));
    for (const plan of plans) this.plans.set(plan.plan, planOf(plan));
    for (const key of keys) this.add(key);
  }

  /** Adds a key. */
  add(seed: SeedKey): StoredKey {
    const key = structuredClone(keyOf(seed));
    this.keys.set(key.id, key);
    return key;
  }

  /** The key that a number or an activation code means, whatever the revision. */
  find(reference: string): StoredKey | undefined {
    const { id } = parseKeyNumber(reference) ?? {};
    if (id !== undefined) return this.keys.get(id);
    return [...this.keys.values()].find(({ productKey }) => productKey === reference);
  }

  /** The additional keys of a key. */
  additionalKeysOf({ id }: StoredKey): StoredKey[] {
    return [...this.keys.values()].filter(({ parent }) => parent === id);
  }
}

/** The long name of a feature or key type. */
export function nameOf(identifier: string): string {
  return Object.hasOwn(NAMES, identifier) ? (NAMES[identifier] ?? identifier) : identifier;
}
