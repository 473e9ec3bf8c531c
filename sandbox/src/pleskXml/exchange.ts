import type { PleskXmlAssumptions } from "../assumptions";
import type { LedgerRecord } from "../ledgerEntry";
import type { Element } from "../xml";
import type { Account, StoredSubscription } from "./model";
import type { ServerWorld } from "./world";
import type { Node } from "./xml/node";

/** One packet of a login that has proved who it is. */
export interface Exchange {
  readonly world: ServerWorld;
  readonly assumptions: PleskXmlAssumptions;
  readonly account: Account;
  readonly record: LedgerRecord;
  /** Requests that arrived earlier and have not been answered yet. */
  readonly earlier: readonly LedgerRecord[];
  /** A subscription as a get of this packet shows it. */
  readonly shown: (subscription: StoredSubscription) => StoredSubscription;
}

/** One operation of the API. */
export interface Operation {
  /** Its name in the ledger and in faults. */
  readonly endpoint: string;
  /** Whether it changes subscriptions. */
  readonly changes?: true;
  /** The kinds of logins that may use it; all by default. */
  readonly for?: readonly Account["kind"][];
  /** Does it and gives its results. */
  readonly run: (exchange: Exchange, element: Element) => Node[];
}
