import { ask } from "../../assumption";

/** What switching and syncing do to a subscription (reference, sections 6.2, 7 and 8). */
export const PLESK_XML_SUBSCRIPTIONS = {
  switchLocked: ask("What does a switch to another plan do to a locked subscription?", "unlocks", {
    unlocks: "It overwrites the customised settings and takes the lock away.",
    keepsLock: "It overwrites the customised settings and leaves the lock.",
    keepsSettings: "It changes the association only: settings and lock stay.",
    "1023": "It is refused with 1023.",
  }),
  switchSamePlan: ask("What does a switch to the plan that is there do?", "reapplies", {
    reapplies: "It applies the plan's settings again.",
    nothing: "Nothing, and answers ok.",
    "1007": "It is refused with 1007.",
    "1023": "It is refused with 1023.",
  }),
  afterShortfall: ask(
    "What is a subscription that did not get all that its plan asks for?",
    "unsynchronized",
    {
      unsynchronized: "Not synchronized.",
      synchronized: "Synchronized: what could be had is accepted.",
    },
  ),
  noPlanWithAddOns: ask(
    "What does taking away the plan do to a subscription with add-on plans?",
    "dropsThem",
    {
      dropsThem: "The add-on plans go with it.",
      "1023": "It is refused with 1023.",
    },
  ),
  noPlanLocked: ask("Does a subscription that loses its plan lose its lock?", "unlocks", {
    unlocks: "Yes.",
    keepsLock: "No: it meets its next plan locked.",
  }),
  noPlanAgain: ask("What does taking away the plan of a subscription without one do?", "nothing", {
    nothing: "Nothing, and answers ok.",
    "1023": "It is refused with 1023.",
  }),
  syncLocked: ask("What does a sync do to a locked subscription?", "unlocks", {
    unlocks: "It applies the plan's settings and takes the lock away.",
    keepsLock: "It applies the plan's settings and leaves the lock.",
    nothing: "Nothing, and answers ok.",
    "1023": "It is refused with 1023.",
  }),
  syncUnsynchronized: ask(
    "What does a sync do to a subscription that is out of sync and not locked?",
    "retries",
    {
      retries: "It applies the plan's settings again.",
      nothing: "Nothing, and answers ok.",
      "1023": "It is refused with 1023.",
    },
  ),
  syncSynchronized: ask("What does a sync do to a subscription that is in sync?", "nothing", {
    nothing: "Nothing, and answers ok.",
    "1023": "It is refused with 1023.",
  }),
  syncPlanless: ask("What does a sync of a subscription without a plan answer?", "1023", {
    "1023": "The error 1023.",
    "1013": "The error 1013.",
    "1019": "The error 1019.",
    ok: "Ok, and does nothing.",
  }),
  planDeleted: ask("What becomes of the subscriptions of a plan that is deleted?", "planless", {
    planless: "They have no plan any more, and no add-on plans.",
    dangling: "They go on naming it.",
  }),
};
