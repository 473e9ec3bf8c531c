import { z } from "zod";
import { REFUSALS, STATUSES } from "./model";

const name = z.string().min(1);

/** What may be said about a server from outside. */
export const cloudServerShape = z
  .strictObject({
    accountId: name,
    name,
    status: z.enum(STATUSES),
    pleskServer: name,
    port: z.string().regex(/^\d+$/).nullable(),
    rootPassword: name,
    textkeys: z.record(z.string(), z.strictObject({ property: name, value: z.string() })),
    upgradeMs: z.number().min(0).nullable(),
    fails: z.boolean(),
    busy: z.boolean(),
    refuses: z.literal(REFUSALS).nullable(),
  })
  .partial();

/** What may be said about a login from outside. */
export const cloudAccountShape = z.strictObject({ password: name, accountId: name }).partial();

/** What a seed file may say. */
export const seedShape = z.strictObject({
  accounts: z
    .array(cloudAccountShape.extend({ login: name }))
    .min(1)
    .optional(),
  servers: z.array(cloudServerShape.extend({ id: name, pleskServer: name })).optional(),
});
