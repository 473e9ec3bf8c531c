import type { Fault } from "./faults";
import type { SandboxCloudServer } from "./flexCloud/view";
import type { Ledger } from "./ledger";
import type { LedgerEntry } from "./ledgerEntry";
import type { Partner10Key } from "./partner10/view";
import type { SandboxKey } from "./partner30/view";
import type { ServerFacts, StoredPlan, StoredSubscription } from "./pleskXml/model";

/** A Plesk server with what is on it. */
export interface ServerOverview extends ServerFacts {
  subscriptions: StoredSubscription[];
  plans: StoredPlan[];
}

/** All that the page for people shows. */
export interface Overview {
  keys: Omit<SandboxKey, "activationCode">[];
  partner10Keys: Omit<Partner10Key, "productKey">[];
  cloudServers: Omit<SandboxCloudServer, "rootPassword">[];
  servers: ServerOverview[];
  faults: Fault[];
  /** How many requests there were, and the newest of them, the newest first; likewise those that were paid for. */
  requests: { total: number; newest: LedgerEntry[] };
  orders: { total: number; newest: LedgerEntry[] };
}

const SHOWN = 200;

/** Made of what the control surface answers, so that no secret is in it that is not in the answers. */
export function overviewOf(ledger: Ledger, get: (path: string) => unknown): Overview {
  const servers = get("servers") as ServerFacts[];
  return {
    keys: get("keys") as Overview["keys"],
    partner10Keys: get("partner10/keys") as Overview["partner10Keys"],
    cloudServers: get("flexCloud/servers") as Overview["cloudServers"],
    servers: servers.map((server) => {
      const below = `servers/${encodeURIComponent(server.name)}`;
      return {
        ...server,
        subscriptions: get(`${below}/subscriptions`) as StoredSubscription[],
        plans: get(`${below}/plans`) as StoredPlan[],
      };
    }),
    faults: get("faults") as Fault[],
    requests: newest(ledger.requests()),
    orders: newest(ledger.requests({ where: ({ charges }) => charges.length > 0 })),
  };
}

function newest(entries: LedgerEntry[]): Overview["requests"] {
  return { total: entries.length, newest: entries.slice(-SHOWN).reverse() };
}
