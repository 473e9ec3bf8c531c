import type { IncomingHttpHeaders } from "node:http";
import type { LedgerRecord } from "./ledgerEntry";

/** A request to a vendor system, read to its end. */
export interface VendorRequest {
  /** The HTTP method. */
  readonly method: string;
  /** The path below the system's prefix, without a leading slash. */
  readonly path: string;
  /** The query. */
  readonly query: URLSearchParams;
  /** The headers, names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The body as text. */
  readonly body: string;
  /** What the ledger will say about it; the system fills it in. */
  readonly record: LedgerRecord;
  /** Requests that arrived earlier and have not been answered yet. */
  readonly earlier: readonly LedgerRecord[];
}

/** A vendor system's answer. */
export interface VendorAnswer {
  /** The HTTP status. */
  readonly status: number;
  /** Headers; Content-Length is added by the server. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body; empty for none. */
  readonly body: string;
}

/** What can be said about a request before it is worked on. */
export interface RequestDescription {
  /** The endpoint's name in the ledger and in faults. */
  readonly endpoint: string;
  /** Path and query below the prefix, secrets masked. */
  readonly path: string;
  /** The object that the path names by its id. */
  readonly keyId: string | null;
  /** The server that is asked, where a system has several. */
  readonly server?: string;
  /** The operations of a packet, in order, where a request can hold several. */
  readonly requested?: string[];
  /** Whether one of them changes something. */
  readonly changing?: boolean;
  /** The GUIDs of the subscriptions that it names one by one. */
  readonly subjects?: string[];
}

/** One vendor system in miniature; the server knows nothing else about it. */
export interface VendorSystem {
  /** Its name in the ledger, in assumptions and in faults. */
  readonly name: string;
  /** The path that its requests begin with, both slashes included. */
  readonly prefix: string;
  /** Names a request without touching anything. */
  describe(method: string, path: string, query: URLSearchParams, body: string): RequestDescription;
  /** Does the work in one go, so that no two requests interleave. */
  handle(request: VendorRequest): VendorAnswer;
  /** An answer by which it refuses a request in its own form: with a status, error code or result code, known or not. */
  refuse(code: number, request: VendorRequest): VendorAnswer;
  /** Answers what the control surface is asked about this system; undefined when the path is not its own. */
  control(method: string, path: string, body: unknown): unknown;
  /** Goes back to the seeded data. */
  reset(): void;
}
