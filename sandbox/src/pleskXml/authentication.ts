import type { IncomingHttpHeaders } from "node:http";
import { PleskError } from "./errors";
import type { Account } from "./model";
import type { ServerWorld } from "./world";

const MOST_WRONG_PASSWORDS = 5;

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
  const { wrongPasswords } = world;
  const account = world.accounts.get(login);
  const wrong = wrongPasswords.get(login) ?? 0;
  if (wrong >= MOST_WRONG_PASSWORDS && world.assumptions().failedLogins === "lock")
    throw new PleskError(1012);
  if (account?.password === password) {
    wrongPasswords.delete(login);
    return account;
  }
  if (account) wrongPasswords.set(login, wrong + 1);
  throw new PleskError(1001);
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
