import { ask } from "../../assumption";

/** What reading tells about plans (reference, sections 5 and 9). */
export const PARTNER10_READING = {
  apiNames: ask("Are features of a key told by their identifiers?", "identifiers", {
    identifiers: "Yes, but for those that the catalog marks as N/A.",
    none: "No: each is N/A, and the key type is too.",
  }),
  pathPlanResult: ask("Which identifier does a key have after a path plan?", "suffix", {
    suffix: "What stands after _TO_ in the plan's name.",
    other: "Another one, with a prefix that the plan's name does not show.",
  }),
  featurePlace: ask("Where does a feature show that a plan has added?", "key", {
    key: "Among the features of the key.",
    additionalKey: "Among the features of a key in its additionalKeys.",
  }),
  upgradesApplied: ask("Does getAvailableUpgrades list plans that the key has?", "dropped", {
    dropped: "No.",
    listed: "Yes.",
  }),
  upgradesPriceList: ask("Does getAvailableUpgrades keep to the client's price list?", "honoured", {
    honoured: "Yes.",
    ignored: "No: it lists what the key could take.",
  }),
  upgradesOfDeadKey: ask(
    "What does getAvailableUpgrades answer for a terminated or problem key?",
    "refused",
    {
      refused: "222 or 221, as an upgrade would.",
      "100": "100 and an empty list.",
    },
  ),
};
