/** What a login may do (reference, section 1). */
export const ROLES = ["all", "advanced", "standard", "limited"] as const;

/** The licence types of upgrades, as requests spell them. */
export const LICENSE_TYPES = ["billing", "purchase"] as const;

/** A licence type of an upgrade. */
export type LicenseType = (typeof LICENSE_TYPES)[number];

/** What a key says about how it is paid. */
export const BILLING_TYPES = ["LEASE", "PURCHASE", "N/A"] as const;

/** The kinds of keys. */
export const KEY_KINDS = ["MAIN", "ADDITIONAL", "FEATURE", "MASTER", "UNKNOWN"] as const;

/** A login of the API. */
export interface Account {
  login: string;
  password: string;
  /** The client that it speaks for; keys belong to clients. */
  clientId: number;
  /** `standard` may not downgrade, `limited` may not upgrade either. */
  role: (typeof ROLES)[number];
  /** The licence type of upgrades that name none. */
  licenseType: LicenseType;
  /** The plans in the client's price list; null for all. */
  priceList: string[] | null;
  /** A result code that every call of this login is answered with, such as 280 or 300; null for none. */
  refuses: number | null;
}

/** A feature of a key. */
export interface StoredFeature {
  /** What it is. */
  identifier: string;
  /** What getKeyInfo says it is: the identifier, or `N/A`. */
  apiName: string;
  /** The plan that added it; null for what the key was made with. */
  plan: string | null;
  /** Whether it belongs to the key type, so that nothing is below it. */
  isDefault: boolean;
}

/** A key; days are written as YYYY-MM-DD and moments as ISO 8601. */
export interface StoredKey {
  /** Prefix and number. */
  id: string;
  /** Grows with each change. */
  revision: number;
  clientId: number;
  /** The identifier of the base key type. */
  keyType: string;
  /** What getKeyInfo says about it: the identifier, or `N/A`. */
  apiKeyType: string;
  /** The plan that it came to this type by; null for none. */
  keyTypePlan: string | null;
  type: (typeof KEY_KINDS)[number];
  billingType: (typeof BILLING_TYPES)[number];
  expirationDate: string;
  /** Null for none. */
  updateDate: string | null;
  /** The last day of the Software Update Service; null where there is none. */
  susDate: string | null;
  createDate: string;
  lastReportingDate: string | null;
  lastReportingIp: string | null;
  /** The activation code; null for none. */
  productKey: string | null;
  /** The number of the key that must be used instead; null for none. */
  overridingKeyNumber: string | null;
  terminated: boolean;
  /** Whether it is marked as a problem. */
  problem: boolean;
  suspended: boolean;
  /** Null where activation does not apply. */
  activated: boolean | null;
  /** The id of the key that it is an additional key of; null for none. */
  parent: string | null;
  features: StoredFeature[];
  /** A result code that each change of this key is answered with, such as 246, 287 or 452; null for none. */
  refuses: number | null;
}

/** An upgrade plan. */
export interface Plan {
  /** The identifier in requests. */
  plan: string;
  /** What it changes: a feature, the key type, the Software Update Service, or something that it switches off for good. */
  kind: "feature" | "keyType" | "sus" | "switchOff";
  /** What the key has afterwards. */
  gives: string;
  /** What the key must have and loses, for a path plan; null for none. */
  from: string | null;
  /** The platform of keys that it fits. */
  platform: "linux" | "windows" | "any";
  /** The licence types that it exists in. */
  licenseTypes: readonly LicenseType[];
  /** Whether a bought key needs Software Update Service for it. */
  needsSus: boolean;
  /** The price; null where it is N/A. */
  price: number | null;
  /** Whether getKeyInfo tells the identifier of what it gives. */
  told: boolean;
}
