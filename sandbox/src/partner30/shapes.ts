import { z } from "zod";
import { FRAUD, LICENSE_TYPES } from "./model";

const item = z.union([
  z.string(),
  z.strictObject({
    item: z.string(),
    externalId: z.string().nullable().optional(),
    quantity: z.number().nullable().optional(),
    unmatched: z.boolean().optional(),
  }),
]);

/** What may be said about a key from outside. */
export const keyShape = z.strictObject({
  ownerId: z.string().optional(),
  parentKeyId: z.number().nullable().optional(),
  items: z.array(item).optional(),
  nickname: z.string().nullable().optional(),
  autoRenew: z.boolean().optional(),
  suspended: z.boolean().optional(),
  terminated: z.boolean().optional(),
  ipAddressBinding: z.string().nullable().optional(),
  restrictIPBinding: z.boolean().optional(),
  productConfigurationId: z.number().optional(),
  uid: z.string().nullable().optional(),
  type: z.enum(LICENSE_TYPES).optional(),
  fraud: z.enum(FRAUD).nullable().optional(),
  product: z.string().optional(),
  isEls: z.boolean().optional(),
  lastReportingOs: z.string().nullable().optional(),
  revision: z.number().optional(),
  expirationDate: z.iso.datetime().optional(),
  susExpirationDate: z.iso.datetime().nullable().optional(),
  remainingActivations: z.number().optional(),
});

/** A whole key, as a seed file or somebody elsewhere describes it. */
export const newKeyShape = keyShape.extend({
  keyId: z.number().int().optional(),
  items: z.array(item).min(1),
});

const account = z.strictObject({
  id: z.string(),
  login: z.string(),
  password: z.string(),
  kind: z.enum(["reseller", "customer"]),
  resellerId: z.string().nullable().default(null),
  suspended: z.boolean().default(false),
});

const catalogItem = z.strictObject({
  item: z.string(),
  kind: z.enum(["main", "addon", "feature", "countable"]),
  family: z.string(),
  rank: z.number().default(0),
  months: z.number().int().min(1).default(1),
  price: z.number().nullable().default(0),
  goesWith: z.array(z.string()).optional(),
  parents: z.array(z.string()).optional(),
  cloud: z.boolean().optional(),
  provisioned: z.boolean().optional(),
});

/** What a seed file may say. */
export const seedShape = z.strictObject({
  accounts: z.array(account).optional(),
  catalog: z.array(catalogItem).optional(),
  keys: z.array(newKeyShape).optional(),
});
