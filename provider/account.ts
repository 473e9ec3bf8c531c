/** What resources decide by, for each vendor system that endpoints belong to. */
export interface SystemFacts {
  partner30: PartnerFacts;
  partner10: Partner10Facts;
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
  /** What FlexCloud is given to log in to a Plesk server with; absent where there is nothing to give. */
  forwardedLogin?: { login: string; password: string };
  /** The Plesk protocol version that packets name; absent is the server's newest. */
  protocolVersion?: string;
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
  /** How young a key has to be to be taken for what an interrupted run has bought, in milliseconds. */
  takeOverWindowMs: number;
  /** How long a search for a key of an interrupted run goes on before one is bought, in milliseconds. */
  searchWindowMs: number;
  /** Whether a search shows the keys that this login works on. */
  listShowsKeys: boolean;
}

export interface Partner10Facts extends Facts {
  /** How long a request whose answer was given up may still be worked on, in milliseconds; Infinity is for ever. */
  settleWindowMs: number;
}

export interface PleskServerFacts extends Facts {
  /** Whether the login sees everything on the server, or what belongs to one reseller. */
  accountKind: "administrator" | "reseller";
  /** Whether the plans of all owners can be asked for (protocol 1.6.3.4 and newer). */
  supportsOwnerAll: boolean;
  /** Whether many reads of one server may become one. */
  bulkRead: boolean;
  /** Whether there is a login and a password to give to FlexCloud; a secret key is of no use to it. */
  hasPassword: boolean;
}
