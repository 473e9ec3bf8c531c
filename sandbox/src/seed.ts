import { z } from "zod";
import type { FlexCloudSeed } from "./flexCloud/seed";
import { flexCloudSeedFrom } from "./flexCloud/seedFile";
import type { Partner10Seed } from "./partner10/seed";
import { partner10SeedFrom } from "./partner10/seedFile";
import type { SomeSeed } from "./partner30/seed";
import { partner30SeedFrom } from "./partner30/seedFile";
import type { PleskXmlSeed } from "./pleskXml/seed";
import { pleskXmlSeedFrom } from "./pleskXml/seedFile";

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
    partner30: z.unknown().optional(),
    partner10: z.unknown().optional(),
    flexCloud: z.unknown().optional(),
    pleskXml: z.unknown().optional(),
  },
  "must be an object with the members partner30, partner10, flexCloud and pleskXml",
);

/** Checks a seed file: one member for each system. */
export function seedFrom(value: unknown): Seeds {
  const parsed = seeds.safeParse(value);
  if (!parsed.success) throw new Error(`The seed is not valid.\n${z.prettifyError(parsed.error)}`);
  const { partner30, partner10, flexCloud, pleskXml } = parsed.data;
  return {
    ...(partner30 === undefined ? {} : { partner30: partner30SeedFrom(partner30) }),
    ...(partner10 === undefined ? {} : { partner10: partner10SeedFrom(partner10) }),
    ...(flexCloud === undefined ? {} : { flexCloud: flexCloudSeedFrom(flexCloud) }),
    ...(pleskXml === undefined ? {} : { pleskXml: pleskXmlSeedFrom(pleskXml) }),
  };
}
