import * as fc from "fast-check";

import type { SomeAssumptions } from "plesk-sandbox";
import { alternativesOf, answersOf, setsOf, type Alternative } from "../../harness/alternatives";
import { assumptionStories, type AssumptionStory } from "../../harness/assumptionStories";
import { assumptionTable, type AssumptionRow } from "../../harness/assumptionTable";
import { admin } from "../../harness/declarations";
import { daily } from "../../harness/full";
import { withKeyLab } from "../../harness/lab";

const logins = [
  { login: "demo-customer", ownerId: undefined },
  { login: "demo-reseller", ownerId: "10001" },
] as const;

/** Runs may end before what they did shows, and the next one goes on: delays.test.ts tells these. */
const delays = ["newKeyListed", "newKeyReadable", "changeShown"];

const alternatives = alternativesOf("partner30").filter(({ assumption }) => !delays.includes(assumption));

type Login = (typeof logins)[number];

function reportOf(
  story: AssumptionStory,
  { login, ownerId }: Login,
  partner30: SomeAssumptions["partner30"] = {},
  config: Record<string, string> = {},
): Promise<unknown> {
  return withKeyLab({ login, assumptions: { partner30 }, config }, (lab) => story(lab, ownerId));
}

describe("under the defaults", () => {
  it.each(
    logins.flatMap((login) =>
      Object.entries(assumptionStories).map(([name, story]) => ({ name, story, ...login })),
    ),
  )("$name, as $login: nothing fails, nothing is left to do", async ({ story, ...login }) => {
    const report = JSON.stringify(await reportOf(story, login));
    expect(report).not.toContain('"failed"');
    expect(report).not.toMatch(/"(sent|differing)":\[[^\]]/);
    expect(report).not.toMatch(/"(again|refreshed)":/);
    expect(report).not.toMatch(/"(sameIds|ownIds|killed)":false/);
  });
});

/** With reseller credentials only what speaks of owners is told daily. */
const matters = /owner|reseller|customer/i;

describe.each(logins)("as $login", (login) => {
  const expected = new Map<string, unknown>();
  beforeAll(async () => {
    for (const [name, story] of Object.entries(assumptionStories))
      expected.set(name, await reportOf(story, login));
  });

  // Those under which all stories end as usual are told daily in sets (see below), each by itself in the full run.
  const apart = alternatives.filter(
    ({ assumption, alternative }) =>
      rowOf(assumption, alternative) !== undefined &&
      (login.ownerId === undefined || matters.test(assumption)),
  );
  const told = daily(apart, { full: alternatives });
  it.each(told)("$assumption $alternative", async ({ assumption, alternative }) => {
    const row = rowOf(assumption, alternative);
    if (row?.apart && login.ownerId !== undefined) return;
    for (const [name, story] of Object.entries(assumptionStories)) {
      const partner30 = { [assumption]: alternative };
      const report = await reportOf(story, login, partner30, row?.apart ? {} : row?.config);
      const other = row?.stories?.[name];
      expect(purchasesIn(report)).toBe(purchasesIn(expected.get(name)));
      if (other === undefined) expect({ name, report }).toEqual({ name, report: expected.get(name) });
      else {
        expect(report).not.toEqual(expected.get(name));
        expect(JSON.stringify(report)).toMatch(other);
      }
    }
  });
});

/**
 * A terminated key then stands in the list that is searched for the marker, and looks like one that this login may not
 * read: it may be the one that was bought.
 */
const unreadableAndListed = { filterCombination: "or", readTerminated: "404" } as const;

function meets(set: readonly Alternative[], all: Record<string, string>): boolean {
  const answers = answersOf(set);
  return Object.entries(all).every(([assumption, alternative]) => answers[assumption] === alternative);
}

describe("many alternatives at once", () => {
  const handled = alternatives.filter(({ assumption, alternative }) => !rowOf(assumption, alternative));

  const [customer] = logins;
  const expected = new Map<string, unknown>();
  beforeAll(async () => {
    for (const [name, story] of Object.entries(assumptionStories))
      expected.set(name, await reportOf(story, customer));
  });

  async function expectUsual(set: readonly Alternative[]): Promise<void> {
    for (const [name, story] of Object.entries(assumptionStories))
      expect({ name, report: await reportOf(story, customer, answersOf(set)) }).toEqual({
        name,
        report: expected.get(name),
      });
  }

  it.each(setsOf(handled, 10))("end as under the defaults: %s", async (_, set) => {
    await expectUsual(set);
  });

  it("end as under the defaults, whatever comes together", async () => {
    const sets = fc.uniqueArray(fc.constantFrom(...handled), {
      selector: ({ assumption }) => assumption,
      minLength: 2,
      maxLength: 20,
    });
    const others = sets.filter((set) => !meets(set, unreadableAndListed));
    await fc.assert(fc.asyncProperty(others, expectUsual), { numRuns: daily(5, { full: 150 }) });
  }, 900_000);

  it("stop a purchase where a key that may carry the marker is listed and answers 404", async () => {
    const terminated = assumptionStories["a key that somebody terminates"];
    if (terminated === undefined) throw new Error("the story is gone");
    await withKeyLab(
      { login: customer.login, assumptions: { partner30: unreadableAndListed } },
      async (lab) => {
        // The first key of the story is bought, terminated and given up; the second one is not bought.
        await expect(terminated(lab, customer.ownerId)).rejects.toThrow("has no key");
        expect(lab.sandbox.ledger.charges()).toHaveLength(1);
        const again = await lab.up({ web: { items: [admin], __marker: "1111111111" } });
        expect(again).toMatch(/Key \d+ is listed and cannot be read.*Nothing was bought/);
        expect(lab.sandbox.ledger.charges()).toHaveLength(1);
      },
    );
  });
});

describe("a reseller's list that shows nothing of its customers", () => {
  const reseller = {
    login: "demo-reseller",
    assumptions: { partner30: { resellerList: "nothing" as const } },
  };
  const web = { ownerId: "10001", items: [{ item: "PLESK-12-WEB-ADMIN-1M" }], __marker: "0123456789" };
  const blind = { "plesk:partner30ListShowsKeys": "false", "plesk:partner30SettleWindow": "never" };

  it("buys nothing under a marker that could not be searched", () =>
    withKeyLab({ ...reseller, config: blind }, async (lab) => {
      expect(await lab.up({ web })).toContain("would be bought twice");
      expect(lab.sandbox.partner30.keys()).toEqual([]);
    }));

  it("buys without a marker, where the user takes over the search", () =>
    withKeyLab({ ...reseller, config: blind }, async (lab) => {
      expect(await lab.up({ web: { ...web, marker: false } })).toBeUndefined();
      expect(lab.sandbox.partner30.keys()).toHaveLength(1);
    }));

  it("binds no address whose holder could not be found, unless it may be taken", () =>
    withKeyLab({ ...reseller, config: blind }, async (lab) => {
      const bound = (takeOver: boolean) => ({
        web: { ...web, marker: false, ipBinding: { address: "192.0.2.1", takeOver } },
      });
      expect(await lab.up(bound(false))).toContain("cannot be looked up with this login");
      expect(lab.sandbox.partner30.keys()).toEqual([]);
      expect(await lab.up(bound(true))).toBeUndefined();
    }));

  it("never sends a lost purchase again where the settle window is never", () =>
    withKeyLab({ ...reseller, config: { "plesk:partner30SettleWindow": "never" } }, async (lab) => {
      lab.sandbox.faults.inject({ kind: "answerLost", endpoint: "createKey" });
      for (let run = 0; run < 4; run++) {
        lab.clock.pass(24 * 3600 * 1000);
        const message = await lab.up({ web });
        if (run > 0) expect(message).toContain("never bought again (plesk:partner30SettleWindow)");
        await lab.refresh();
      }
      expect(lab.sandbox.partner30.keys()).toHaveLength(1);
    }));
});

describe("the table of assumptions", () => {
  it("names assumptions, alternatives and stories that there are", () => {
    for (const { assumption, alternative, stories = {} } of assumptionTable) {
      expect(alternatives).toContainEqual({ assumption, alternative });
      expect(Object.keys(assumptionStories)).toEqual(expect.arrayContaining(Object.keys(stories)));
    }
  });
});

function rowOf(assumption: string, alternative: string): AssumptionRow | undefined {
  return assumptionTable.find((row) => row.assumption === assumption && row.alternative === alternative);
}

function purchasesIn(report: unknown): number {
  return new Set(JSON.stringify(report).match(/purchase \d+ \S+ on \d+/g)).size;
}
