/** The path that all addresses are below; on the vendor's host nothing stands before them. */
export const PREFIX = "/flexCloud/";

/** What an address names. */
export interface Route {
  /** Whether it is the address of actions. */
  readonly isAction: boolean;
  /** Null where the address leaves the account out. */
  readonly accountId: string | null;
  readonly serverId: string;
}

/** Both forms of address; that of a server may end in a slash (reference, sections 1 and 3). */
const ADDRESS = /^(?:accounts\/([^/]+)\/flexcloud\/)?servers\/([^/]+)(\/action|\/)?$/;

/** The route of a path, undefined when there is none; the methods that it has do not count yet. */
export function routeOf(path: string): Route | undefined {
  const [, account, server, rest] = ADDRESS.exec(path) ?? [];
  if (server === undefined) return undefined;
  try {
    return {
      isAction: rest === "/action",
      accountId: account === undefined ? null : decodeURIComponent(account),
      serverId: decodeURIComponent(server),
    };
  } catch {
    return undefined;
  }
}
