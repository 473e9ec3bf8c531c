import type { Answers } from "../../assumption";
import { ANSWERS } from "./answers";
import { CALLS } from "./calls";
import { READING } from "./reading";
import { UPGRADING } from "./upgrading";

/** Every question that the Partner API 1.0 reference leaves open. */
export const PARTNER10_ASSUMPTIONS = { ...CALLS, ...UPGRADING, ...READING, ...ANSWERS };

/** The answers in force for Partner API 1.0. */
export type Partner10Assumptions = Answers<typeof PARTNER10_ASSUMPTIONS>;
