import { ask } from "../../assumption";

/** What happens with add-on plans (reference, sections 6.2 and 8). */
export const PLESK_XML_ADD_ONS = {
  addOnsOnSwitch: ask("Do add-on plans stay when the base plan is switched?", "stay", {
    stay: "Yes.",
    dropped: "No, all of them go.",
  }),
  addOnTwice: ask("What happens when an add-on plan is added that is there?", "1007", {
    "1007": "The error 1007.",
    "1023": "The error 1023.",
    ok: "Nothing, and the answer is ok.",
  }),
  addOnWithoutPlan: ask(
    "Which error answers an add-on plan for a subscription without a base plan?",
    "1023",
    {
      "1023": "1023.",
      "1013": "1013.",
      "1019": "1019.",
    },
  ),
  missingAddOn: ask("What happens when an add-on plan is removed that is not there?", "1013", {
    "1013": "The error 1013.",
    "1023": "The error 1023.",
    ok: "Nothing, and the answer is ok.",
  }),
  addOnLocked: ask("What does a change of the add-on plans do to a locked subscription?", "keepsSettings", {
    keepsSettings: "It changes the association only: settings and lock stay.",
    unlocks: "It applies all plans' settings and takes the lock away.",
    "1023": "It is refused with 1023.",
  }),
};
