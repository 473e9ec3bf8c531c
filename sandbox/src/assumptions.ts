import type { Assumption } from "./assumption";
import { FLEX_CLOUD_ASSUMPTIONS, type FlexCloudAssumptions } from "./flexCloud/assumptions";
import { PARTNER10_ASSUMPTIONS, type Partner10Assumptions } from "./partner10/assumptions";
import { PARTNER30_ASSUMPTIONS, type Partner30Assumptions } from "./partner30/assumptions";
import { PLESK_XML_ASSUMPTIONS, type PleskXmlAssumptions } from "./pleskXml/assumptions";

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
