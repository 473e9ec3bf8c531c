import { z } from "zod";
import { CERTIFICATE_KINDS } from "./certificates/certificate";

const settings = z.record(z.string(), z.string());
const code = z.number().int().min(1).nullable();

/** What may be said about a server from outside. */
export const serverShape = z
  .strictObject({
    protocolVersion: z.string().regex(/^\d+(\.\d+){3}$/),
    api: z.boolean(),
    provides: settings,
    key: settings,
    refuses: code,
  })
  .partial();

/** What may be said about a login from outside. */
export const accountShape = z
  .strictObject({
    guid: z.string(),
    externalId: z.string(),
    kind: z.enum(["administrator", "reseller", "customer"]),
    provider: z.string(),
    password: z.string(),
    secretKeys: z.array(z.strictObject({ key: z.string(), address: z.string().nullable().default(null) })),
    remoteAccess: z.boolean(),
    refuses: code,
  })
  .partial();

/** What may be said about a plan from outside. */
export const planShape = z
  .strictObject({
    guid: z.string(),
    name: z.string().min(1),
    externalId: z.string(),
    owner: z.string(),
    addOn: z.boolean(),
    settings,
  })
  .partial();

/** What may be said about a subscription from outside; its plans by GUID. */
export const subscriptionShape = z
  .strictObject({
    guid: z.string(),
    name: z.string().min(1),
    externalId: z.string(),
    owner: z.string(),
    status: z.number().int(),
    plan: z.string().nullable(),
    addOns: z.array(z.string()),
    locked: z.boolean(),
    synchronized: z.boolean(),
    settings,
    refuses: code,
  })
  .partial();

const named = { name: z.string().min(1) };

/** A whole server, as a seed file describes it. */
export const seedServerShape = serverShape.extend({
  ...named,
  https: z.enum(CERTIFICATE_KINDS).nullable().optional(),
  accounts: z.array(accountShape.extend({ login: z.string().min(1) })).optional(),
  plans: z.array(planShape.extend(named)).optional(),
  subscriptions: z.array(subscriptionShape.extend(named)).optional(),
});

/** What a seed file may say. */
export const seedShape = z.strictObject({ servers: z.array(seedServerShape).optional() });
