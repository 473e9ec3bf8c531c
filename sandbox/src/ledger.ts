import { formatEntries } from "./ledgerTable";

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

/** A place in the ledger: what comes later has a greater number. */
export type Mark = number;

/** Which requests are wanted: all members must fit. */
export interface LedgerFilter {
  /** The vendor system. */
  system?: string;
  /** The endpoint's name. */
  endpoint?: string;
  /** The HTTP method. */
  method?: string;
  /** The key that was worked on. */
  keyId?: string;
  /** The login name. */
  account?: string;
  /** The server that was asked. */
  server?: string;
  /** Only requests after this mark. */
  since?: Mark;
  /** Anything else. */
  where?: (entry: LedgerEntry) => boolean;
}

/** Every request that reached the sandbox, with what it did and what it cost. */
export class Ledger {
  readonly #records: LedgerRecord[] = [];
  readonly #listeners = new Set<(entry: LedgerEntry) => void>();
  #last: Mark = 0;

  /** The requests that fit, in order of arrival. */
  requests(filter: LedgerFilter = {}): LedgerEntry[] {
    return this.#records.filter((entry) => fits(entry, filter));
  }

  /** The requests that executed operations. */
  changes(filter: LedgerFilter = {}): LedgerEntry[] {
    return this.requests(filter).filter((entry) => entry.operations.length > 0);
  }

  /** What was charged, in order. */
  charges(filter: LedgerFilter = {}): Charge[] {
    return this.requests(filter).flatMap((entry) => entry.charges);
  }

  /** The place after the newest request. */
  mark(): Mark {
    return this.#last;
  }

  /** The requests after a mark. */
  since(mark: Mark): LedgerEntry[] {
    return this.requests({ since: mark });
  }

  /** Forgets all requests and counts from 1 again. */
  clear(): void {
    this.#records.length = 0;
    this.#last = 0;
  }

  /** The requests that fit as a table for the terminal. */
  format(filter: LedgerFilter = {}): string {
    return formatEntries(this.requests(filter));
  }

  /** Calls the listener for each request as soon as it is over; returns what ends that. */
  onFinished(listener: (entry: LedgerEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Opens the record of a request that has arrived; for the server only. */
  open(record: Omit<LedgerRecord, "number">): LedgerRecord {
    const opened = { number: ++this.#last, ...record };
    this.#records.push(opened);
    return opened;
  }

  /** Tells the listeners that a request is over; for the server only. */
  finish(record: LedgerRecord): void {
    for (const listener of this.#listeners) listener(record);
  }
}

function fits(entry: LedgerEntry, filter: LedgerFilter): boolean {
  const { since, where, ...equal } = filter;
  if (since !== undefined && entry.number <= since) return false;
  if (where && !where(entry)) return false;
  return Object.entries(equal).every(([name, value]) => entry[name as keyof typeof equal] === value);
}
