import { z } from "zod";
import { FRAUD, LICENSE_TYPES } from "./model";
import type { KeyChange, Partner30, SandboxKey } from "./partner30";
import type { SeedKey } from "./seed";

const item = z.union([
  z.string(),
  z.strictObject({
    item: z.string(),
    externalId: z.string().nullable().optional(),
    quantity: z.number().nullable().optional(),
    unmatched: z.boolean().optional(),
  }),
]);

const change = z.strictObject({
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

/** A key that somebody describes from outside. */
export const newKey = change.extend({ keyId: z.number().int().optional(), items: z.array(item).min(1) });

/** The part of the control surface that is about keys; activation codes do not leave through it. */
export function controlKeys(partner30: Partner30, method: string, path: string, body: unknown): unknown {
  if (method === "GET" && path === "keys") return partner30.keys().map(withoutSecrets);
  if (method === "POST" && path === "keys")
    return withoutSecrets(partner30.add(newKey.parse(body) as SeedKey));
  const keyId = /^keys\/(\d+)$/.exec(path)?.[1];
  if (keyId === undefined) return undefined;
  if (method === "GET") return withoutSecrets(partner30.key(keyId));
  return method === "POST"
    ? withoutSecrets(partner30.change(keyId, change.parse(body) as KeyChange))
    : undefined;
}

function withoutSecrets({ activationCode: _, ...key }: SandboxKey): Omit<SandboxKey, "activationCode"> {
  return key;
}
