import type { LedgerRecord } from "../ledgerEntry";

/** What the text of a result names. */
export interface Named {
  readonly number?: string;
  readonly plan?: string;
  readonly feature?: string;
  readonly keyType?: string;
}

/** The texts of the result codes of all methods; those of upgradeKey say what the seed says. */
const TEXTS: Readonly<Record<number, (named: Named) => string>> = {
  200: () => "Client authorization failed",
  201: () => "Access to this method is denied",
  202: () => "Access to this object is denied",
  220: ({ number = "" }) => `Key ${number} is not found`,
  221: ({ number = "" }) => `License key ${number} is marked as problem`,
  222: ({ number = "" }) => `License key ${number} is terminated`,
  246: ({ keyType = "", number = "" }) =>
    `Operation is forbidden because key type ${keyType} conflicts with key ${number}`,
  260: ({ plan = "" }) => `No "${plan}" entry in the client's price list`,
  263: ({ feature = "" }) => `${feature} is a default feature, it cannot be downgraded`,
  266: () => "This upgrade is not acceptable",
  268: () =>
    "Software Update Service (SUS) is not found for the given license key. Automatic upgrade is not possible",
  280: () => "Operation is not supported for this account type",
  284: () => "Operation with N/A price is not allowed for this client",
  287: ({ keyType = "" }) => `Failed to complete remote operation with product ${keyType}.`,
  289: () => "The base key type cannot be downgraded",
  300: () => "Internal error, please try after some time",
  400: () => "Incorrect authorization info format",
  410: ({ number = "" }) => `Incorrect key number format: "${number}"`,
  416: ({ feature = "" }) => `Unknown feature: ${feature}`,
  421: () => "Incorrect server license details format",
  452: () => "Incorrect object type for this operation",
};

/** Thrown while a call is worked on: becomes a result code of 200 and above. */
export class Refusal extends Error {
  constructor(
    /** The result code. */
    readonly code: number,
    /** What the text names. */
    readonly named: Named = {},
    /** The full number of the key that it is about; undefined while none is known. */
    readonly keyNumber?: string,
  ) {
    super(`result code ${code}`);
  }

  /** The text of the result. */
  get text(): string {
    return TEXTS[this.code]?.(this.named) ?? `Error ${this.code}`;
  }
}

/** Thrown when the call itself is not understood: becomes a fault. */
export class Fault extends Error {
  constructor(
    /** The code, after the list that XML-RPC implementations share. */
    readonly code: -32700 | -32600 | -32601 | -32602,
    /** The reason, which never quotes what was sent. */
    readonly reason: string,
  ) {
    super(reason);
  }
}

/** Writes a refusal down; what was sent never gets into the ledger. */
export function recordRefusal(record: LedgerRecord, refused: Refusal | Fault): void {
  record.refusal =
    refused instanceof Refusal ? String(refused.code) : `fault ${refused.code}: ${refused.reason}`;
}
