const MOST_WRONG_PASSWORDS = 5;

/** What an Authorization header says. */
export interface BasicCredentials {
  readonly login: string;
  readonly password: string;
  /** Whether the header begins with the word Basic. */
  readonly isBasic: boolean;
}

/** The logins of a system. */
export interface Logins<Account> {
  readonly accounts: ReadonlyMap<string, Account>;
  /** How often a wrong password was sent in a row, by login. */
  readonly wrongPasswords: Map<string, number>;
}

/** Reads an Authorization header; a header of another form gives an empty login. */
export function basicCredentials(authorization = ""): BasicCredentials {
  const [, word, encoded = ""] = /^(?:(basic) )?(\S+)$/i.exec(authorization) ?? [];
  const [login = "", ...password] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return { login, password: password.join(":"), isBasic: word !== undefined };
}

/** The account of a login with its password. Where logins lock, they do after five wrong passwords in a row. */
export function provenAccount<Account extends { password: string }>(
  { accounts, wrongPasswords }: Logins<Account>,
  login: string,
  password: string | undefined,
  locks: boolean,
): Account | "wrong" | "locked" {
  const wrong = wrongPasswords.get(login) ?? 0;
  if (locks && wrong >= MOST_WRONG_PASSWORDS) return "locked";
  const account = accounts.get(login);
  if (account?.password === password && account !== undefined) {
    wrongPasswords.delete(login);
    return account;
  }
  if (account) wrongPasswords.set(login, wrong + 1);
  return "wrong";
}
