import type { Answers } from "../../assumption";
import { ANSWERS } from "./answers";
import { CHANGING } from "./changing";
import { ITEMS } from "./items";
import { READING } from "./reading";
import { REFUSALS } from "./refusals";

/** Every question that the Partner API 3.0 reference leaves open. */
export const PARTNER30_ASSUMPTIONS = { ...REFUSALS, ...READING, ...CHANGING, ...ITEMS, ...ANSWERS };

/** The answers in force for Partner API 3.0. */
export type Partner30Assumptions = Answers<typeof PARTNER30_ASSUMPTIONS>;
