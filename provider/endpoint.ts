/** What resources decide by, for each vendor system that endpoints belong to. */
export interface SystemFacts {
  partnerApi30: PartnerFacts;
  partnerApi10: Facts;
  flexCloud: Facts;
  pleskXml: PleskServerFacts;
}

export type SystemName = keyof SystemFacts;

/** One account: of a system, or of one server of a system that has many. */
export interface AccountName {
  system: SystemName;
  /** The name that the settings give the server; only for systems that have many. */
  server?: string | undefined;
}

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
  /** Ends with a slash, but for a system that is one address only. */
  baseUrl: string;
  login: string;
  password: string;
  /** A Plesk server's secret key; login and password are then empty. */
  secretKey?: string;
  /** What FlexCloud is told to log in to a Plesk server with; absent where nothing can be told. */
  handedOn?: { login: string; password: string };
  /** The Plesk protocol version that packets name; absent is the server's newest. */
  protocolVersion?: string;
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
  handsOn?: (input: Input) => AccountName;
  /** True for answers that `decode` reads whatever their status says, also one that asks to come back. */
  understands?: (response: Response) => boolean;
  /** `other` is the account that `handsOn` names. */
  encode(account: Account, input: Input, other?: Account): Request;
  decode(response: Response, input: Input): Output;
}

/** What a resource's operations use to reach the systems, the clock and the user. */
export interface Call {
  /** Sends one request of an endpoint, within the limits, budgets and rules of its account. */
  <Input, Output>(endpoint: Endpoint<Input, Output>, input: Input): Promise<Output>;
  /** Facts about the account that resources decide by. Throws a Failure where it is not configured. */
  account<S extends SystemName>(system: S, server?: string): SystemFacts[S];
  /** What this run has read and may use again. */
  memory: Memory;
  now(): Date;
  wait(milliseconds: number): Promise<void>;
  /** Looks again and again until something is found, undefined where the deadline passes first. */
  poll<T>(options: Polling, look: () => Promise<T | undefined>): Promise<T | undefined>;
  /** Tells the user something while a long operation runs. */
  say(sentence: string): void;
}

/** How long to wait for something and what to say meanwhile. */
export interface Polling {
  /** In milliseconds since 1970. */
  deadline: number;
  /** Said every ten seconds, with the time that is left. */
  waitingFor: string;
}

/** What one run has read, under names that the callers choose. */
export interface Memory {
  /** Asks once; whoever asks again, also meanwhile, gets the same answer. A failure is not kept. */
  once<T>(name: string, ask: () => Promise<T>): Promise<T>;
  /**
   * Reads one object of many. From the fourth read under a name on, one `all` serves everybody; what is
   * not in it is read alone.
   */
  oneOfMany<T>(
    name: string,
    key: string,
    one: () => Promise<T>,
    all: () => Promise<Map<string, T>>,
  ): Promise<T>;
  /** Whatever is known under the name is out of date. */
  forget(name: string): void;
}

interface Facts {
  /** Scheme, host, port and path of the system: what a resource's state was made on. */
  origin: string;
}

export interface PartnerFacts extends Facts {
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

export interface PleskServerFacts extends Facts {
  /** Whether the login sees everything on the server, or what belongs to one reseller. */
  accountKind: "administrator" | "reseller";
  /** Whether the plans of all owners can be asked for (protocol 1.6.3.4 and newer). */
  knowsOwnerAll: boolean;
  /** Whether many reads of one server may become one. */
  bulkRead: boolean;
  /** Whether there is a login and a password that FlexCloud can be told; a secret key is of no use to it. */
  hasPassword: boolean;
}
