/** What a request made somebody pay for; the sandbox knows no amounts. */
export interface Charge {
  /** Why: a new key, more on an existing key, or another period of what is there. */
  readonly kind: "purchase" | "upgrade" | "renewal";
  /** The constant that is paid for. */
  readonly item: string;
  /** How many of it. */
  readonly quantity: number;
  /** The key that it is on; the server's id for an upgrade of a cloud server. */
  readonly keyId: string;
}

/** One request while it is being worked on. */
export interface LedgerRecord {
  /** 1 for the first request since the ledger was cleared. */
  number: number;
  /** When it arrived, ISO 8601. */
  time: string;
  /** The number of the TCP connection that it came over. */
  connection: number;
  /** The vendor system. */
  system: string;
  /** The HTTP method. */
  method: string;
  /** Path and query; activation codes are masked. */
  path: string;
  /** The endpoint's name, such as `createKey`. */
  endpoint: string;
  /** The login name, null without valid credentials. */
  account: string | null;
  /** The id of the key that it named or made; for one named by its activation code, null until it is found. */
  keyId: string | null;
  /** The server that was asked, where a system has several. */
  server?: string;
  /** The operations of a packet, in order, where a request can hold several. */
  requested?: string[];
  /** Whether one of them changes something. */
  changing?: boolean;
  /** The GUIDs of the subscriptions that it named one by one or changed. */
  subjects?: string[];
  /** The status that was sent; null while none has been, or when the connection was cut instead. */
  status: number | null;
  /** What was executed, in that order. */
  operations: string[];
  /** What it costs. */
  charges: Charge[];
  /** Why the system refused it, null when it did not. */
  refusal: string | null;
  /** The fault that was injected, null when none was. */
  fault: string | null;
}

/** One request in the ledger. It never holds a body, a password or an activation code. */
export type LedgerEntry = Readonly<
  Omit<LedgerRecord, "operations" | "charges" | "requested" | "subjects"> & {
    operations: readonly string[];
    requested?: readonly string[];
    subjects?: readonly string[];
    charges: readonly Charge[];
  }
>;

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
