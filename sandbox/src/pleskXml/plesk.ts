import { PleskServer } from "./pleskServer";

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
