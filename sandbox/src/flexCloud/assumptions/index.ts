import type { Answers } from "../../assumption";
import { REQUESTS } from "./requests";
import { UPGRADES } from "./upgrades";

/** Every question that the FlexCloud reference leaves open. */
export const FLEX_CLOUD_ASSUMPTIONS = { ...REQUESTS, ...UPGRADES };

/** The answers in force for FlexCloud. */
export type FlexCloudAssumptions = Answers<typeof FLEX_CLOUD_ASSUMPTIONS>;
