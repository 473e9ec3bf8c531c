import type { Account } from "./model";
import type { Partner30 } from "./partner30";

/** The environment variables by which the provider finds Partner API 3.0 as a login. */
export function environmentOf(partner30: Partner30, login: string): Record<string, string> {
  const account = accountOf(partner30, login);
  return {
    PLESK_PARTNER30_URL: partner30.url,
    PLESK_PARTNER30_LOGIN: account.login,
    PLESK_PARTNER30_PASSWORD: account.password,
    PLESK_PARTNER30_ACCOUNT_KIND: account.kind,
  };
}

/** The account of a login; an error when there is none. */
export function accountOf(partner30: Partner30, login: string): Readonly<Account> {
  const account = partner30.accounts.find((it) => it.login === login);
  if (!account) throw new Error(`The sandbox has no account with the login "${login}".`);
  return account;
}
