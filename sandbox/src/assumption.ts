/** One question that no contract answers, and the answers that a server may give. */
export interface Assumption<Alternative extends string = string> {
  /** The question in one sentence. */
  readonly question: string;
  /** What the sandbox does unless told otherwise. */
  readonly default: Alternative;
  /** Every answer that the sandbox can give, with a sentence each. */
  readonly alternatives: Readonly<Record<Alternative, string>>;
}

/** The answers in force: one alternative for each question of a system. */
export type Answers<Questions> = {
  -readonly [Name in keyof Questions]: Questions[Name] extends Assumption<infer Alternative>
    ? Alternative
    : never;
};

/** Writes a question down; the compiler makes sure that the default is one of the alternatives. */
export function ask<Alternative extends string>(
  question: string,
  fallback: NoInfer<Alternative>,
  alternatives: Record<Alternative, string>,
): Assumption<Alternative> {
  return { question, default: fallback, alternatives };
}
