import { ENDPOINT, variableOf } from "./identifiers";
import type { Account, ServerFacts, StoredPlan, StoredSubscription } from "./model";
import type { ServerWorld } from "./world";

/** Where a server can be reached; known once the sandbox listens. */
export interface Location {
  /** The root URL, without a trailing slash. */
  readonly url: string;
  /** The certificate of an HTTPS server, and of the authority that a client has to trust, as PEM. */
  readonly certificate?: { readonly ca: string; readonly fingerprint: string };
}

/** How the environment of a server lets the provider in. */
export interface EnvOptions {
  /** The login; default `admin`. */
  login?: string;
  /** Default `password`. */
  by?: "password" | "secretKey";
  /** What an HTTPS server is trusted by; default `fingerprint` for a self-signed certificate, else `ca`. */
  trust?: "ca" | "fingerprint" | "nothing";
}

/** One Plesk server to look at. Subscriptions and plans are named by GUID, id or name. */
export class PleskServerView {
  readonly #location: () => Location;

  constructor(
    /** What it knows. */
    protected readonly world: ServerWorld,
    location: () => Location,
  ) {
    this.#location = location;
  }

  /** Its name in the environment and in the ledger. */
  get name(): string {
    return this.world.facts.name;
  }

  /** The root URL, to which the provider adds the path of the endpoint. */
  get url(): string {
    return this.#location().url;
  }

  /** The URL that packets are sent to. */
  get endpoint(): string {
    return `${this.url}/${ENDPOINT}`;
  }

  /** What a client has to trust, as PEM; undefined without HTTPS. */
  get ca(): string | undefined {
    return this.#location().certificate?.ca;
  }

  /** The SHA-256 of the certificate, as pairs of digits with colons; undefined without HTTPS. */
  get fingerprint(): string | undefined {
    return this.#location().certificate?.fingerprint;
  }

  /** The environment variables by which the provider finds this server. */
  envOf({ login = "admin", by = "password", trust }: EnvOptions = {}): Record<string, string> {
    const account = this.account(login);
    const variable = variableOf(this.name);
    const secret =
      by === "secretKey"
        ? { [`${variable}_SECRET_KEY`]: account.secretKeys[0]?.key ?? "" }
        : { [`${variable}_LOGIN`]: login, [`${variable}_PASSWORD`]: account.password };
    return { [`${variable}_URL`]: this.url, ...secret, ...this.#trusted(variable, trust) };
  }

  /** What is true of the server as a whole. */
  get facts(): Readonly<ServerFacts> {
    return structuredClone(this.world.facts);
  }

  /** The logins, passwords and secret keys included. */
  get accounts(): readonly Readonly<Account>[] {
    return structuredClone([...this.world.accounts.values()]);
  }

  /** A login; an error when there is none. */
  account(login: string): Readonly<Account> {
    return structuredClone(this.world.account(login));
  }

  /** The plans and add-on plans, oldest first. */
  get plans(): readonly Readonly<StoredPlan>[] {
    return structuredClone([...this.world.plans.values()]);
  }

  /** A plan by its GUID, or by its name and owner; an error when there is none. */
  plan(reference: string, owner = "admin"): Readonly<StoredPlan> {
    return structuredClone(this.storedPlan(reference, owner));
  }

  /** The subscriptions, oldest first. */
  get subscriptions(): readonly Readonly<StoredSubscription>[] {
    return structuredClone([...this.world.subscriptions.values()]);
  }

  /** A subscription; an error when there is none. */
  subscription(reference: string | number): Readonly<StoredSubscription> {
    return structuredClone(this.storedSubscription(reference));
  }

  /** A subscription as it is kept. */
  protected storedSubscription(reference: string | number): StoredSubscription {
    const wanted = String(reference);
    const all = [...this.world.subscriptions.values()];
    const found = all.find(({ guid, id, name }) => [guid, String(id), name].includes(wanted));
    if (!found) throw new Error(`The Plesk server ${this.name} has no subscription "${wanted}".`);
    return found;
  }

  /** A plan as it is kept. */
  protected storedPlan(reference: string, owner: string): StoredPlan {
    const all = [...this.world.plans.values()];
    const found = all.find(
      (plan) => plan.guid === reference || (plan.name === reference && plan.owner === owner),
    );
    if (!found) throw new Error(`The Plesk server ${this.name} has no plan "${reference}" of ${owner}.`);
    return found;
  }

  #trusted(variable: string, trust: EnvOptions["trust"]): Record<string, string> {
    const { certificate } = this.#location();
    if (!certificate) return {};
    const usual = this.world.facts.https === "selfSigned" ? "fingerprint" : "ca";
    const chosen = trust ?? usual;
    if (chosen === "ca") return { [`${variable}_CA`]: certificate.ca };
    return chosen === "fingerprint" ? { [`${variable}_FINGERPRINT`]: certificate.fingerprint } : {};
  }
}
