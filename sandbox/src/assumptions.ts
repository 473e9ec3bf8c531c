import type { Answers, Assumption } from "./assumption";
import { FLEX_CLOUD_REQUESTS } from "./flexCloud/assumptions/requests";
import { FLEX_CLOUD_UPGRADES } from "./flexCloud/assumptions/upgrades";
import { PARTNER10_ANSWERS } from "./partner10/assumptions/answers";
import { PARTNER10_CALLS } from "./partner10/assumptions/calls";
import { PARTNER10_READING } from "./partner10/assumptions/reading";
import { PARTNER10_UPGRADING } from "./partner10/assumptions/upgrading";
import { PARTNER30_ANSWERS } from "./partner30/assumptions/answers";
import { PARTNER30_CHANGING } from "./partner30/assumptions/changing";
import { PARTNER30_ITEMS } from "./partner30/assumptions/items";
import { PARTNER30_READING } from "./partner30/assumptions/reading";
import { PARTNER30_REFUSALS } from "./partner30/assumptions/refusals";
import { PLESK_XML_ADD_ONS } from "./pleskXml/assumptions/addOns";
import { PLESK_XML_ANSWERS } from "./pleskXml/assumptions/answers";
import { PLESK_XML_REFUSALS } from "./pleskXml/assumptions/refusals";
import { PLESK_XML_SUBSCRIPTIONS } from "./pleskXml/assumptions/subscriptions";

/** Every question that the Partner API 3.0 reference leaves open. */
export const PARTNER30_ASSUMPTIONS = {
  ...PARTNER30_REFUSALS,
  ...PARTNER30_READING,
  ...PARTNER30_CHANGING,
  ...PARTNER30_ITEMS,
  ...PARTNER30_ANSWERS,
};

/** The answers in force for Partner API 3.0. */
export type Partner30Assumptions = Answers<typeof PARTNER30_ASSUMPTIONS>;

/** Every question that the Partner API 1.0 reference leaves open. */
export const PARTNER10_ASSUMPTIONS = {
  ...PARTNER10_CALLS,
  ...PARTNER10_UPGRADING,
  ...PARTNER10_READING,
  ...PARTNER10_ANSWERS,
};

/** The answers in force for Partner API 1.0. */
export type Partner10Assumptions = Answers<typeof PARTNER10_ASSUMPTIONS>;

/** Every question that the FlexCloud reference leaves open. */
export const FLEX_CLOUD_ASSUMPTIONS = { ...FLEX_CLOUD_REQUESTS, ...FLEX_CLOUD_UPGRADES };

/** The answers in force for FlexCloud. */
export type FlexCloudAssumptions = Answers<typeof FLEX_CLOUD_ASSUMPTIONS>;

/** Every question that the Plesk XML API reference leaves open. */
export const PLESK_XML_ASSUMPTIONS = {
  ...PLESK_XML_REFUSALS,
  ...PLESK_XML_ANSWERS,
  ...PLESK_XML_SUBSCRIPTIONS,
  ...PLESK_XML_ADD_ONS,
};

/** The answers in force for the Plesk XML API; they are the same on all servers. */
export type PleskXmlAssumptions = Answers<typeof PLESK_XML_ASSUMPTIONS>;

/** Every question that the contracts leave open, by system: the source of the documented table and of test matrices. */
export const ASSUMPTIONS = {
  partner30: PARTNER30_ASSUMPTIONS,
  partner10: PARTNER10_ASSUMPTIONS,
  flexCloud: FLEX_CLOUD_ASSUMPTIONS,
  pleskXml: PLESK_XML_ASSUMPTIONS,
};

/** The answers in force, by system; they may be changed while the sandbox runs. */
export interface Assumptions {
  /** Key Administrator Partner API 3.0. */
  partner30: Partner30Assumptions;
  /** Key Administrator Partner API 1.0. */
  partner10: Partner10Assumptions;
  /** Hostway FlexCloud. */
  flexCloud: FlexCloudAssumptions;
  /** Plesk XML API, all servers. */
  pleskXml: PleskXmlAssumptions;
}

/** Answers to some of the questions; the others keep their defaults. */
export interface SomeAssumptions {
  /** Key Administrator Partner API 3.0. */
  partner30?: Partial<Partner30Assumptions>;
  /** Key Administrator Partner API 1.0. */
  partner10?: Partial<Partner10Assumptions>;
  /** Hostway FlexCloud. */
  flexCloud?: Partial<FlexCloudAssumptions>;
  /** Plesk XML API, all servers. */
  pleskXml?: Partial<PleskXmlAssumptions>;
}

/** One question with the system and name that it is known by. */
export interface NamedAssumption extends Assumption {
  /** The system that it is about. */
  readonly system: keyof Assumptions;
  /** Its name, unique within the system. */
  readonly name: string;
}

/** All questions in one list, for tables and matrices. */
export function allAssumptions(): NamedAssumption[] {
  return systems().flatMap((system) =>
    Object.entries<Assumption>(ASSUMPTIONS[system]).map(([name, it]) => ({ system, name, ...it })),
  );
}

/** The default answers with some replaced; a name or alternative that does not exist is an error. */
export function answersOf(chosen: SomeAssumptions = {}): Assumptions {
  const answers = {} as Record<string, Record<string, string>>;
  for (const { system, name, default: fallback } of allAssumptions())
    (answers[system] ??= {})[name] = fallback;
  for (const [system, some] of Object.entries<Record<string, string>>({ ...chosen })) {
    for (const [name, value] of Object.entries(some))
      assume(answers as unknown as Assumptions, `${system}.${name}`, value);
  }
  return answers as unknown as Assumptions;
}

/** Sets one answer by name, with or without its system: `unknownKey` or `partner30.unknownKey`. */
export function assume(answers: Assumptions, name: string, value: unknown): void {
  const found = allAssumptions().filter((it) => it.name === name || `${it.system}.${it.name}` === name);
  const [question, second] = found;
  if (!question) throw new Error(`No assumption is called "${name}".`);
  if (second)
    throw new Error(`More than one system has the assumption "${name}": write ${question.system}.${name}.`);
  if (typeof value !== "string" || !Object.hasOwn(question.alternatives, value)) {
    const known = Object.keys(question.alternatives).join(", ");
    throw new Error(
      `"${String(value)}" is no alternative of ${question.system}.${question.name}; there are: ${known}.`,
    );
  }
  (answers[question.system] as Record<string, string>)[question.name] = value;
}

function systems(): (keyof Assumptions)[] {
  return Object.keys(ASSUMPTIONS) as (keyof Assumptions)[];
}
