import type { IncomingHttpHeaders } from "node:http";
import type { Account } from "./model";
import { REFUSED } from "./refusal";
import type { CloudWorld } from "./world";

const MOST_WRONG_PASSWORDS = 5;

/** Who sent a request (reference, section 2). */
export function authenticated(world: CloudWorld, { authorization = "" }: IncomingHttpHeaders): Account {
  const { authorizationWord, cloudLockOut } = world.assumptions();
  const { wrongPasswords } = world;
  const [, word, encoded = ""] = /^(?:(basic) )?(\S+)$/i.exec(authorization) ?? [];
  const [login = "", ...password] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  const wrong = wrongPasswords.get(login) ?? 0;
  const isLocked = wrong >= MOST_WRONG_PASSWORDS && cloudLockOut === "locked";
  const isSpelled = word !== undefined || authorizationWord === "optional";
  const account = world.accounts.get(login);
  if (isSpelled && !isLocked && account?.password === password.join(":")) {
    wrongPasswords.delete(login);
    return account;
  }
  if (account) wrongPasswords.set(login, wrong + 1);
  throw REFUSED.unauthorized();
}
