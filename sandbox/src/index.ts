import { answersOf, type Assumptions, type SomeAssumptions } from "./assumptions";
import { beside } from "./beside";
import { Faults } from "./faults";
import type { FlexCloud } from "./flexCloud/view";
import { Ledger } from "./ledger";
import type { Partner10 } from "./partner10/view";
import { DEFAULT_LOGIN } from "./partner30/seed";
import type { Partner30 } from "./partner30/view";
import type { EncryptedPort } from "./pleskXml/open";
import type { Plesk } from "./pleskXml/view";
import type { Seeds } from "./seed";
import { listen, type Listening, type Serving, urlOf } from "./server";
import { openVendors } from "./vendors";

export type { Assumption } from "./assumption";
export { allAssumptions, answersOf, assume, ASSUMPTIONS } from "./assumptions";
export type {
  Assumptions,
  FlexCloudAssumptions,
  NamedAssumption,
  Partner10Assumptions,
  Partner30Assumptions,
  PleskXmlAssumptions,
  SomeAssumptions,
} from "./assumptions";
export type { Fault, FaultKind, Faults, InjectedFault, RequestCallback, RequestMatch, When } from "./faults";
export type { Account as CloudAccount, CloudServer, Effect as TextkeyEffect } from "./flexCloud/model";
export { CLOUD_ACCOUNTS, CLOUD_SERVERS, TEXTKEYS } from "./flexCloud/seed";
export type { FlexCloudSeed, SeedCloudServer } from "./flexCloud/seed";
export type { FlexCloud, SandboxCloudServer } from "./flexCloud/view";
export type { Ledger, LedgerFilter, Mark } from "./ledger";
export { formatEntry } from "./ledgerEntry";
export type { Charge, LedgerEntry } from "./ledgerEntry";
export type { SeedPlan as Partner10SeedPlan } from "./partner10/catalog";
export type { Account as Partner10Account, Plan as Partner10Plan, StoredFeature } from "./partner10/model";
export { PARTNER10_ACCOUNTS, PARTNER10_KEYS } from "./partner10/seed";
export type { Partner10Seed, SeedFeature, SeedKey as Partner10SeedKey } from "./partner10/seed";
export type { Partner10, Partner10Key, Partner10KeyChange } from "./partner10/view";
export type { Account, CatalogItem, StoredItem, StoredKey } from "./partner30/model";
export { ACCOUNTS, DEFAULT_LOGIN, DEFAULT_SEED, DEMO_KEYS } from "./partner30/seed";
export type { Seed, SeedItem, SeedKey, SomeSeed } from "./partner30/seed";
export type { KeyChange, KeyFilter, Partner30, SandboxKey } from "./partner30/view";
export type { CertificateKind } from "./pleskXml/certificates/certificate";
export type {
  Account as PleskAccount,
  PleskXmlSeed,
  SeedPlan,
  SeedServer,
  SeedSubscription,
  StoredPlan,
  StoredSubscription,
} from "./pleskXml/model";
export { DEFAULT_SERVERS, manySubscriptions } from "./pleskXml/seed";
export type { EnvOptions } from "./pleskXml/serverView";
export type { Plesk, PleskServer, SubscriptionChange } from "./pleskXml/view";
export { seedFrom, type Seeds } from "./seed";

/** How a sandbox starts; everything may be left out. */
export interface SandboxOptions {
  /** The TCP port; any free one by default. */
  port?: number;
  /** Answers to questions that the contracts leave open; see `ASSUMPTIONS` for all and their defaults. */
  assumptions?: SomeAssumptions;
  /**
   * What the systems start with. By default Partner API 3.0 has a reseller (login `demo-reseller`) with two customers, a customer
   * of the vendor's own (login `demo-customer`), a price list, and no keys. The first key that is made has the
   * id 20000001, the next one 20000002, and so on; activation codes follow from the ids. Partner API 1.0 has a client (login
   * `demo-partner`) with a key in each state that there is (`PARTNER10_KEYS`). FlexCloud has an account (login `demo-cloud`) with
   * a cloud server for each Plesk server (`CLOUD_SERVERS`). There are two Plesk servers, "alpha" and
   * "beta", with the same plans and subscriptions in every state; GUIDs follow from the names.
   */
  seed?: Seeds;
  /** The login that `env` speaks for; default `demo-customer`. */
  login?: string;
  /** The clock; default the real one. It is also what answers tell in their header Date. */
  now?: () => Date;
  /** How far the sandbox's clock is ahead of `now`, in milliseconds; default 0, negative for a clock that is slow. */
  clockOffsetMs?: number;
  /** How long each request takes before its work is done; default 0. */
  latencyMs?: number;
}

/** A running sandbox. */
export interface Sandbox {
  /** The root URL, without a trailing slash; in a browser it shows the page for people. */
  readonly url: string;
  /** The environment variables by which the provider finds it. */
  readonly env: Readonly<Record<string, string>>;
  /** Every request, with what it did and what it cost. */
  readonly ledger: Ledger;
  /** What goes wrong on purpose. */
  readonly faults: Faults;
  /** The answers in force; they may be changed at any time. */
  readonly assumptions: Assumptions;
  /** The vendor's side of Partner API 3.0. */
  readonly partner30: Partner30;
  /** The vendor's side of Partner API 1.0. */
  readonly partner10: Partner10;
  /** The vendor's side of FlexCloud. */
  readonly flexCloud: FlexCloud;
  /** The vendor's side of the Plesk servers. */
  readonly plesk: Plesk;
  /** The environment variables for another login of Partner API 3.0. */
  envOf(login: string): Readonly<Record<string, string>>;
  /** Goes back to the seed and the assumptions of the start, with an empty ledger and no faults. */
  reset(): void;
  /** Cuts all connections and stops listening. */
  close(): Promise<void>;
}

/** Starts the vendor systems in miniature on 127.0.0.1. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { login = DEFAULT_LOGIN, latencyMs = 0 } = options;
  const now = clockOf(options);
  const ledger = new Ledger();
  const faults = new Faults(now);
  const assumptions = answersOf(options.assumptions);
  const { systems, ports, views } = openVendors(options.seed, assumptions, now, () => urlOf(server));
  const { partner30, partner10, flexCloud, plesk } = views;
  partner30.account(login);
  const reset = () => {
    for (const [system, answers] of Object.entries(answersOf(options.assumptions))) {
      Object.assign(assumptions[system as keyof Assumptions], answers);
    }
    ledger.clear();
    faults.clear();
    for (const system of systems) system.reset();
  };
  const controlled = { ledger, faults, assumptions, systems, reset };
  const answer: Serving["beside"] = (...request) => beside(controlled, ...request);
  const serving = { systems, ledger, faults, now, latencyMs, beside: answer };
  const server = await listen(serving, options.port ?? 0);
  const encrypted = await Promise.all(ports.map((port) => listenEncrypted(serving, port)));
  const envOf = (wanted: string) => ({
    ...partner30.envOf(wanted),
    ...partner10.envOf(),
    ...flexCloud.envOf(),
    ...plesk.env,
  });
  const sandbox = { url: urlOf(server), ledger, faults, assumptions, ...views, envOf, reset };
  const close = async () => {
    await Promise.all([server, ...encrypted].map(closed));
  };
  return { ...sandbox, env: envOf(login), close };
}

function clockOf({ now = () => new Date(), clockOffsetMs = 0 }: SandboxOptions): () => Date {
  return () => new Date(now().getTime() + clockOffsetMs);
}

async function listenEncrypted(serving: Serving, port: EncryptedPort): Promise<Listening> {
  const server = await listen(serving, 0, port);
  port.opened(urlOf(server));
  return server;
}

/** A client's idle keep-alive connection must not hold up the end of a test. */
async function closed(server: Listening): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
