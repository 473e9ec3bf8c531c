/** The vendor systems that endpoints belong to. */
export type SystemName = "partnerApi30";

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
  body: string;
}

/** What an endpoint needs to know of the account to build a request. */
export interface Account {
  system: SystemName;
  /** How messages name the system, e.g. `Partner API 3.0`. */
  title: string;
  /** Ends with a slash. */
  baseUrl: string;
  login: string;
  password: string;
}

/**
 * One operation of a vendor system, described and never sent from here: `transport/` sends.
 * `decode` either returns a value or throws a Failure; nobody above it looks at statuses.
 */
export interface Endpoint<Input, Output> {
  system: SystemName;
  /** The vendor's name for the operation; messages and ledgers use it. */
  name: string;
  /** Whether the system may be different afterwards. `plesk:readOnly` refuses these. */
  changes: boolean;
  /** Whether it may be sent again after no answer came (not a matter of the HTTP verb). */
  safeToRepeat: boolean;
  encode(account: Account, input: Input): Request;
  decode(response: Response, input: Input): Output;
}

/** What a resource's operations use to reach the systems, the clock and the user. */
export interface Call {
  /** Sends one request of an endpoint, within the limits, budgets and rules of its account. */
  <Input, Output>(endpoint: Endpoint<Input, Output>, input: Input): Promise<Output>;
  /** Facts about the account that resources decide by. */
  account(system: SystemName): AccountFacts;
  now(): Date;
  wait(milliseconds: number): Promise<void>;
  /** Tells the user something while a long operation runs. */
  say(sentence: string): void;
}

export interface AccountFacts {
  /** Scheme, host, port and path of the system: what a resource's state was made on. */
  origin: string;
  accountKind: "customer" | "reseller";
  /** Whether each modify request names the owner, as some reseller accounts may need. */
  ownerInEveryRequest: boolean;
  /** How long a lost purchase may take to become visible, in milliseconds; Infinity is for ever. */
  settleWindowMs: number;
  /** How long a search for a key of an interrupted run goes on before one is bought, in milliseconds. */
  searchWindowMs: number;
  /** Whether a search shows the keys that this login works on. */
  listShowsKeys: boolean;
}
