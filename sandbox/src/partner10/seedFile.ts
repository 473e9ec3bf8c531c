import { z } from "zod";
import type { Partner10Seed } from "./seed";
import { accountShape, newKeyShape, planShape } from "./shapes";

const seedFile = z.strictObject({
  accounts: z
    .array(accountShape.extend({ login: z.string().min(1) }))
    .min(1)
    .optional(),
  plans: z.array(planShape).optional(),
  keys: z.array(newKeyShape).optional(),
});

/** Checks a seed that somebody wrote by hand; what it leaves out is as in the default seed. */
export function partner10SeedFrom(value: unknown): Partner10Seed {
  const parsed = seedFile.safeParse(value);
  if (!parsed.success) throw new Error(`The seed is not valid.\n${z.prettifyError(parsed.error)}`);
  return parsed.data as Partner10Seed;
}
