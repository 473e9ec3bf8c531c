import type { PleskXmlAssumptions } from "../assumptions";
import type {
  Account,
  SeedPlan,
  SeedServer,
  SeedSubscription,
  ServerFacts,
  StoredPlan,
  StoredSubscription,
} from "./model";
import { settle } from "./provisioning";
import { accountOf, planOf, serverFacts, subscriptionOf } from "./seed";

/** All that one server knows. */
export class ServerWorld {
  readonly facts: ServerFacts;
  readonly accounts = new Map<string, Account>();
  readonly plans = new Map<string, StoredPlan>();
  readonly subscriptions = new Map<string, StoredSubscription>();
  /** How often a wrong password was sent in a row, by login. */
  readonly wrongPasswords = new Map<string, number>();
  #plansMade = 0;
  #subscriptionsMade = 0;

  constructor(
    readonly seed: SeedServer,
    readonly assumptions: () => PleskXmlAssumptions,
    readonly now: () => Date,
  ) {
    this.facts = serverFacts(seed);
    this.reset();
  }

  /** Goes back to the seed. */
  reset(): void {
    Object.assign(this.facts, serverFacts(this.seed));
    for (const map of [this.accounts, this.plans, this.subscriptions, this.wrongPasswords]) map.clear();
    this.#plansMade = 0;
    this.#subscriptionsMade = 0;
    const { accounts = [], plans = [], subscriptions = [] } = this.seed;
    const administrator = accounts.some(({ login }) => login === "admin") ? [] : [{ login: "admin" }];
    for (const [at, account] of [...administrator, ...accounts].entries()) {
      this.accounts.set(account.login, accountOf(this.facts.name, at + 1, account));
    }
    for (const plan of plans) this.addPlan(plan);
    for (const subscription of subscriptions) this.addSubscription(subscription);
  }

  /** Adds a plan. */
  addPlan(seed: SeedPlan): StoredPlan {
    const plan = structuredClone(planOf(this.facts.name, ++this.#plansMade, seed));
    this.plans.set(plan.guid, plan);
    return plan;
  }

  /** Adds a subscription with the settings of its plans, except for those that it is given. */
  addSubscription(seed: SeedSubscription): StoredSubscription {
    const subscription = structuredClone(subscriptionOf(this.facts.name, ++this.#subscriptionsMade, seed));
    this.subscriptions.set(subscription.guid, subscription);
    const { settings } = settle(this, subscription);
    subscription.settings = { ...settings, ...subscription.settings };
    return subscription;
  }

  /** The login that provides the service for an owner: the owner of the plans that its subscriptions follow. */
  providerOf({ owner }: StoredSubscription): string {
    const account = this.accounts.get(owner);
    return account?.kind === "customer" ? account.provider : owner;
  }

  /** The subscriptions that a login may see, by rising id. */
  visibleTo(account: Account): StoredSubscription[] {
    return [...this.subscriptions.values()]
      .filter((subscription) => this.isVisible(subscription, account))
      .sort((a, b) => a.id - b.id);
  }

  /** Whether a login may see a subscription (reference, section 2). */
  isVisible(subscription: StoredSubscription, { kind, login }: Account): boolean {
    if (kind === "administrator") return true;
    return subscription.owner === login || (kind === "reseller" && this.providerOf(subscription) === login);
  }

  /** The owner of a plan as it stands in the world. */
  account(login: string): Account {
    const account = this.accounts.get(login);
    if (!account) throw new Error(`The Plesk server ${this.facts.name} has no login "${login}".`);
    return account;
  }
}

/** All servers of a sandbox, by name. */
export type Worlds = ReadonlyMap<string, ServerWorld>;
