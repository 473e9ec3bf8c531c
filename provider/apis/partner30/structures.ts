import { z } from "zod";

/**
 * The wire shapes of Key Administrator Partner API 3.0. Member names are the vendor's. Additional
 * members are tolerated; optional ones may also be null, since the page that says which is which
 * could not be read (partner-api-3.0.md, "Largest hole").
 */
const optionalText = z.string().nullish();

export const keyIdentifiers = z.looseObject({
  keyId: z.number().int().positive(),
  keyNumber: optionalText,
  activationCode: optionalText,
  activationLink: optionalText,
});

/** The documented values of the filter `status`, without that of keys which can never be used again. */
export const liveStatuses = ["active", "expiring", "expired", "suspended"] as const;
export type LiveStatus = (typeof liveStatuses)[number];

/** An item of a key: a constant, or the free text of something that API 3.0 has no constant for. */
export const licenseItem = z.looseObject({
  item: z.string().min(1),
  /** Documented as text, shown as a bare number in one example and as null where never set. */
  externalId: optionalText,
  quantity: z.number().int().nullish(),
});

/** License Key Structure (Full), as far as this package reads it. */
export const licenseKey = z.looseObject({
  ownerId: z.string().min(1),
  keyIdentifiers,
  parentKeyIdentifiers: keyIdentifiers.partial().nullish(),
  childKeyIdentifiers: z.array(keyIdentifiers.partial()).nullish(),
  items: z.array(licenseItem),
  ipAddressBinding: optionalText,
  restrictIPBinding: z.boolean().nullish(),
  productConfigurationId: z.number().nullish(),
  activationInfo: z.looseObject({ uid: optionalText, activated: z.unknown() }).nullish(),
  nickname: optionalText,
  status: optionalText,
  terminated: z.boolean().nullish(),
  suspended: z.boolean().nullish(),
  autoRenew: z.boolean().nullish(),
  creationDate: optionalText,
  lastModificationDate: optionalText,
  updateDate: optionalText,
  expirationDate: optionalText,
  susExpirationDate: optionalText,
  susStatus: optionalText,
});

/** License Key Structure (Short): the elements of a list. */
export const licenseKeyShort = z.looseObject({
  keyId: z.number().int().positive(),
  ownerId: optionalText,
});

/** The members that are texts, whether or not a system writes them as bare numbers. */
export const textMembers = ["ownerId", "externalId"];

/** The documented error body: all members are texts, also the numeric ones. */
export const apiError = z.looseObject({
  code: z.coerce.string(),
  type: z.coerce.string(),
  message: z.string(),
  details: optionalText,
});

export type LicenseItem = z.infer<typeof licenseItem>;
export type LicenseKey = z.infer<typeof licenseKey>;

/** What a create or modify body may hold. A member that is absent is left alone by the system. */
export interface KeyBody {
  items?: readonly { item: string; externalId?: string; quantity?: number }[];
  ownerId?: string;
  nickname?: string;
  suspended?: boolean;
  autoRenew?: boolean;
  /** Null detaches. */
  parentKeyIdentifiers?: { keyId: number } | null;
  /** Null unbinds. */
  ipAddressBinding?: string | null;
  /** The vendor's spelling: capital IP. */
  restrictIPBinding?: boolean;
  productConfigurationId?: number;
  activationInfo?: { uid: string; activated: boolean };
}
