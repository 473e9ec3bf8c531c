import { z } from "zod";
import type { FlexCloudSeed } from "./seed";
import { cloudAccountShape, cloudServerShape } from "./shapes";

const name = z.string().min(1);

const seedFile = z.strictObject({
  accounts: z
    .array(cloudAccountShape.extend({ login: name }))
    .min(1)
    .optional(),
  servers: z.array(cloudServerShape.extend({ id: name, pleskServer: name })).optional(),
});

/** Checks a seed that somebody wrote by hand; what it leaves out is as in the default seed. */
export function flexCloudSeedFrom(value: unknown): FlexCloudSeed {
  const parsed = seedFile.safeParse(value);
  if (!parsed.success) throw new Error(`The seed is not valid.\n${z.prettifyError(parsed.error)}`);
  return parsed.data as FlexCloudSeed;
}
