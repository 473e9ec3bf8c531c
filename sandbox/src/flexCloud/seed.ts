import type { Account, CloudServer, Effect } from "./model";

/** A login to start with; what is left out follows from the login name. */
export type SeedAccount = Pick<Account, "login"> & Partial<Account>;

/** A server to start with; what is left out is as on an ordinary one. */
export type SeedCloudServer = Pick<CloudServer, "id" | "pleskServer"> & Partial<CloudServer>;

/** What FlexCloud starts with. */
export interface FlexCloudSeed {
  /** The logins; the environment speaks for the first one. */
  readonly accounts?: readonly SeedAccount[];
  /** The servers. */
  readonly servers?: readonly SeedCloudServer[];
}

/** The default logins: one of an account with a server for each Plesk server, and one of another account. */
export const CLOUD_ACCOUNTS: readonly SeedAccount[] = [
  { login: "demo-cloud" },
  { login: "demo-cloud-2", accountId: "demo5678" },
];

/** The default servers; the id of the first is that of the vendor's samples. */
export const CLOUD_SERVERS: readonly SeedCloudServer[] = [
  { id: "test_server_0013", pleskServer: "alpha" },
  { id: "test_server_0014", pleskServer: "beta" },
  { id: "test_server_0099", pleskServer: "beta", accountId: "demo5678" },
];

/** The default textkeys: that of the vendor's samples and another; what they set is the sandbox's own. */
export const TEXTKEYS: Readonly<Record<string, Effect>> = {
  "plesk.9.linux.powerpack": { property: "powerpack", value: "true" },
  "plesk.9.linux.languagepack": { property: "languagepacks", value: "1" },
};

/** A whole login from a partial one. The password is a throw-away value that opens nothing but this server. */
export function accountOf({ login, ...given }: SeedAccount): Account {
  return { login, password: `throw-away-${login}-Kq7`, accountId: "demo1234", ...given };
}

/** A whole server from a partial one. */
export function serverOf({ id, ...given }: SeedCloudServer): CloudServer {
  return {
    id,
    accountId: "demo1234",
    name: id,
    status: "ACTIVE",
    port: null,
    rootPassword: `throw-away-root-${id}-Kq7`,
    textkeys: TEXTKEYS,
    upgradeMs: 0,
    fails: false,
    busy: false,
    refuses: null,
    ...given,
  };
}
