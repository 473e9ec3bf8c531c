import type { FlexCloudAssumptions } from "../assumptions";
import type { VendorAnswer, VendorRequest } from "../system";
import type { CloudServer } from "./model";
import type { CloudWorld } from "./world";

/** One request of a login that has proved who it is, to a server of its own account. */
export interface Exchange {
  readonly world: CloudWorld;
  readonly assumptions: FlexCloudAssumptions;
  readonly server: CloudServer;
  readonly request: VendorRequest;
  /** The address of the server, as answers name it. */
  readonly location: string;
}

/** One operation of the API. */
export interface Operation {
  /** Its name in the ledger and in faults. */
  readonly endpoint: string;
  /** The only method of its address. */
  readonly method: "GET" | "POST";
  /** Whether it changes a server. */
  readonly changes: boolean;
  /** Does the work. */
  readonly run: (exchange: Exchange) => VendorAnswer;
}
