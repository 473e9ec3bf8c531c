import { z } from "zod";
import type { SomeSeed } from "./partner30/seed";
import { partner30SeedFrom } from "./partner30/seedFile";

/** What the systems start with; what is left out is as documented at the system. */
export interface Seeds {
  /** Key Administrator Partner API 3.0. */
  partner30?: SomeSeed;
}

const seeds = z.strictObject(
  { partner30: z.unknown().optional() },
  "must be an object with the member partner30",
);

/** Checks a seed file: one member for each system. */
export function seedFrom(value: unknown): Seeds {
  const parsed = seeds.safeParse(value);
  if (!parsed.success) throw new Error(`The seed is not valid.\n${z.prettifyError(parsed.error)}`);
  const { partner30 } = parsed.data;
  return partner30 === undefined ? {} : { partner30: partner30SeedFrom(partner30) };
}
