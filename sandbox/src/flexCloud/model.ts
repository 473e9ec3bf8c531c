/** The states of a server that its details can show (reference, section 6.1). */
export const STATUSES = ["BUILD", "ACTIVE", "SUSPENDED", "DELETED", "STOPPED", "PROCESSING"] as const;

/** The refusals that a server can be told to answer every upgrade with. */
export const REFUSALS = [400, 403, 404, 409, 500, 502, 503] as const;

/** A login of the API. */
export interface Account {
  login: string;
  password: string;
  /** The account that it belongs to; addresses without an account mean this one. */
  accountId: string;
}

/** What a textkey does: it sets a property of the Plesk server's licence key. */
export interface Effect {
  property: string;
  value: string;
}

/** A cloud server. */
export interface CloudServer {
  /** The id in addresses. */
  id: string;
  accountId: string;
  /** The display name. */
  name: string;
  status: (typeof STATUSES)[number];
  /** The Plesk server of the sandbox that it stands for, whose licence key upgrades change. */
  pleskServer: string;
  /** The port that Plesk answers on; null for that of the Plesk server's URL. */
  port: string | null;
  /** The password of the system user root. */
  rootPassword: string;
  /** The textkeys that its licence can take. */
  textkeys: Record<string, Effect>;
  /** How long an accepted upgrade runs, in milliseconds; 0 until its answer is sent, null until `finish` is called. */
  upgradeMs: number | null;
  /** Whether accepted upgrades come to nothing. */
  fails: boolean;
  /** Whether another task runs on it, which makes it busy until this is taken back. */
  busy: boolean;
  /** A status that each upgrade is answered with; null for none. */
  refuses: (typeof REFUSALS)[number] | null;
}
