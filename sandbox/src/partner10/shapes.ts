import { z } from "zod";
import { BILLING_TYPES, KEY_KINDS, LICENSE_TYPES, ROLES } from "./model";

const day = z.iso.date();
const moment = z.iso.datetime();
const identifier = z.string().min(1);
const code = z.number().int().min(200).max(499).nullable();

/** A feature as somebody describes it from outside. */
export const featureShape = z.union([
  identifier,
  z.strictObject({
    identifier,
    apiName: z.string().optional(),
    plan: z.string().nullable().optional(),
    isDefault: z.boolean().optional(),
  }),
]);

/** What may be said about a key from outside. */
export const keyShape = z
  .strictObject({
    revision: z.number().int().min(0).max(9999),
    clientId: z.number().int(),
    keyType: identifier,
    apiKeyType: identifier,
    keyTypePlan: z.string().nullable(),
    type: z.enum(KEY_KINDS),
    billingType: z.enum(BILLING_TYPES),
    expirationDate: day,
    updateDate: day.nullable(),
    susDate: day.nullable(),
    createDate: moment,
    lastReportingDate: moment.nullable(),
    lastReportingIp: z.string().nullable(),
    productKey: z.string().nullable(),
    overridingKeyNumber: z.string().nullable(),
    terminated: z.boolean(),
    problem: z.boolean(),
    suspended: z.boolean(),
    activated: z.boolean().nullable(),
    parent: z.string().nullable(),
    features: z.array(featureShape),
    refuses: code,
  })
  .partial();

/** A whole key, as a seed file or somebody elsewhere describes it. */
export const newKeyShape = keyShape.omit({ revision: true }).extend({ keyNumber: z.string() });

/** What may be said about a login from outside. */
export const accountShape = z
  .strictObject({
    password: z.string(),
    clientId: z.number().int(),
    role: z.enum(ROLES),
    licenseType: z.enum(LICENSE_TYPES),
    priceList: z.array(z.string()).nullable(),
    refuses: code,
  })
  .partial();

/** A plan, as a seed file describes it. */
export const planShape = z
  .strictObject({
    kind: z.enum(["feature", "keyType", "sus", "switchOff"]),
    gives: identifier,
    from: z.string().nullable(),
    platform: z.enum(["linux", "windows", "any"]),
    licenseTypes: z.array(z.enum(LICENSE_TYPES)).min(1),
    needsSus: z.boolean(),
    price: z.number().nullable(),
    told: z.boolean(),
  })
  .partial()
  .extend({ plan: identifier });

/** What a seed file may say. */
export const seedShape = z.strictObject({
  accounts: z
    .array(accountShape.extend({ login: z.string().min(1) }))
    .min(1)
    .optional(),
  plans: z.array(planShape).optional(),
  keys: z.array(newKeyShape).optional(),
});
