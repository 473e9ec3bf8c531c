import type { Answers } from "../../assumption";
import { ADD_ONS } from "./addOns";
import { ANSWERS } from "./answers";
import { REFUSALS } from "./refusals";
import { SUBSCRIPTIONS } from "./subscriptions";

/** Every question that the Plesk XML API reference leaves open. */
export const PLESK_XML_ASSUMPTIONS = { ...REFUSALS, ...ANSWERS, ...SUBSCRIPTIONS, ...ADD_ONS };

/** The answers in force for the Plesk XML API; they are the same on all servers. */
export type PleskXmlAssumptions = Answers<typeof PLESK_XML_ASSUMPTIONS>;
