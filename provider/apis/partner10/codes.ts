import { refusedLogin, type Meaning } from "../meaning";

export type Codes = Readonly<Record<number, Meaning>>;

const keyNumber = "partner10.keyNumber";
const upgradePlans = "partner10.upgradePlans";

const support = "Ask the Plesk partner support, with the key number";
const ownMistake = "This is a mistake of pulumi-plesk: please report it with the code";
const looksFirst = "Run again: it looks first and goes on from what it finds";

/** Codes whose meaning is the same in all methods that we call (partner-api-1.0.md section 3). */
const common: Codes = {
  200: refusedLogin(
    "plesk:partner10Login and plesk:partner10Password (a Partner API account, not a web one)",
  ),
  201: {
    kind: "unauthorized",
    meaning: "the login's role does not include this method",
    next: "Use a login with the role that the method needs: Standard Commands to upgrade, Advanced Commands to downgrade",
  },
  202: {
    kind: "not-visible",
    property: keyNumber,
    meaning: "the key belongs to another account",
    next: "Use a login of the account that it belongs to; it is kept in the state",
  },
  220: {
    kind: "not-visible",
    property: keyNumber,
    meaning: "the key is not found",
    next: "Correct it. If the key was there before, it may belong to another account or system now; it is kept in the state",
  },
  400: { kind: "rejected", meaning: "the login was not sent as expected", next: ownMistake },
  410: {
    kind: "rejected",
    property: keyNumber,
    meaning: "the key number is not valid",
    next: "Correct it, e.g. PLSK.01304242",
  },
};

/** Codes of the methods that change a key. */
const changing = {
  ...common,
  221: {
    kind: "rejected",
    property: keyNumber,
    meaning: "the key is marked as a problem",
    next: `Nothing can be changed until that is settled. ${support}`,
  },
  222: {
    kind: "rejected",
    property: keyNumber,
    meaning: "the key is terminated",
    next: "A terminated key cannot be used again: declare another one, or take the resource out of the program",
  },
  260: {
    kind: "rejected",
    property: upgradePlans,
    meaning: "the plan is not in this client's price list",
    next: "Declare a plan that is, or have it added to the contract",
  },
  287: {
    kind: "outcome-unknown",
    meaning: "the vendor's call to another product's system failed",
    next: looksFirst,
  },
  300: { kind: "outcome-unknown", meaning: "an internal error of the system", next: looksFirst },
  416: {
    kind: "rejected",
    property: upgradePlans,
    meaning: "the plan is unknown",
    next: "Correct it; the identifiers differ by account, and a hyphen is not an underscore",
  },
  452: {
    kind: "rejected",
    property: keyNumber,
    meaning: "this type of key does not support the operation",
    next: "Declare the main key that the plan is for",
  },
} satisfies Codes;

/** `partner10.getKeyInfo` (partner-api-1.0.md 5.1). Terminated and problem keys can be read. */
export const readCodes: Codes = {
  100: { kind: "done", meaning: "the key was returned" },
  ...common,
  300: {
    kind: "busy",
    meaning: "an internal error of the system",
    next: "Run again later",
  },
};

/** `partner10.getAvailableUpgrades`, which has no page (partner-api-1.0.md 5.2): it may refuse keys that an upgrade refuses. */
export const offerCodes: Codes = { ...readCodes, 221: changing[221], 222: changing[222] };

/** `partner10.upgradeKey` (its page in the Partner API 1.0 guide; partner-api-1.0.md section 4). */
export const upgradeCodes: Codes = {
  100: { kind: "done", meaning: "the plans were added" },
  110: { kind: "done", meaning: "the key had it already" },
  ...changing,
  246: {
    kind: "rejected",
    meaning: "the key's type conflicts with another key",
    next: support,
  },
  266: {
    kind: "rejected",
    property: upgradePlans,
    meaning: "the upgrade is not acceptable for this key",
    next: "Declare plans that begin where the key is; if it is already where the plan leads, name the identifier that shows it in partner10.expect",
  },
  268: {
    kind: "rejected",
    property: upgradePlans,
    meaning: "the key has no Software Update Service",
    next: "Renew or reinstate it first (a plan such as REINSTATE_SUS), or use a lease key",
  },
  280: {
    kind: "rejected",
    meaning: "this kind of account cannot do it",
    next: "Use another login, or ask the account manager",
  },
  284: {
    kind: "rejected",
    property: upgradePlans,
    meaning: "this client cannot order items without a price",
    next: "Ask the account manager for a price",
  },
  421: {
    kind: "rejected",
    property: "partner10.licenseType",
    meaning: "the licence type is not valid",
    next: 'Declare "billing" or "purchase", or leave it out',
  },
};

/** `partner10.downgradeKey` (partner-api-1.0.md section 6). 101 and 110 mean something else than in upgradeKey. */
export const downgradeCodes: Codes = {
  100: { kind: "done", meaning: "the feature was removed" },
  101: { kind: "done", meaning: "the feature was replaced by an earlier one" },
  110: { kind: "done", meaning: "the key does not have it" },
  ...changing,
  222: { kind: "done", meaning: "the key is terminated: nothing is left to remove" },
  263: {
    kind: "rejected",
    property: upgradePlans,
    meaning: "it is a default feature of the key, and the system cannot go below that",
    next: "It cannot be undone. Declare the plan again, or take onDelete out and delete the resource: nothing is sent then",
  },
  266: {
    kind: "rejected",
    property: upgradePlans,
    meaning: "the downgrade is not acceptable for this key",
    next: "It cannot be undone from here. Declare the plan again, or take onDelete out and delete the resource: nothing is sent then",
  },
  289: {
    kind: "rejected",
    property: upgradePlans,
    meaning: "it changed the key's base type, which cannot be undone",
    next: "It cannot be undone. Declare the plan again, or take onDelete out and delete the resource: nothing is sent then",
  },
};

/** What an undocumented code is taken for, by its class (partner-api-1.0.md section 3). */
export function classOf(code: number, changes: boolean): Meaning {
  if (code >= 100 && code < 200) return { kind: "done", meaning: "an undocumented success" };
  if (code >= 300 && code < 400)
    return changes
      ? { kind: "outcome-unknown", meaning: "an undocumented error of the system", next: looksFirst }
      : { kind: "busy", meaning: "an undocumented error of the system", next: "Run again later" };
  if (code >= 200 && code < 300)
    return { kind: "rejected", meaning: "an undocumented refusal", next: support };
  // Outside of the documented classes a number says nothing.
  return {
    kind: changes ? "outcome-unknown" : "malformed",
    meaning: "a result code of no documented class",
    next: changes ? looksFirst : `Run again. If it stays so: ${support}`,
  };
}
