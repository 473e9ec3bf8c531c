import type { Account, CloudServer } from "./model";
import { cloudAccountShape, cloudServerShape } from "./shapes";
import type { FlexCloud, SandboxCloudServer } from "./view";

/**
 * The part of the control surface that is about FlexCloud: `flexCloud/servers` and `flexCloud/accounts`, each also with
 * `/{id or login}` for one, `flexCloud/servers/{id}/finish` and `/abandon`, and `flexCloud/servers/{id}/textkeys/{textkey}` to take off what it sets. Passwords do not leave through it.
 */
export function controlFlexCloud(flexCloud: FlexCloud, method: string, path: string, body: unknown): unknown {
  const [system, collection, name, ...rest] = path.split("/").map(decodeURIComponent);
  if (system !== "flexCloud") return undefined;
  if (collection === "servers") return aboutServers(flexCloud, method, [name, ...rest], body);
  const isAccount = collection === "accounts" && rest.length === 0;
  return isAccount ? aboutAccounts(flexCloud, method, name, body) : undefined;
}

function aboutServers(
  flexCloud: FlexCloud,
  method: string,
  [id, ...rest]: (string | undefined)[],
  body: unknown,
): unknown {
  if (id === undefined) return method === "GET" ? flexCloud.servers.map(withoutPassword) : undefined;
  const [collection, textkey] = rest;
  if (method === "DELETE" && collection === "textkeys" && textkey !== undefined && rest.length === 2) {
    flexCloud.remove(id, textkey);
    return withoutPassword(flexCloud.server(id));
  }
  switch ([method, ...rest].join(" ")) {
    case "GET":
      return withoutPassword(flexCloud.server(id));
    case "POST":
      return withoutPassword(flexCloud.change(id, cloudServerShape.parse(body) as Partial<CloudServer>));
    case "POST finish":
      return withoutPassword(flexCloud.finish(id));
    case "POST abandon":
      return withoutPassword(flexCloud.abandon(id));
    case "DELETE":
      flexCloud.delete(id);
      return {};
    default:
      return undefined;
  }
}

function aboutAccounts(
  flexCloud: FlexCloud,
  method: string,
  login: string | undefined,
  body: unknown,
): unknown {
  if (login === undefined) return method === "GET" ? flexCloud.accounts.map(publicAccount) : undefined;
  if (method === "POST") flexCloud.changeAccount(login, cloudAccountShape.parse(body) as Partial<Account>);
  return ["GET", "POST"].includes(method) ? publicAccount(flexCloud.account(login)) : undefined;
}

function withoutPassword({ rootPassword: _, ...server }: SandboxCloudServer) {
  return server;
}

function publicAccount({ password: _, ...account }: Readonly<Account>) {
  return account;
}
