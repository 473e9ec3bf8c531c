import type { Charge, LedgerEntry } from "./ledger";

const HEADINGS = ["#", "request", "status", "executed", "charged", "remark"];

/** The entries as a table with aligned columns. */
export function formatEntries(entries: readonly LedgerEntry[]): string {
  const rows = [HEADINGS, ...entries.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** One entry as a line of its own, for a running log. */
export function formatEntry(entry: LedgerEntry): string {
  const [number = "", request = "", status = "", executed, charged, remark] = cells(entry);
  const start = `${number.padStart(4)}  ${status.padEnd(4)} ${request}`;
  return [start, executed && `did ${executed}`, charged && `charged ${charged}`, remark]
    .filter(Boolean)
    .join("  | ");
}

function cells(entry: LedgerEntry): string[] {
  return [
    String(entry.number),
    [entry.method, entry.path, entry.requested?.join(", ")].filter(Boolean).join(" "),
    entry.status === null ? "-" : String(entry.status),
    executed(entry),
    entry.charges.map(formatCharge).join(", "),
    [entry.refusal && `refused: ${entry.refusal}`, entry.fault && `fault: ${entry.fault}`]
      .filter(Boolean)
      .join("; "),
  ];
}

function executed({ operations, keyId, subjects }: LedgerEntry): string {
  const subject = keyId ?? subjects?.join(", ");
  return operations.join(", ") + (operations.length > 0 && subject ? ` on ${subject}` : "");
}

function formatCharge({ kind, quantity, item }: Charge): string {
  return `${kind} ${quantity > 1 ? `${quantity} x ` : ""}${item}`;
}
