import { guidOf } from "./identifiers";
import type {
  Account,
  SecretKey,
  SeedAccount,
  SeedPlan,
  SeedServer,
  SeedSubscription,
  ServerFacts,
  StoredPlan,
  StoredSubscription,
} from "./model";
import { seededServer } from "./seededServer";

/** The default servers: equal in everything but GUIDs, domains and licence keys. */
export const DEFAULT_SERVERS: readonly SeedServer[] = [seededServer("alpha"), seededServer("beta")];

/** Many servers with many subscriptions, all on the plan "Starter" and in sync: for reading in bulk. */
export function manySubscriptions(servers: number, each: number): SeedServer[] {
  return count(servers).map((at) => {
    const name = `server-${at}`;
    const { accounts = [], plans = [] } = seededServer(name);
    const subscriptions = count(each).map((number) => ({
      name: `site-${number}.${name}.example`,
      owner: "acme",
      plan: guidOf(`plan Starter of admin on ${name}`),
    }));
    return { name, accounts, plans, subscriptions };
  });
}

/** What is true of a server unless its seed says otherwise. */
export function serverFacts({
  accounts: _,
  plans: _1,
  subscriptions: _2,
  ...given
}: SeedServer): ServerFacts {
  const key = { plesk_key_id: "PLSK.00000001.0001", edition_name: "Web Host", lim_cl: "-1", lim_dom: "-1" };
  const facts = { protocolVersion: "1.6.9.1", api: true, provides: {}, refuses: null, https: null };
  return { ...facts, ...given, key: { ...key, ...given.key } };
}

/** A whole login from a partial one. The password is a throw-away value that opens nothing but this server. */
export function accountOf(server: string, id: number, { login, ...given }: SeedAccount): Account {
  const subject = `account ${login} on ${server}`;
  const secretKey: SecretKey = { key: guidOf(`secret key of ${subject}`), address: null };
  return {
    id,
    login,
    guid: guidOf(subject),
    externalId: "",
    kind: login === "admin" ? "administrator" : "customer",
    provider: "admin",
    password: `throw-away-${server}-${login}-Kq7`,
    secretKeys: [secretKey],
    remoteAccess: true,
    refuses: null,
    ...given,
  };
}

/** A whole plan from a partial one. */
export function planOf(server: string, id: number, { name, ...given }: SeedPlan): StoredPlan {
  const owner = given.owner ?? "admin";
  const guid = guidOf(`${given.addOn ? "add-on" : "plan"} ${name} of ${owner} on ${server}`);
  return { id, guid, name, externalId: "", owner, addOn: false, settings: {}, ...given };
}

/** A whole subscription from a partial one; its settings are added where its plans are known. */
export function subscriptionOf(
  server: string,
  id: number,
  { name, ...given }: SeedSubscription,
): StoredSubscription {
  return {
    id,
    guid: guidOf(`subscription ${name} on ${server}`),
    name,
    externalId: "",
    owner: "admin",
    status: 0,
    plan: null,
    addOns: [],
    locked: false,
    synchronized: true,
    settings: {},
    refuses: null,
    ...given,
  };
}

function count(length: number): number[] {
  return Array.from({ length }, (_, at) => at + 1);
}
