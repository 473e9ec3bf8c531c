import type { LedgerEntry } from "./ledgerEntry";

/** Before the vendor's work or after it. */
export type When = "before" | "after";

/** Which requests a fault or callback is for: all members must fit. */
export interface RequestMatch {
  /** The vendor system. */
  system?: string;
  /** The endpoint's name, such as `createKey`. */
  endpoint?: string;
  /** The HTTP method. */
  method?: string;
  /** The id of the key that the path names. */
  keyId?: string;
  /** The server that is asked, where a system has several. */
  server?: string;
  /** The GUID of a subscription that the request names. */
  subject?: string;
  /** The first request that is hit, counted among those that match; default 1. */
  nth?: number;
  /** How many matching requests are hit from then on; default 1, or all of them with `forMs`. */
  times?: number;
  /** How many milliseconds it lasts from its injection on, by the sandbox's clock; for ever by default. */
  forMs?: number;
  /** Anything else; called before the work. */
  where?: (entry: LedgerEntry) => boolean;
}

/** What goes wrong. */
export type FaultKind =
  /** The work is done, then the connection is cut without an answer. */
  | { kind: "answerLost" }
  /** The connection is cut before any work. */
  | { kind: "resetBefore" }
  /** A page of a server in front of the system, without or after the work (default without); HTML unless told otherwise. */
  | { kind: "status"; status: number; body?: string; headers?: Record<string, string>; when?: When }
  /** The system's own refusal with a status, error code or result code, known or not; without or after the work (default without). */
  | { kind: "refused"; code: number; when?: When }
  /** 429 without any work; Retry-After in seconds or as a date, default 1. */
  | { kind: "tooManyRequests"; retryAfter?: number | string }
  /** Everything happens, but late: the wait is before or after the work (default before). */
  | { kind: "slow"; ms: number; when?: When }
  /** The work is done, but half of the answer's body is missing. */
  | { kind: "truncated" }
  /** The work is done, but the answer is an HTML page with status 200. */
  | { kind: "wrongContentType" };

/** A fault and the requests that it is for. */
export type Fault = FaultKind & RequestMatch;

/** A fault that was injected. */
export interface InjectedFault {
  /** What was injected. */
  readonly fault: Fault;
  /** How many requests it will still hit. */
  readonly remaining: number;
  /** Takes it back. */
  remove(): void;
}

/**
 * Called and awaited while a request waits and its connection stays open. The answer "drop" cuts the connection;
 * before the work, the work is then not done: what a client that was killed in time would have caused. Any other
 * answer means nothing.
 */
export type RequestCallback = (entry: LedgerEntry) => unknown;

interface Armed {
  fault: Fault;
  seen: number;
  remaining: number;
  /** When it is over, in milliseconds. */
  until: number;
}

interface Watching {
  when: When;
  callback: RequestCallback;
}

/** What goes wrong on purpose. At most one fault hits a request: the one that was injected first. */
export class Faults {
  readonly #armed = new Set<Armed>();
  readonly #watching = new Set<Watching>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Makes matching requests go wrong; each hit is told in the ledger. */
  inject(fault: Fault): InjectedFault {
    const { forMs = Infinity, times = forMs === Infinity ? 1 : Infinity } = fault;
    const armed: Armed = { fault, seen: 0, remaining: times, until: this.#time() + forMs };
    this.#armed.add(armed);
    const remaining = () => (this.#current().includes(armed) ? armed.remaining : 0);
    return {
      fault,
      get remaining() {
        return remaining();
      },
      remove: () => void this.#armed.delete(armed),
    };
  }

  /** Has each request wait for a callback before or after its work; returns what ends that. */
  onRequest(when: When, callback: RequestCallback): () => void {
    const watching = { when, callback };
    this.#watching.add(watching);
    return () => void this.#watching.delete(watching);
  }

  /** The faults that have not hit all their requests yet and are not over. */
  pending(): Fault[] {
    return this.#current().map(({ fault }) => fault);
  }

  /** Takes back all faults and callbacks. */
  clear(): void {
    this.#armed.clear();
    this.#watching.clear();
  }

  /** The fault that hits a request, spent by asking; for the server only. */
  take(entry: LedgerEntry): Fault | undefined {
    let hit: Armed | undefined;
    for (const armed of this.#current()) {
      if (!matches(entry, armed.fault)) continue;
      armed.seen += 1;
      if (!hit && armed.seen >= (armed.fault.nth ?? 1)) hit = armed;
    }
    if (!hit) return undefined;
    hit.remaining -= 1;
    if (hit.remaining <= 0) this.#armed.delete(hit);
    return hit.fault;
  }

  /** Runs the callbacks; true when one of them wants the connection cut; for the server only. */
  async notify(when: When, entry: LedgerEntry): Promise<boolean> {
    let drop = false;
    for (const watching of [...this.#watching]) {
      if (watching.when === when && (await watching.callback(entry)) === "drop") drop = true;
    }
    return drop;
  }

  #current(): Armed[] {
    for (const armed of this.#armed) if (armed.until <= this.#time()) this.#armed.delete(armed);
    return [...this.#armed];
  }

  #time(): number {
    return this.#now().getTime();
  }
}

function matches(entry: LedgerEntry, match: RequestMatch): boolean {
  const { system, endpoint, method, keyId, server, subject, where } = match;
  const equal = (wanted: string | undefined, actual: string | null) =>
    wanted === undefined || wanted === actual;
  return (
    equal(system, entry.system) &&
    equal(endpoint, entry.endpoint) &&
    equal(method, entry.method) &&
    equal(keyId, entry.keyId) &&
    equal(server, entry.server ?? null) &&
    (subject === undefined || (entry.subjects?.includes(subject) ?? false)) &&
    (where?.(entry) ?? true)
  );
}
