import type { IncomingHttpHeaders } from "node:http";
import { basicCredentials, provenAccount } from "../authentication";
import type { Account } from "./model";
import { REFUSED } from "./refusal";
import type { CloudWorld } from "./world";

/** Who sent a request (reference, section 2). */
export function authenticated(world: CloudWorld, { authorization }: IncomingHttpHeaders): Account {
  const { authorizationWord, cloudLockOut } = world.assumptions();
  const { login, password, isBasic } = basicCredentials(authorization);
  const isSpelled = isBasic || authorizationWord === "optional";
  const account = provenAccount(world, login, isSpelled ? password : undefined, cloudLockOut === "locked");
  if (typeof account === "string") throw REFUSED.unauthorized();
  return account;
}
