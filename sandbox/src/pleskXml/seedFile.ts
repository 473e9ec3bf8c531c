import { z } from "zod";
import type { PleskXmlSeed } from "./seed";
import { seedServerShape } from "./shapes";

const seedFile = z.strictObject({ servers: z.array(seedServerShape).optional() });

/** Checks a seed that somebody wrote by hand; what it leaves out is as in the default seed. */
export function pleskXmlSeedFrom(value: unknown): PleskXmlSeed {
  const parsed = seedFile.safeParse(value);
  if (!parsed.success) throw new Error(`The seed is not valid.\n${z.prettifyError(parsed.error)}`);
  return parsed.data as PleskXmlSeed;
}
