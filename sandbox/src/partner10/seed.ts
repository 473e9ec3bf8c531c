import { NOT_SOLD, PLANS, type SeedPlan } from "./catalog";
import { parseKeyNumber, productKeyOf } from "./identifiers";
import type { Account, StoredFeature, StoredKey } from "./model";

/** A login to start with; what is left out is as documented at `accountOf`. */
export type SeedAccount = Pick<Account, "login"> & Partial<Account>;

/** A feature to start with: its identifier, or with what differs from an ordinary one. */
export type SeedFeature = string | (Pick<StoredFeature, "identifier"> & Partial<StoredFeature>);

/** A key to start with, by its full number; what is left out is as on an ordinary leased key. */
export type SeedKey = { keyNumber: string; features?: readonly SeedFeature[] } & Partial<
  Omit<StoredKey, "id" | "revision" | "features">
>;

/** What Partner API 1.0 starts with. */
export interface Partner10Seed {
  /** The logins; the environment speaks for the first one. */
  readonly accounts?: readonly SeedAccount[];
  /** The upgrade plans that exist. */
  readonly plans?: readonly SeedPlan[];
  /** The keys. */
  readonly keys?: readonly SeedKey[];
}

const priceList = PLANS.map(({ plan }) => plan).filter((plan) => !NOT_SOLD.includes(plan));

/** The default logins: one client with a login for each role that differs, and another client. */
export const PARTNER10_ACCOUNTS: readonly SeedAccount[] = [
  { login: "demo-partner", priceList },
  { login: "demo-partner-standard", role: "standard", priceList },
  { login: "demo-partner-limited", role: "limited", priceList },
  { login: "demo-partner-2", clientId: 7002, priceList },
];

/** The default keys: that of the vendor's sample, and one for each state that a key can be in. */
export const PARTNER10_KEYS: readonly SeedKey[] = [
  {
    keyNumber: "PLSK.01304242.0000",
    keyType: "PLESK_95_FOR_WIN_FOR_XEN",
    features: ["100_DOMAINS"],
    productKey: null,
    expirationDate: "2010-12-12",
    updateDate: "2010-12-02",
  },
  {
    keyNumber: "PLSK.10000001.0001",
    features: [{ identifier: "10_DOMAINS", isDefault: true }, "30_DOMAINS"],
  },
  {
    keyNumber: "PLSK.10000002.0003",
    keyType: "PLESK_95",
    features: ["100_DOMAINS"],
    billingType: "PURCHASE",
    susDate: "2012-01-01",
    updateDate: null,
  },
  { keyNumber: "PLSK.10000003.0001", terminated: true },
  { keyNumber: "PLSK.10000004.0001", problem: true },
  { keyNumber: "PLSK.10000005.0001", overridingKeyNumber: "PLSK.10000001.0001" },
  {
    keyNumber: "PLSK.10000006.0001",
    apiKeyType: "N/A",
    features: [{ identifier: "30_DOMAINS", apiName: "N/A" }],
  },
  {
    keyNumber: "KAV.10000007.0001",
    keyType: "PLESK_ANTIVIRUS_BY_KAV",
    type: "ADDITIONAL",
    parent: "PLSK.10000001",
    features: ["UNLIMITED_MAILBOXES"],
  },
  { keyNumber: "PLSK.10000008.0001", keyType: "PLESK_10_AND_LATER_FOR_WIN", features: ["30_DOMAINS"] },
  { keyNumber: "PLSK.10000009.0001", clientId: 7002 },
  { keyNumber: "PLSK.10000010.0001", suspended: true },
];

/** A whole login from a partial one. The password is a throw-away value that opens nothing but this server. */
export function accountOf({ login, ...given }: SeedAccount): Account {
  return {
    login,
    password: `throw-away-${login}-Kq7`,
    clientId: 7001,
    role: "all",
    licenseType: "billing",
    priceList: null,
    refuses: null,
    ...given,
  };
}

/** A whole key from a partial one; an error when its number is none. */
export function keyOf({ keyNumber, features = [], ...given }: SeedKey): StoredKey {
  const { id, revision } = parseKeyNumber(keyNumber) ?? {};
  if (id === undefined) throw new Error(`"${keyNumber}" is not a key number.`);
  const keyType = given.keyType ?? "PLESK_10_AND_LATER";
  return {
    id,
    revision: revision ?? 0,
    clientId: 7001,
    keyType,
    apiKeyType: keyType,
    keyTypePlan: null,
    type: "MAIN",
    billingType: "LEASE",
    expirationDate: "2035-06-15",
    updateDate: "2035-06-05",
    susDate: null,
    createDate: "2024-03-05T02:30:00.000Z",
    lastReportingDate: null,
    lastReportingIp: null,
    productKey: productKeyOf(id),
    overridingKeyNumber: null,
    terminated: false,
    problem: false,
    suspended: false,
    activated: null,
    parent: null,
    refuses: null,
    ...given,
    features: features.map(featureOf),
  };
}

/** A whole feature from its identifier. */
export function featureOf(feature: SeedFeature): StoredFeature {
  const given = typeof feature === "string" ? { identifier: feature } : feature;
  return { apiName: given.identifier, plan: null, isDefault: false, ...given };
}
