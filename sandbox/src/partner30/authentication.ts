import type { IncomingHttpHeaders } from "node:http";
import { basicCredentials } from "../authentication";
import type { Account } from "./model";
import { Refusal } from "./refusal";
import type { World } from "./world";

/** Who sent a request; no number of wrong passwords locks a login (reference, section 1). */
export function authenticated(world: World, { authorization }: IncomingHttpHeaders): Account {
  const { login, password, isBasic } = basicCredentials(authorization);
  const account = [...world.accounts.values()].find((it) => it.login === login);
  if (isBasic && account?.password === password) return account;
  const status = Number(world.assumptions().badCredentials);
  throw new Refusal("badCredentials", status, "Authorization failed.", "The login or the password is wrong.");
}
