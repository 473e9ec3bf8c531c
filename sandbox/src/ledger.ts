import { formatEntries, type Charge, type LedgerEntry, type LedgerRecord } from "./ledgerEntry";

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
