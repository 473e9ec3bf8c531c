import { z } from "zod";
import { newKey } from "./control";
import type { SomeSeed } from "./seed";

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

const seedFile = z.strictObject({
  accounts: z.array(account).optional(),
  catalog: z.array(catalogItem).optional(),
  keys: z.array(newKey).optional(),
});

/** Checks a seed that somebody wrote by hand; what it leaves out is as in the default seed. */
export function partner30SeedFrom(value: unknown): SomeSeed {
  const parsed = seedFile.safeParse(value);
  if (!parsed.success) throw new Error(`The seed is not valid.\n${z.prettifyError(parsed.error)}`);
  return parsed.data as SomeSeed;
}
