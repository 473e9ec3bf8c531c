import { malformed } from "../../wire/malformed";
import type { XmlRpcStruct } from "../../wire/xmlRpc";
import { methodEndpoint } from "./calls";
import { downgradeCodes, offerCodes, readCodes, upgradeCodes } from "./codes";
import {
  changed,
  decodeStruct,
  identityOf,
  keyAnswer,
  offerAnswer,
  type Changed,
  type KeyFacts,
} from "./structures";

export type LicenseType = "billing" | "purchase";

/** Reads a key, by its number with or without the revision. */
export const getKeyInfo = methodEndpoint<{ keyNumber: string }, KeyFacts>({
  method: "getKeyInfo",
  changes: false,
  failed: ({ keyNumber }) => `Key ${keyNumber} could not be read`,
  params: ({ keyNumber }) => [keyNumber],
  codes: readCodes,
  decode: (answer, _, { keyNumber }, source) => {
    const facts = decodeStruct(keyAnswer, answer, source);
    if (identityOf(facts.keyNumber) !== identityOf(keyNumber))
      throw malformed(source, `params[0].keyInfo.keyNumber: it is ${facts.keyNumber}, not ${keyNumber}`);
    return facts;
  },
});

/** The plans that a key could take, as far as the system lists them: no promise that it sells one, or that another is refused. */
export const getAvailableUpgrades = methodEndpoint<{ keyNumber: string }, string[]>({
  method: "getAvailableUpgrades",
  changes: false,
  failed: ({ keyNumber }) => `What key ${keyNumber} can be upgraded with could not be read`,
  params: ({ keyNumber }) => [keyNumber],
  codes: offerCodes,
  decode: (answer, _code, _input, source) => decodeStruct(offerAnswer, answer, source),
});

/** Applies plans to a key, in their order. Costs money. */
export const upgradeKey = methodEndpoint<
  { keyNumber: string; plans: readonly string[]; licenseType?: LicenseType | undefined },
  Changed
>({
  method: "upgradeKey",
  changes: true,
  object: ({ keyNumber }) => identityOf(keyNumber),
  failed: ({ keyNumber, plans }) => `Key ${keyNumber} could not be upgraded with ${plans.join(", ")}`,
  params: ({ keyNumber, plans, licenseType }) => {
    const [only, ...others] = plans;
    // No page shows a list without a type, and the server tells its signatures apart by what it is sent.
    if (only !== undefined && others.length === 0 && licenseType === undefined) return [keyNumber, only];
    return [keyNumber, plans, ...(licenseType === undefined ? [] : [licenseType])];
  },
  codes: upgradeCodes,
  decode: decodeChanged,
  faulted: (fault) => ({ fault }),
});

/** Takes one plan off a key. */
export const downgradeKey = methodEndpoint<{ keyNumber: string; plan: string }, Changed>({
  method: "downgradeKey",
  changes: true,
  object: ({ keyNumber }) => identityOf(keyNumber),
  failed: ({ keyNumber, plan }) => `Plan ${plan} could not be taken off key ${keyNumber}`,
  params: ({ keyNumber, plan }) => [keyNumber, plan],
  codes: downgradeCodes,
  decode: decodeChanged,
  faulted: (fault) => ({ fault }),
});

function decodeChanged(answer: XmlRpcStruct, code: number, _: unknown, source: string): Changed {
  return { code, ...decodeStruct(changed, answer, source) };
}
