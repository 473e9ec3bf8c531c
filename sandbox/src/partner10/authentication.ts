import { provenAccount } from "../authentication";
import type { Account } from "./model";
import { Refusal } from "./refusal";
import type { Partner10World } from "./world";
import type { Value } from "./xmlRpc/value";

/** AuthInfo: both members are there, are texts and keep below these lengths (reference, section 2). */
const LENGTHS = { login: 256, password: 64 };

/** Who sent a call: checks the form of AuthInfo, then login and password. */
export function authenticated(world: Partner10World, authInfo: Value): Account {
  const { login, password } = credentialsOf(authInfo);
  const account = provenAccount(world, login, password, world.assumptions().wrongPasswords === "locked");
  if (typeof account === "string") throw new Refusal(200);
  if (account.refuses !== null) throw new Refusal(account.refuses);
  return account;
}

function credentialsOf(authInfo: Value): { login: string; password: string } {
  const members = authInfo.kind === "struct" ? authInfo.members : [];
  const texts = Object.entries(LENGTHS).map(([name, limit]) => {
    const value = members.find(([member]) => member === name)?.[1];
    return value?.kind === "string" && value.value.length < limit ? value.value : undefined;
  });
  const [login, password] = texts;
  if (login === undefined || password === undefined || members.length > texts.length) throw new Refusal(400);
  return { login, password };
}
