/** A Partner API account and what it may see. */
export interface Account {
  /** The owner id, Partner Central's "Internal ID". */
  id: string;
  /** The login name for Basic authentication. */
  login: string;
  /** The password for Basic authentication. */
  password: string;
  /** A reseller works on the keys of its customers, a customer on its own. */
  kind: "reseller" | "customer";
  /** The reseller that a customer belongs to, null for none. */
  resellerId: string | null;
  /** Whether the vendor has suspended the account. */
  suspended: boolean;
}

/** One item on a key. */
export interface StoredItem {
  /** The constant, or the free text of an unmatched item. */
  item: string;
  /** The link to a billing subscription. */
  externalId: string | null;
  /** The number of a countable item; null where none was sent. */
  quantity: number | null;
  /** True for what no constant describes (reference, section 4.2). */
  unmatched: boolean;
}

/** The licence types that the `type` filter knows. */
export const LICENSE_TYPES = [
  "master",
  "trial",
  "purchased",
  "lease",
  "lease1m",
  "lease3m",
  "lease6m",
  "lease1y",
  "lease2y",
  "lease3y",
  "bundled",
] as const;

/** The values of the `fraud` filter, both revisions. */
export const FRAUD = ["confirmed_multiuse", "potential_multiuse", "multiuse"] as const;

/** The values of the `status` filter. */
export const STATUSES = ["active", "expired", "expiring", "terminated", "suspended"] as const;

/** A key's state as the `status` filter names it. */
export type Status = (typeof STATUSES)[number];

/** Who made a key. */
export type Origin = "seed" | "api" | "elsewhere";

/** A key as the system keeps it; dates are ISO 8601. */
export interface StoredKey {
  keyId: number;
  prefix: string;
  revision: number;
  activationCode: string;
  ownerId: string;
  parentKeyId: number | null;
  items: StoredItem[];
  nickname: string | null;
  autoRenew: boolean;
  suspended: boolean;
  terminated: boolean;
  ipAddressBinding: string | null;
  restrictIPBinding: boolean;
  productConfigurationId: number;
  /** The UID that it was activated with. */
  uid: string | null;
  type: (typeof LICENSE_TYPES)[number];
  fraud: (typeof FRAUD)[number] | null;
  product: string;
  isEls: boolean;
  lastReportingOs: string | null;
  creationDate: string;
  lastModificationDate: string;
  expirationDate: string;
  /** Null where software updates are part of the lease. */
  susExpirationDate: string | null;
  remainingActivations: number;
  /** Who made it; nobody can see this through the API. */
  madeBy: Origin;
}

/** One line of the price list. */
export interface CatalogItem {
  /** The 3.0 constant. */
  item: string;
  /** The base of a key of its own, the base of an add-on key, or an extra on a base. */
  kind: "main" | "addon" | "feature" | "countable";
  /** The products between which editions can be changed. */
  family: string;
  /** The edition: an upgrade goes to a higher one. */
  rank: number;
  /** The billing period in months. */
  months: number;
  /** The price for a period; null when it is not for sale to these accounts. */
  price: number | null;
  /** For a countable item: the bases that it goes with; all of the family if left out. */
  goesWith?: string[];
  /** For an add-on key: the families of the parents that it fits. */
  parents?: string[];
  /** Cloud products have an activation link. */
  cloud?: boolean;
  /** Some cloud products need a provisioningPayload on create. */
  provisioned?: boolean;
}
