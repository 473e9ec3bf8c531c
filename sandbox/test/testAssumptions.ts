import { allAssumptions, answersOf, assume, type Assumptions } from "../src";

/** What each alternative of a question shows. */
interface Expected {
  expected: Readonly<Record<string, unknown>>;
}

/**
 * Tests of all assumptions of a system: each alternative behaves as its case says, no question or alternative is left
 * out, and no two alternatives of a question look the same.
 */
export function testAssumptions<Case extends Expected>(
  system: keyof Assumptions,
  cases: Readonly<Record<string, Case>>,
  observe: (shown: Case, assumptions: Assumptions) => Promise<unknown>,
): void {
  const rows = Object.entries(cases).flatMap(([name, shown]) =>
    Object.entries(shown.expected).map(([alternative, value]) => ({ name, alternative, shown, value })),
  );
  const questions = allAssumptions().filter((question) => question.system === system);
  const rowsOf = (name: string) => rows.filter((row) => row.name === name);

  describe(`each alternative of each assumption of ${system} is observable`, () => {
    test.each(rows)("shows what $name = $alternative does", async ({ name, alternative, shown, value }) => {
      const assumptions = answersOf();
      assume(assumptions, `${system}.${name}`, alternative);
      expect(await observe(shown, assumptions)).toEqual(value);
    });
  });

  describe(`the table of assumptions of ${system}`, () => {
    test.each(questions)("has a test for each alternative of $name", ({ name, alternatives }) => {
      const tested = rowsOf(name).map(({ alternative }) => alternative);
      expect(tested.sort()).toEqual(Object.keys(alternatives).sort());
    });

    test.each(questions)("shows different behaviour for each alternative of $name", ({ name }) => {
      const values = rowsOf(name).map(({ value }) => JSON.stringify([value], undefinedToo));
      expect(new Set(values).size).toBe(values.length);
    });

    test.each(questions)(
      "asks $name in a sentence and answers in sentences",
      ({ question, alternatives }) => {
        expect(question).toMatch(/^[A-Z].*\?$/);
        for (const sentence of Object.values(alternatives)) expect(sentence).toMatch(/\.$/);
      },
    );
  });
}

function undefinedToo(_: string, value: unknown): unknown {
  return value === undefined ? "(undefined)" : value;
}
