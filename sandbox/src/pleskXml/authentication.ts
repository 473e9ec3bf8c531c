import type { IncomingHttpHeaders } from "node:http";
import { provenAccount } from "../authentication";
import type { Account } from "./model";
import { PleskError } from "./refusal";
import type { ServerWorld } from "./world";

/** The address that every request of a sandbox comes from. */
const OWN_ADDRESS = "127.0.0.1";

/** Who sent a request (reference, section 2); a secret key replaces login and password. */
export function authenticated(world: ServerWorld, headers: IncomingHttpHeaders): Account {
  const { key, http_auth_login: login, http_auth_passwd: password } = headers;
  const account =
    key === undefined
      ? byPassword(world, fromHeader(login), fromHeader(password))
      : bySecretKey(world, fromHeader(key));
  if (account.refuses !== null) throw new PleskError(account.refuses);
  if (!account.remoteAccess) throw new PleskError(1006);
  return account;
}

/** Node.js makes a character of each byte of a header; the bytes are UTF-8. */
function fromHeader(value: string | string[] = ""): string {
  return Buffer.from(String(value), "latin1").toString("utf8");
}

function byPassword(world: ServerWorld, login: string, password: string): Account {
  const account = provenAccount(world, login, password, world.assumptions().failedLogins === "lock");
  if (typeof account === "string") throw new PleskError(account === "locked" ? 1012 : 1001);
  return account;
}

function bySecretKey(world: ServerWorld, key: string): Account {
  for (const account of world.accounts.values()) {
    const found = account.secretKeys.find((it) => it.key === key);
    if (!found) continue;
    if (found.address === null || found.address === OWN_ADDRESS) return account;
    throw new PleskError(Number(world.assumptions().keyFromElsewhere));
  }
  throw new PleskError(11003);
}
