import { ask } from "../../assumption";

/** What reading and searching show (reference, sections 4.2, 4.3 and 11.10 to 11.15). */
export const PARTNER30_READING = {
  readTerminated: ask("What does a read of a terminated key answer?", "200", {
    "200": "200 with `terminated: true`.",
    "400": "400 with type 24204.",
    "404": "404.",
  }),
  listTerminated: ask("Does the list hold terminated keys?", "included", {
    included: "Yes, always.",
    filterOnly: "Only when asked for with status=terminated.",
  }),
  nicknameFilter: ask("How does the nickname filter compare?", "exact", {
    exact: "The whole nickname must be equal.",
    prefix: "The nickname must begin with the value.",
    substring: "The nickname must contain the value.",
  }),
  nicknameFilterCase: ask("Does the nickname filter tell upper from lower case?", "sensitive", {
    sensitive: "Yes.",
    insensitive: "No.",
  }),
  filterCombination: ask("How do several filters work together?", "and", {
    and: "A key must fit all of them.",
    or: "A key must fit one of them.",
  }),
  listOrder: ask("In which order does the list come?", "oldestFirst", {
    oldestFirst: "By key id, rising.",
    newestFirst: "By key id, falling.",
  }),
  listLimit: ask("How many keys does one list answer hold at most?", "none", {
    none: "All of them.",
    "100": "The first hundred.",
  }),
  resellerList: ask("Does a reseller's list hold the keys of its customers?", "customersKeys", {
    customersKeys: "Yes.",
    nothing: "No: a customer's key can only be read by its id or activation code.",
  }),
  consistency: ask("When does a change show?", "immediate", {
    immediate: "At once, everywhere.",
    listLags: "A read shows it at once; the next two lists still show what was before.",
    readLags: "A list shows it at once; the next read after a modification still shows what was before.",
  }),
  newKeyListed: ask("How long after its purchase does the list hold a key?", "0", {
    "0": "At once.",
    "2": "After 2 seconds.",
    "30": "After half a minute.",
  }),
  newKeyReadable: ask("How long after its purchase can a key be read?", "0", {
    "0": "At once.",
    "2": "After 2 seconds; until then a read is answered as for an id that no key has.",
    "30": "After half a minute; until then a read is answered as for an id that no key has.",
  }),
  changeShown: ask("How long do reads show the state before a change?", "0", {
    "0": "Not at all.",
    "2": "For 2 seconds after it.",
    "30": "For half a minute after it.",
  }),
  remainingActivations: ask(
    "Is a new number of remaining activations in force when 202 arrives?",
    "immediate",
    {
      immediate: "Yes.",
      delayed: "No: the next read still shows the old number.",
    },
  ),
  compression: ask("Does the server compress its answers?", "none", {
    none: "No.",
    gzip: "With gzip, for a client that accepts it.",
  }),
};
