import type { CertificateKind } from "./certificates/certificate";

/** The settings of a plan or subscription: the words that Plesk uses in `problems`, by setting. */
export type Settings = Record<string, string>;

/** A secret key and the only address that it may be used from, null for any. */
export interface SecretKey {
  /** The key. */
  key: string;
  /** The address. */
  address: string | null;
}

/** A login of a server. */
export interface Account {
  /** The id; owner filters and owner-id hold it. */
  id: number;
  /** The login name; `admin` for the administrator. */
  login: string;
  guid: string;
  externalId: string;
  kind: "administrator" | "reseller" | "customer";
  /** The login that provides its service: the administrator or a reseller. */
  provider: string;
  password: string;
  secretKeys: SecretKey[];
  /** Whether it may use the remote API at all. */
  remoteAccess: boolean;
  /** An error that every request of this login is answered with, such as 1011 or 1012; null for none. */
  refuses: number | null;
}

/** A service plan or add-on plan. */
export interface StoredPlan {
  id: number;
  guid: string;
  name: string;
  /** Empty for none. */
  externalId: string;
  /** The login of the administrator or reseller that it belongs to. */
  owner: string;
  addOn: boolean;
  /** What it asks for; an add-on plan's settings win over the base plan's. */
  settings: Settings;
}

/** A subscription. */
export interface StoredSubscription {
  id: number;
  guid: string;
  /** The main domain. */
  name: string;
  externalId: string;
  /** The owner's login. */
  owner: string;
  /** The bit mask of `gen_info`. */
  status: number;
  /** The GUID of the base plan, null for none. */
  plan: string | null;
  /** The GUIDs of the add-on plans as they were attached. */
  addOns: string[];
  locked: boolean;
  synchronized: boolean;
  /** What it has at present. */
  settings: Settings;
  /** An error that every change of this subscription is answered with, such as 1023 or 1024; null for none. */
  refuses: number | null;
}

/** What is true of a server as a whole. */
export interface ServerFacts {
  /** Its name in the environment and in the ledger. */
  readonly name: string;
  /** The newest protocol version that it speaks. */
  protocolVersion: string;
  /** Whether the remote API is switched on. */
  api: boolean;
  /** What it can provide where that is less than plans ask for, by setting. */
  provides: Settings;
  /** The properties of its licence key. */
  key: Record<string, string>;
  /** An error that every request is answered with, such as 1004, 1008 or 1030; null for none. */
  refuses: number | null;
  /** The certificate of its HTTPS port; null for none. */
  readonly https: CertificateKind | null;
}

/** A login to start with; what is left out follows from the login name. */
export type SeedAccount = Pick<Account, "login"> & Partial<Account>;

/** A plan to start with; what is left out follows from owner and name. */
export type SeedPlan = Pick<StoredPlan, "name"> & Partial<StoredPlan>;

/** A subscription to start with, its plans by GUID; what is left out follows from the name. */
export type SeedSubscription = Pick<StoredSubscription, "name"> & Partial<StoredSubscription>;

/** A server to start with; it always has the login `admin`. */
export interface SeedServer extends Partial<ServerFacts> {
  /** Its name in the environment and in the ledger. */
  readonly name: string;
  readonly accounts?: readonly SeedAccount[];
  readonly plans?: readonly SeedPlan[];
  readonly subscriptions?: readonly SeedSubscription[];
}

/** What the Plesk servers start with. */
export interface PleskXmlSeed {
  /** The servers; by default "alpha" and "beta". */
  readonly servers?: readonly SeedServer[];
}
