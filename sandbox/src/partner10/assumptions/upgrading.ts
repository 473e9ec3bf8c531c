import { ask } from "../../assumption";

/** What upgradeKey and downgradeKey do to a key (reference, sections 4, 6 and 11). */
export const PARTNER10_UPGRADING = {
  planListFailure: ask("What becomes of the other plans of a list when one of them is refused?", "nothing", {
    nothing: "None is applied.",
    untilFailure: "Those before it are applied; the answer has its code.",
    others: "All others are applied; the answer has its code.",
  }),
  somePlansThere: ask("What happens when the key already has some plans of a list?", "100", {
    "100": "The others are applied and the code is 100.",
    "110": "The others are applied and the code is 110.",
    nothing: "None is applied and the code is 110.",
  }),
  repeatedPathPlan: ask("What answers a path plan on a key that is already where it leads?", "266", {
    "266": "The code 266.",
    "110": "The code 110.",
    "416": "The code 416.",
  }),
  licenseTypeMismatch: ask("Which code answers a licence type that the plan does not exist in?", "266", {
    "266": "266.",
    "284": "284.",
    "421": "421.",
  }),
  overriddenKey: ask("What happens to an upgrade of a key that another key replaces?", "accepted", {
    accepted: "It is done.",
    "246": "It is refused with 246.",
    "266": "It is refused with 266.",
  }),
  parallelUpgrades: ask("What happens to a change while another one on the same key runs?", "serialized", {
    serialized: "It waits for its turn.",
    "300": "It is refused with 300.",
  }),
  unclearCodes: ask("Are plans applied when the answer is 287 or 300?", "notApplied", {
    notApplied: "No.",
    applied: "Yes: only the answer says otherwise.",
  }),
  downgradedPath: ask("Which code answers a downgrade that brings an earlier feature back?", "101", {
    "101": "101.",
    "100": "100.",
  }),
  switchOffDowngrade: ask("Which code answers a downgrade of a plan that has no way back?", "266", {
    "266": "266.",
    "263": "263.",
  }),
  downgradeRevision: ask("Does the revision of a key grow with a downgrade too?", "grows", {
    grows: "Yes.",
    stays: "No.",
  }),
};
