import type { FlexCloudAssumptions } from "../assumptions";
import type { Plesk } from "../pleskXml/view";
import type { Account, CloudServer } from "./model";
import { accountOf, CLOUD_ACCOUNTS, CLOUD_SERVERS, type FlexCloudSeed, serverOf } from "./seed";
import { Upgrades } from "./upgrades";

/** All that FlexCloud knows: logins, servers, and the upgrades that run. */
export class CloudWorld {
  readonly accounts = new Map<string, Account>();
  readonly servers = new Map<string, CloudServer>();
  /** How often a wrong password was sent in a row, by login. */
  readonly wrongPasswords = new Map<string, number>();
  readonly upgrades: Upgrades;

  constructor(
    readonly seed: FlexCloudSeed,
    readonly assumptions: () => FlexCloudAssumptions,
    readonly plesk: Plesk,
  ) {
    this.upgrades = new Upgrades(plesk, assumptions);
    this.reset();
  }

  /** Goes back to the seed; upgrades that run come to nothing. */
  reset(): void {
    const { accounts = CLOUD_ACCOUNTS } = this.seed;
    for (const map of [this.accounts, this.servers, this.wrongPasswords]) map.clear();
    this.upgrades.clear();
    for (const account of accounts) this.accounts.set(account.login, accountOf(account));
    for (const seeded of this.#servers()) {
      const server = structuredClone(serverOf(seeded));
      this.plesk.server(server.pleskServer);
      this.servers.set(server.id, server);
    }
  }

  /** A sandbox with other Plesk servers than the default ones still starts without naming cloud servers. */
  #servers() {
    const known = this.plesk.servers.map(({ name }) => name);
    return this.seed.servers ?? CLOUD_SERVERS.filter(({ pleskServer }) => known.includes(pleskServer));
  }
}
