import type {
  Account,
  ServerFacts,
  StoredPlan,
  StoredSubscription,
  SeedPlan,
  SeedSubscription,
} from "./model";
import { provision } from "./provisioning";
import { PleskServerView } from "./serverView";

/** The bit of `gen_info`'s status that says so. */
const DISABLED_BY_ADMINISTRATOR = 16;

/** The vendor's side of the Plesk servers: looking at them, and changing them behind everybody's back. */
export class Plesk {
  readonly #servers: ReadonlyMap<string, PleskServer>;

  constructor(servers: readonly PleskServer[]) {
    this.#servers = new Map(servers.map((server) => [server.name, server]));
  }

  /** All servers, in the order of the seed. */
  get servers(): readonly PleskServer[] {
    return [...this.#servers.values()];
  }

  /** A server by its name; an error when there is none. */
  server(name: string): PleskServer {
    const server = this.#servers.get(name);
    if (!server) throw new Error(`The sandbox has no Plesk server "${name}".`);
    return server;
  }

  /** The environment variables by which the provider finds all servers, as their administrator. */
  get env(): Readonly<Record<string, string>> {
    return Object.assign({}, ...this.servers.map((server) => server.envOf())) as Record<string, string>;
  }
}

/** What somebody else may change about a subscription; nothing here is checked against business rules. */
export type SubscriptionChange = Partial<Omit<StoredSubscription, "id">>;

/** One Plesk server as its staff sees it: looked at, and changed behind everybody's back. */
export class PleskServer extends PleskServerView {
  /** Changes facts: switches the API off, lets every request fail, changes the licence key or what can be provided. */
  change(change: Partial<Omit<ServerFacts, "name" | "https">>): void {
    Object.assign(this.world.facts, structuredClone(change));
  }

  /** Changes a login: its password, its keys, its permission, or an error that it is answered with. */
  changeAccount(login: string, change: Partial<Omit<Account, "id" | "login">>): void {
    Object.assign(this.world.account(login), structuredClone(change));
  }

  /** Adds a plan or add-on plan. */
  addPlan(plan: SeedPlan): Readonly<StoredPlan> {
    return structuredClone(this.world.addPlan(plan));
  }

  /** Edits a plan; other settings are applied to its subscriptions that are not locked, as the panel does. */
  changePlan(reference: string, change: Partial<Omit<StoredPlan, "guid" | "id">>): void {
    const plan = this.storedPlan(reference, "admin");
    Object.assign(plan, structuredClone(change));
    if (!change.settings) return;
    for (const subscription of this.#followersOf(plan)) {
      if (!subscription.locked) provision(this.world, subscription);
    }
  }

  /** Deletes a plan; what becomes of its subscriptions is an assumption. */
  removePlan(reference: string): void {
    const plan = this.storedPlan(reference, "admin");
    this.world.plans.delete(plan.guid);
    if (this.world.assumptions().planDeleted === "dangling") return;
    for (const subscription of this.#followersOf(plan)) {
      const isBase = subscription.plan === plan.guid;
      const addOns = isBase ? [] : subscription.addOns.filter((guid) => guid !== plan.guid);
      Object.assign(subscription, isBase ? { plan: null, addOns } : { addOns });
    }
  }

  /** Adds a subscription with the settings of its plans. */
  add(subscription: SeedSubscription): Readonly<StoredSubscription> {
    return structuredClone(this.world.addSubscription(subscription));
  }

  /** Changes a subscription as it is told, for example to another GUID or another status. */
  changeSubscription(reference: string | number, change: SubscriptionChange): Readonly<StoredSubscription> {
    const subscription = this.storedSubscription(reference);
    this.world.subscriptions.delete(subscription.guid);
    Object.assign(subscription, structuredClone(change));
    this.world.subscriptions.set(subscription.guid, subscription);
    return structuredClone(subscription);
  }

  /** Gives a subscription another main domain. */
  rename(reference: string | number, name: string): void {
    this.changeSubscription(reference, { name });
  }

  /** Suspends a subscription, as the administrator does. */
  suspend(reference: string | number): void {
    this.changeSubscription(reference, { status: DISABLED_BY_ADMINISTRATOR });
  }

  /** Makes a subscription active. */
  resume(reference: string | number): void {
    this.changeSubscription(reference, { status: 0 });
  }

  /** Deletes a subscription. */
  remove(reference: string | number): void {
    this.world.subscriptions.delete(this.storedSubscription(reference).guid);
  }

  /** Gives a subscription to another owner. */
  move(reference: string | number, owner: string): void {
    this.changeSubscription(reference, { owner: this.world.account(owner).login });
  }

  /** Gives a subscription another base plan by GUID, or none, and applies it. */
  setPlan(reference: string | number, plan: string | null): void {
    const subscription = this.storedSubscription(reference);
    subscription.plan = plan;
    if (plan === null) subscription.addOns = [];
    provision(this.world, subscription);
  }

  /** Gives a subscription other add-on plans by GUID, and applies all its plans. */
  setAddOns(reference: string | number, addOns: readonly string[]): void {
    const subscription = this.storedSubscription(reference);
    subscription.addOns = [...addOns];
    provision(this.world, subscription);
  }

  /** Customises settings of a subscription, which locks it, as the panel does. */
  customize(reference: string | number, settings: Readonly<Record<string, string>>): void {
    const subscription = this.storedSubscription(reference);
    Object.assign(subscription.settings, settings);
    subscription.locked = true;
  }

  /** Locks a subscription against syncing. */
  lock(reference: string | number): void {
    this.storedSubscription(reference).locked = true;
  }

  /** Unlocks a subscription; its settings stay. */
  unlock(reference: string | number): void {
    this.storedSubscription(reference).locked = false;
  }

  /** Takes settings of a subscription out of step with its plan without locking it. */
  unsynchronize(reference: string | number, settings: Readonly<Record<string, string>> = {}): void {
    const subscription = this.storedSubscription(reference);
    Object.assign(subscription.settings, settings);
    subscription.synchronized = false;
  }

  #followersOf({ guid }: StoredPlan): StoredSubscription[] {
    const all = [...this.world.subscriptions.values()];
    return all.filter(({ plan, addOns }) => plan === guid || addOns.includes(guid));
  }
}
