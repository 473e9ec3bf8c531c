import { z } from "zod";
import type { FlexCloudSeed } from "./flexCloud/seed";
import { seedShape as flexCloud } from "./flexCloud/shapes";
import type { Partner10Seed } from "./partner10/seed";
import { seedShape as partner10 } from "./partner10/shapes";
import type { SomeSeed } from "./partner30/seed";
import { seedShape as partner30 } from "./partner30/shapes";
import type { PleskXmlSeed } from "./pleskXml/model";
import { seedShape as pleskXml } from "./pleskXml/shapes";

/** What the systems start with; what is left out is as documented at the system. */
export interface Seeds {
  /** Key Administrator Partner API 3.0. */
  partner30?: SomeSeed;
  /** Key Administrator Partner API 1.0. */
  partner10?: Partner10Seed;
  /** Hostway FlexCloud. */
  flexCloud?: FlexCloudSeed;
  /** Plesk XML API: the servers. */
  pleskXml?: PleskXmlSeed;
}

const seeds = z.strictObject(
  {
    partner30: partner30.optional(),
    partner10: partner10.optional(),
    flexCloud: flexCloud.optional(),
    pleskXml: pleskXml.optional(),
  },
  "must be an object with the members partner30, partner10, flexCloud and pleskXml",
);

/** Checks a seed that somebody wrote by hand: one member for each system; what it leaves out is as documented there. */
export function seedFrom(value: unknown): Seeds {
  return checkedSeed(seeds, value) as Seeds;
}

function checkedSeed(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Error(`The seed is not valid.\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
