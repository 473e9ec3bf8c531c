import { ask } from "../../assumption";

/** How a server says no (reference, sections 1, 2, 3 and 6.2). */
export const PLESK_XML_REFUSALS = {
  systemErrorStatus: ask("Which HTTP status comes with an error of the whole packet?", "200", {
    "200": "200, as with errors of single operations.",
    telling:
      "401 for wrong credentials, 403 for a missing permission, 400 for a packet that is not valid, else 500.",
  }),
  apiDisabled: ask("What answers a request to a server whose remote API is switched off?", "1006", {
    "1006": "The error 1006 for the whole packet.",
    "1010": "The error 1010 for the whole packet.",
    page: "HTTP status 403 with an HTML page.",
  }),
  keyFromElsewhere: ask("Which error answers a secret key that is bound to another address?", "11003", {
    "11003": "11003, as for a key that does not exist.",
    "1001": "1001.",
    "1006": "1006.",
  }),
  failedLogins: ask("Do repeated wrong passwords lock a login?", "lock", {
    lock: "Yes: after five in a row it answers 1012, with the right password too.",
    forgiven: "No.",
  }),
  packetContentType: ask("What becomes of a packet that is not sent as text/xml?", "1014", {
    "1014": "It is refused with 1014.",
    served: "It is served.",
  }),
  errorTexts: ask("In which language are error texts?", "english", {
    english: "English.",
    german: "German where a translation exists, which validator messages do not have.",
  }),
  foreignSubscription: ask("Which error answers a subscription that the login may not see?", "1013", {
    "1013": "1013, as for one that does not exist.",
    "1006": "1006.",
  }),
  unknownPlan: ask("Which error answers a plan that does not exist?", "1013", {
    "1013": "1013.",
    "1019": "1019.",
    "1023": "1023.",
  }),
  foreignPlan: ask("What happens with a plan of another owner than the subscription's provider?", "1013", {
    "1013": "The error 1013.",
    "1006": "The error 1006.",
    "1019": "The error 1019.",
    "1023": "The error 1023.",
    accepted: "It is assigned.",
  }),
  wrongKindOfPlan: ask(
    "Which error answers an add-on given as base plan, or a base plan given as add-on?",
    "1013",
    {
      "1013": "1013.",
      "1019": "1019.",
      "1023": "1023.",
    },
  ),
  emptyPlanValue: ask("What does an empty plan-guid or plan-external-id mean in a switch?", "1013", {
    "1013": "The error 1013.",
    noPlan: "No plan: the subscription loses the one that it has.",
  }),
  ambiguousExternalId: ask(
    "What happens when two plans of one owner share the external id of a switch?",
    "oldest",
    {
      oldest: "The older one is taken.",
      "1023": "The error 1023.",
    },
  ),
  afterFailure: ask("Are the operations after a failed one of the same packet executed?", "executed", {
    executed: "Yes.",
    skipped: "No, and the answer ends with the failed one.",
  }),
  parallelChanges: ask(
    "What happens to a change while another one on the same subscription runs?",
    "serialized",
    {
      serialized: "It waits for its turn.",
      "1008": "The error 1008.",
    },
  ),
};
