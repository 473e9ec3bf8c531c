/** Amounts of money, exact: whole numbers of millionths, which no sum rounds. */
const decimals = 6;
const one = 10n ** BigInt(decimals);

/** A decimal number with at most six digits behind its point. */
export const decimal = /^\d{1,12}(\.\d{1,6})?$/;

export function moneyOf(text: string): bigint {
  const [whole = "0", fraction = ""] = text.split(".");
  return BigInt(whole) * one + BigInt(fraction.padEnd(decimals, "0"));
}

/** The amount with so many digits behind its point, half a digit up. */
export function textOf(amount: bigint, digits: number, parts = 1n): string {
  const unit = 10n ** BigInt(decimals - digits) * parts;
  const text = String((amount * 2n + unit) / (unit * 2n)).padStart(digits + 1, "0");
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** As many digits as the currency is written with, and no fewer than these amounts have. */
export function digitsOf(currency: string, amounts: readonly string[]): number {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat("en", {
    style: "currency",
    currency,
  }).resolvedOptions();
  return Math.max(maximumFractionDigits, ...amounts.map((text) => (text.split(".")[1] ?? "").length));
}
