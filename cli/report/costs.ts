import { digitsOf, moneyOf, textOf } from "./money";
import { periods, type Price, type Prices } from "./prices";
import type { Purchase } from "./purchases";
import type { Costs, Report } from "./schema";

/** What purchases cost together, by a price file. What the file does not know is counted, and is in no sum. */
export function costsOf(purchases: readonly Purchase[], { file, of }: Prices): Costs {
  const quantities = new Map<string | undefined, number>();
  for (const { name, quantity } of purchases) quantities.set(name, (quantities.get(name) ?? 0) + quantity);
  const items = [...quantities].map(([name, quantity]) => {
    const prices = name === undefined ? undefined : of(name);
    return {
      ...(name === undefined ? {} : { name }),
      quantity,
      ...(prices === undefined
        ? {}
        : { prices: [...prices].map(({ amount, currency, period }) => ({ amount, currency, period })) }),
    };
  });
  const parts = items.flatMap(({ quantity, prices = [] }) => prices.map((price) => ({ ...price, quantity })));
  const currencies = [...new Set(parts.map(({ currency }) => currency))].sort();
  return {
    file,
    items,
    totals: currencies.map((currency) =>
      totalOf(
        currency,
        parts.filter((part) => part.currency === currency),
      ),
    ),
    unknown: items.reduce((sum, { quantity, prices }) => (prices === undefined ? sum + quantity : sum), 0),
  };
}

function totalOf(
  currency: string,
  parts: readonly (Price & { quantity: number })[],
): Costs["totals"][number] {
  const digits = digitsOf(
    currency,
    parts.map(({ amount }) => amount),
  );
  let [yearly, once] = [0n, 0n];
  for (const { amount, period, quantity } of parts) {
    const money = moneyOf(amount) * BigInt(quantity);
    yearly += money * periods[period];
    if (period === "once") once += money;
  }
  return { currency, perMonth: textOf(yearly, digits, 12n), once: textOf(once, digits) };
}

/** What that would cost, in a sentence; undefined without prices. `quote` is how the file's name is written. */
export function costSentence(
  { costs, exitCode }: Report,
  quote = (file: string): string => file,
): string | undefined {
  if (costs === undefined) return undefined;
  const { file, items, totals, unknown } = costs;
  const sums = totals.flatMap(({ currency, perMonth, once }) => [
    ...(isZero(perMonth) ? [] : [`${perMonth} ${currency} per month`]),
    ...(isZero(once) ? [] : [`${once} ${currency} once`]),
  ]);
  const isUnknown = totals.length === 0 && items.length > 0;
  const missing = [
    ...(unknown === 0 || isUnknown ? [] : [`${unknown} of unknown price`]),
    ...(exitCode === 1 || exitCode === 8 ? ["what could not be planned"] : []),
  ];
  const cost = isUnknown ? "not known" : sums.length === 0 ? "nothing" : listed(sums);
  return `Cost by ${quote(file)}: ${cost}${missing.length === 0 ? "" : `, without ${missing.join(" and ")}`}.`;
}

function isZero(amount: string): boolean {
  return !/[1-9]/.test(amount);
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

/** What would be bought, a row for each name: how many of what, and the price of one. */
export function boughtRows({ costs }: Report): [what: string, each: string][] {
  return (costs?.items ?? []).map(({ name, quantity, prices }) => [
    `${quantity} x ${name ?? "what only pulumi up will know"}`,
    prices === undefined
      ? "unknown price"
      : prices.map(({ amount, currency, period }) => `${amount} ${currency} ${often[period]}`).join(" and "),
  ]);
}

const often = { month: "per month", quarter: "per quarter", year: "per year", once: "once" } as const;
