import { PREFIX } from "./identifiers";
import type { Account, CloudServer } from "./model";
import type { CloudWorld } from "./world";

/** A server as it is, passwords included. */
export interface SandboxCloudServer extends Readonly<CloudServer> {
  /** The textkey of the upgrade that runs; null for none. */
  readonly upgrading: string | null;
}

/** The vendor's side of FlexCloud: looking at servers, ending upgrades, and changing things behind everybody's back. */
export class FlexCloud {
  readonly #world: CloudWorld;
  readonly #root: () => string;

  constructor(world: CloudWorld, root: () => string) {
    this.#world = world;
    this.#root = root;
  }

  /** The root URL, without a trailing slash. */
  get url(): string {
    return (this.#root() + PREFIX).replace(/\/$/, "");
  }

  /** The environment variables by which the provider finds it, as its first login or another one. */
  envOf(login = this.accounts[0]?.login ?? ""): Record<string, string> {
    const { password } = this.account(login);
    return {
      PLESK_FLEX_CLOUD_URL: this.url,
      PLESK_FLEX_CLOUD_LOGIN: login,
      PLESK_FLEX_CLOUD_PASSWORD: password,
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

  /** The servers, in the order of the seed. */
  get servers(): readonly SandboxCloudServer[] {
    return [...this.#world.servers.values()].map((server) => this.#view(server));
  }

  /** A server by its id; an error when there is none. */
  server(id: string): SandboxCloudServer {
    return this.#view(this.#stored(id));
  }

  /** What an upgrade of a server has to name besides the textkey: the login and the port that the server knows. */
  pleskLoginOf(id: string): { username: string; password: string; port_number: string } {
    const { pleskServer, port, rootPassword } = this.#stored(id);
    const plesk = this.#world.plesk.server(pleskServer);
    const isSystem = this.#world.assumptions().pleskLogin === "system";
    return {
      username: isSystem ? "root" : "admin",
      password: isSystem ? rootPassword : plesk.account("admin").password,
      port_number: port ?? new URL(plesk.url).port,
    };
  }

  /** Changes a server: how long upgrades run, whether they fail, whether it is busy, its status, textkeys or port. */
  change(id: string, change: Partial<Omit<CloudServer, "id">>): SandboxCloudServer {
    const server = this.#stored(id);
    if (change.pleskServer !== undefined) this.#world.plesk.server(change.pleskServer);
    return this.#view(Object.assign(server, structuredClone(change)));
  }

  /** Suspends a server. */
  suspend(id: string): SandboxCloudServer {
    return this.change(id, { status: "SUSPENDED" });
  }

  /** Makes a server active. */
  resume(id: string): SandboxCloudServer {
    return this.change(id, { status: "ACTIVE" });
  }

  /** Gives a server another display name. */
  rename(id: string, name: string): SandboxCloudServer {
    return this.change(id, { name });
  }

  /** Gives a server to another account. */
  move(id: string, accountId: string): SandboxCloudServer {
    return this.change(id, { accountId });
  }

  /** Ends the upgrade that runs on a server, with the effect on the Plesk key that it has; without one, nothing happens. */
  finish(id: string): SandboxCloudServer {
    const server = this.#stored(id);
    this.#world.upgrades.finish(server);
    return this.#view(server);
  }

  /** Ends the upgrade that runs on a server without any effect, as a failed one does. */
  abandon(id: string): SandboxCloudServer {
    const server = this.#stored(id);
    this.#world.upgrades.abandon(server);
    return this.#view(server);
  }

  /** Takes off the Plesk key of a server what a textkey sets, as staff or another tool would. */
  remove(id: string, textkey: string): void {
    const { pleskServer, textkeys } = this.#stored(id);
    const effect = textkeys[textkey];
    if (!effect) throw new Error(`The cloud server "${id}" has no textkey "${textkey}".`);
    const plesk = this.#world.plesk.server(pleskServer);
    const { [effect.property]: _, ...key } = plesk.facts.key;
    plesk.change({ key });
  }

  /** Deletes a server. */
  delete(id: string): void {
    const server = this.#stored(id);
    this.#world.upgrades.abandon(server);
    this.#world.servers.delete(server.id);
  }

  /** Changes a login: its password or its account. */
  changeAccount(login: string, change: Partial<Omit<Account, "login">>): Readonly<Account> {
    return structuredClone(Object.assign(this.#account(login), change));
  }

  #account(login: string): Account {
    const account = this.#world.accounts.get(login);
    if (!account) throw new Error(`FlexCloud of the sandbox has no login "${login}".`);
    return account;
  }

  #stored(id: string): CloudServer {
    const server = this.#world.servers.get(id);
    if (!server) throw new Error(`FlexCloud of the sandbox has no server "${id}".`);
    return server;
  }

  #view(server: CloudServer): SandboxCloudServer {
    return { ...structuredClone(server), upgrading: this.#world.upgrades.runningOn(server) ?? null };
  }
}
