import type { Account, AccountName, SystemName } from "./account";

/** A request as it goes over the wire. */
export interface Request {
  method: "GET" | "POST" | "PUT" | "DELETE";
  url: string;
  headers: Record<string, string>;
  body?: string;
}

/** An answer as it came over the wire. */
export interface Response {
  status: number;
  /** Header names in lower case. */
  headers: Record<string, string>;
  /** Its text; empty where it cannot be read. */
  body: string;
  /** Why the body cannot be read, as the rest of a sentence that begins with "the answer". */
  unreadable?: string;
}

/**
 * One operation of a vendor system, described and never sent from here: `transport/` sends.
 * `decode` either returns a value or throws a Failure; nobody above it looks at statuses.
 */
export interface Endpoint<Input, Output> {
  system: SystemName;
  /** Which server of a system that has many. */
  server?: (input: Input) => string;
  /** The vendor's name for the operation; messages and ledgers use it. */
  name: string;
  /** Whether the system may be different afterwards. `plesk:readOnly` refuses these. */
  changes: boolean;
  /** The object that is changed: one change at a time is sent for each. */
  object?: (input: Input) => string;
  /** Whether it may be sent again after no answer came (not a matter of the HTTP verb). */
  safeToRepeat: boolean;
  /** Another account whose login the request hands on, e.g. the Plesk server that a cloud is to log in to. */
  forwardsLoginOf?: (input: Input) => AccountName;
  /** True for answers that `decode` reads whatever their status says, also one that asks to come back. */
  understands?: (response: Response) => boolean;
  /** `other` is the account that `forwardsLoginOf` names. */
  encode(account: Account, input: Input, other?: Account): Request;
  decode(response: Response, input: Input): Output;
}
