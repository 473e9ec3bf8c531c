import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";

import { costsOf } from "../../../cli/report/costs";
import { asMarkdown } from "../../../cli/report/markdown";
import { digitsOf, moneyOf, textOf } from "../../../cli/report/money";
import { priceFileSchema, readPrices, type Prices } from "../../../cli/report/prices";
import { report as schema } from "../../../cli/report/schema";
import { asText } from "../../../cli/report/text";
import { temporaryFolder } from "../runCommand";
import { planned, refreshed, reportOf, said, urnOf, type Held } from "./events";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function pricesIn(text: string, name = "prices.yaml"): Prices {
  const file = join(folder, name);
  writeFileSync(file, text);
  return { ...readPrices(file), file: name };
}

const file = `
version: 1
currency: EUR
period: month
prices:
  PLESK-12-WEB-ADMIN-1M: { amount: 9.50 }
  FT-PLESK-1-LANGUAGE-PACK-1M:
    - { amount: "0.10" }
    - { amount: 5, period: once }
  PLESK_POWER_PACK: { amount: 100.00, currency: USD, period: year }
  PROXY: { amount: 12, period: quarter }
  FREE: { amount: 0 }
`;

describe("money", () => {
  const amount = fc.record({
    whole: fc.bigInt({ min: 0n, max: 10n ** 12n - 1n }),
    fraction: fc.stringMatching(/^\d{0,6}$/),
  });

  it("is added to the last digit, however many amounts there are", () => {
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 20 }), (amounts) => {
        const texts = amounts.map(
          ({ whole, fraction }) => `${whole}${fraction === "" ? "" : `.${fraction}`}`,
        );
        const sum = texts.reduce((total, text) => total + moneyOf(text), 0n);
        const millionths = amounts.reduce(
          (total, { whole, fraction }) => total + whole * 1_000_000n + BigInt(fraction.padEnd(6, "0")),
          0n,
        );
        expect(textOf(sum, 6).replace(".", "")).toBe(String(millionths).padStart(7, "0"));
      }),
    );
  });

  it.each([
    ["0.1 + 0.2", textOf(moneyOf("0.1") + moneyOf("0.2"), 2), "0.30"],
    ["a twelfth of 100", textOf(moneyOf("100"), 2, 12n), "8.33"],
    ["a twelfth of 0.06, half a cent up", textOf(moneyOf("0.06"), 2, 12n), "0.01"],
    ["a twelfth of 0.05, less than half a cent", textOf(moneyOf("0.05"), 2, 12n), "0.00"],
    ["yen", textOf(moneyOf("1200"), digitsOf("JPY", ["1200"])), "1200"],
    ["a tenth of a cent", textOf(moneyOf("0.125"), digitsOf("EUR", ["0.125"])), "0.125"],
    ["dinars", textOf(moneyOf("1"), digitsOf("KWD", ["1"])), "1.000"],
  ])("is written as its currency is: %s", (_, text, expected) => {
    expect(text).toBe(expected);
  });
});

describe("a price file", () => {
  it("is read as it is written, in YAML and in JSON", () => {
    const json = JSON.stringify({
      version: 1,
      prices: { A: { amount: 0.1, currency: "EUR", period: "once" } },
    });
    expect(pricesIn(json, "prices.json").of("A")).toEqual([
      { amount: "0.1", currency: "EUR", period: "once" },
    ]);
    const prices = pricesIn(file);
    expect(prices.of("PLESK-12-WEB-ADMIN-1M")).toEqual([
      { amount: "9.50", currency: "EUR", period: "month" },
    ]);
    expect(prices.of("FT-PLESK-1-LANGUAGE-PACK-1M")).toHaveLength(2);
    for (const unknown of ["PLESK-12", "toString", "__proto__"]) expect(prices.of(unknown)).toBeUndefined();
  });

  it.each([
    ['A: { amount: "9,50" }', "prices.A.amount must be a decimal number such as 9.50: no sign, no currency"],
    ["A: { amount: -1 }", "prices.A.amount must be a decimal number"],
    ["A: { amount: 1e3 }", "prices.A.amount must be a decimal number"],
    ["A: { amount: 1.2345678 }", "prices.A.amount must be a decimal number"],
    ["A: {}", "prices.A.amount is missing"],
    ["A: 9.50", "prices.A must be an object"],
    ["A: [{ amount: 1 }, { amount: x }]", "prices.A[1].amount must be a decimal number"],
    [
      "A: { amount: 1, currency: Euro }",
      'prices.A.currency must be the three letters of a currency, e.g. "EUR"',
    ],
    ["A: { amount: 1, period: daily }", "prices.A.period must be month, quarter, year or once"],
    [
      "A: { amount: 1, per: month }",
      "prices.A.per is not a property here; there are amount, currency, period",
    ],
  ])("names what is wrong with %s", (price, sentence) => {
    const read = () => pricesIn(`version: 1\ncurrency: EUR\nperiod: month\nprices:\n  ${price}\n`);
    expect(read).toThrow(/^The price file \S+ is not valid: [^\n]*$/);
    expect(read).toThrow(sentence);
  });

  it.each([
    [
      "version: 1\nprices: { A: { amount: 1, period: month } }",
      "prices.A.currency is missing, and the file has no",
    ],
    [
      "version: 1\nprices: { A: { amount: 1, currency: EUR } }",
      "prices.A.period is missing, and the file has no",
    ],
    ["version: 2\nprices: {}", "version must be 1"],
    ["prices: {}", "version is missing"],
    ["version: 1", "prices is missing"],
    ["", "must be an object"],
    ["version: 1\nprices: { A: 1, A: 2 }", "Map keys must be unique"],
    ["version: [", "is not valid"],
  ])("names what is wrong as a whole: %j", (text, sentence) => {
    const read = () => pricesIn(text);
    expect(read).toThrow(/^The price file \S+ is not valid: [^\n]*$/);
    expect(read).toThrow(sentence);
  });

  it("that is not there is one sentence", () => {
    expect(() => readPrices("nowhere.yaml")).toThrow(
      /^nowhere\.yaml cannot be read: no such file or directory\. Name another file with --prices$/,
    );
  });

  it("has a published schema (UPDATE_SCHEMA=1 writes it)", () => {
    const published = join(__dirname, "../../../schema/prices.json");
    if (process.env.UPDATE_SCHEMA === "1")
      writeFileSync(published, `${JSON.stringify(priceFileSchema(), null, 2)}\n`);
    expect(JSON.parse(readFileSync(published, "utf8"))).toEqual(
      JSON.parse(JSON.stringify(priceFileSchema())),
    );
  });
});

describe("costs", () => {
  it("are summed per currency, per month and once; what has no price is counted, and is no zero", () => {
    const { totals, unknown, items } = costsOf(
      [
        { name: "PLESK-12-WEB-ADMIN-1M", quantity: 2 },
        { name: "FT-PLESK-1-LANGUAGE-PACK-1M", quantity: 3 },
        { name: "PLESK-12-WEB-ADMIN-1M", quantity: 1 },
        { name: "PLESK_POWER_PACK", quantity: 1 },
        { name: "PROXY", quantity: 1 },
        { name: "FREE", quantity: 1 },
        { name: "ELSE", quantity: 4 },
        { quantity: 1 },
      ],
      pricesIn(file),
    );
    expect(totals).toEqual([
      { currency: "EUR", perMonth: "32.80", once: "15.00" },
      { currency: "USD", perMonth: "8.33", once: "0.00" },
    ]);
    expect(unknown).toBe(5);
    expect(items.map(({ name, quantity, prices }) => [name, quantity, prices === undefined])).toEqual([
      ["PLESK-12-WEB-ADMIN-1M", 3, false],
      ["FT-PLESK-1-LANGUAGE-PACK-1M", 3, false],
      ["PLESK_POWER_PACK", 1, false],
      ["PROXY", 1, false],
      ["FREE", 1, false],
      ["ELSE", 4, true],
      [undefined, 1, true],
    ]);
  });
});

describe("a report with prices", () => {
  const admin = { item: "PLESK-12-WEB-ADMIN-1M" };
  const pack = { item: "FT-PLESK-1-LANGUAGE-PACK-1M", quantity: 5 };
  const key = {
    keyId: "20000001",
    ownerId: "20001",
    nickname: "",
    suspended: false,
    terminated: false,
    childKeyIds: [],
    unmatchedItems: [],
  };
  const held = (items: object[]): Held => ({
    id: "20000001",
    inputs: { items },
    outputs: { key, __plesk: { origin: "https://one.example/" } },
  });
  const buying = async (declared: Held, text: string, old?: Held) => {
    const urn = urnOf("web");
    const events = [
      ...(old === undefined ? [] : refreshed(urn, old, old)),
      ...planned(urn, old === undefined ? "create" : "update", old, declared),
      ...said("info", `plan: 1 request: ${text}`, urn),
    ];
    return (await reportOf([events], { prices: pricesIn(file) })).report;
  };

  it("sums what a new key and its items cost, in all formats", async () => {
    const report = await buying(
      { inputs: { items: [admin, pack] } },
      "buy a key with PLESK-12-WEB-ADMIN-1M, 5 x FT-PLESK-1-LANGUAGE-PACK-1M [buys]",
    );
    expect(schema.parse(report)).toEqual(report);
    expect(report.costs?.totals).toEqual([{ currency: "EUR", perMonth: "10.00", once: "25.00" }]);
    expect(asText(report)).toContain(
      [
        "",
        "Cost by prices.yaml: 10.00 EUR per month and 25.00 EUR once.",
        "  5 x FT-PLESK-1-LANGUAGE-PACK-1M: 0.10 EUR per month and 5 EUR once",
        "  1 x PLESK-12-WEB-ADMIN-1M: 9.50 EUR per month",
        "",
      ].join("\n"),
    );
    expect(asMarkdown(report)).toContain(
      "\n\nCost by `prices.yaml`: 10.00 EUR per month and 25.00 EUR once.\n\n| would be bought | price of each |\n",
    );
  });

  it("sums only what is added to a key that there is", async () => {
    const report = await buying(
      held([admin, pack]),
      "change the quantity of FT-PLESK-1-LANGUAGE-PACK-1M from 3 to 5 [buys]",
      held([admin, { ...pack, quantity: 3 }]),
    );
    expect(report.resources[0]?.buys).toEqual([{ name: pack.item, quantity: 2 }]);
    expect(report.costs?.totals).toEqual([{ currency: "EUR", perMonth: "0.20", once: "10.00" }]);
  });

  it.each<[string, Held, string]>([
    [
      "not known before up",
      { inputs: { items: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" } },
      "buy a key with items that are not known yet [buys]",
    ],
    [
      "secret",
      {
        inputs: {
          items: [{ item: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" } }],
        },
      },
      "buy a key with [secret] [buys]",
    ],
    ["not what was said", { inputs: { items: [admin] } }, "buy a key with SOMETHING-ELSE [buys]"],
  ])("counts as unknown what is %s", async (_, declared, text) => {
    const report = await buying(declared, text);
    expect(report.resources[0]?.buys).toEqual([{ quantity: 1 }]);
    expect(report.costs).toMatchObject({ totals: [], unknown: 1 });
    expect(asText(report)).toContain(
      "Cost by prices.yaml: not known.\n  1 x what only pulumi up will know: unknown price\n",
    );
  });

  it("says that nothing is bought, and what is missing where a preview failed", async () => {
    const { report } = await reportOf([planned(urnOf("web"), "same", held([admin]), held([admin]))], {
      prices: pricesIn(file),
    });
    expect(asText(report)).toContain("Cost by prices.yaml: nothing.\n");
    const failed = await reportOf([said("error", "the program does not run")], { prices: pricesIn(file) });
    expect(asText(failed.report)).toContain(
      "Cost by prices.yaml: nothing, without what could not be planned.\n",
    );
  });
});
