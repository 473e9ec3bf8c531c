import type { Account } from "./model";
import type { SeedKey } from "./seed";
import { accountShape, keyShape, newKeyShape } from "./shapes";
import type { Partner10, Partner10Key, Partner10KeyChange } from "./view";

/**
 * The part of the control surface that is about Partner API 1.0: `partner10/keys`, `partner10/accounts`, each also with
 * `/{number or login}` for one, and `partner10/keys/{number}/features/{identifier}` to take it off. Passwords and activation codes do not leave through it.
 */
export function controlPartner10(partner10: Partner10, method: string, path: string, body: unknown): unknown {
  const [system, collection, name, ...rest] = path.split("/").map(decodeURIComponent);
  if (system !== "partner10") return undefined;
  if (method === "DELETE" && collection === "keys") return withoutFeature(partner10, name, rest);
  if (rest.length > 0) return undefined;
  if (collection === "keys") return aboutKeys(partner10, method, name, body);
  return collection === "accounts" ? aboutAccounts(partner10, method, name, body) : undefined;
}

function aboutKeys(partner10: Partner10, method: string, number: string | undefined, body: unknown): unknown {
  const named = number ?? "";
  switch (`${method}${number === undefined ? "" : " one"}`) {
    case "GET":
      return partner10.keys.map(withoutProductKey);
    case "POST":
      return withoutProductKey(partner10.add(newKeyShape.parse(body) as SeedKey));
    case "GET one":
      return withoutProductKey(partner10.key(named));
    case "POST one":
      return withoutProductKey(partner10.change(named, keyShape.parse(body) as Partner10KeyChange));
    default:
      return undefined;
  }
}

function withoutFeature(
  partner10: Partner10,
  number = "",
  [collection, identifier, ...more]: string[],
): unknown {
  if (collection !== "features" || identifier === undefined || more.length > 0) return undefined;
  return withoutProductKey(partner10.removeFeature(number, identifier));
}

function aboutAccounts(
  partner10: Partner10,
  method: string,
  login: string | undefined,
  body: unknown,
): unknown {
  if (login === undefined) return method === "GET" ? partner10.accounts.map(withoutPassword) : undefined;
  if (method === "POST") partner10.changeAccount(login, accountShape.parse(body) as Partial<Account>);
  return ["GET", "POST"].includes(method) ? withoutPassword(partner10.account(login)) : undefined;
}

function withoutProductKey({ productKey: _, ...key }: Partner10Key): Omit<Partner10Key, "productKey"> {
  return key;
}

function withoutPassword({ password: _, ...account }: Readonly<Account>): Omit<Account, "password"> {
  return account;
}
