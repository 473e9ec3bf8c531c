import { ask } from "../../assumption";

/** What a create or modify request means (reference, sections 4.4, 7, 8 and 11.1 to 11.12). */
export const PARTNER30_CHANGING = {
  echo: ask("Is a value that equals the stored one an operation?", "noOperation", {
    noOperation: "No.",
    countsAsOperation: "Yes: it takes part in the conflict check and is executed.",
  }),
  emptyModify: ask("What does a modify body without anything to change mean?", "noOperation", {
    noOperation: "200, and nothing happens.",
    refused: "400.",
  }),
  ownerOnModify: ask("Must every modify request under reseller credentials name the owner?", "optional", {
    optional: "No.",
    required: "Yes, and naming the current owner is no move.",
  }),
  ownerIdNumber: ask("May ownerId be a bare JSON number?", "refused", {
    refused: "No: 400.",
    accepted: "Yes, as one public script sends it.",
  }),
  customerMove: ask("May a customer login give its key to another owner?", "refused", {
    refused: "No: 403.",
    allowed: "Yes, and it loses sight of the key.",
  }),
  ownerMoveChildren: ask("Do the children of a key move to the new owner with it?", "stay", {
    stay: "No.",
    follow: "Yes.",
  }),
  suspendedOwner: ask("Does a suspended owner's key take changes, and can one be bought?", "refused", {
    refused: "No: 400.",
    accepted: "Yes.",
  }),
  suspendedKey: ask("Does a suspended key take changes other than resume and terminate?", "accepted", {
    accepted: "Yes.",
    refused: "No: 400.",
  }),
  expiredKey: ask("Does an expired key take changes other than a lifecycle step?", "accepted", {
    accepted: "Yes.",
    refused: "No: 400.",
  }),
  atomicity: ask(
    "What becomes of the earlier operations of a request when a later one is refused?",
    "earlierStand",
    {
      earlierStand: "They stand.",
      rolledBack: "They are taken back.",
    },
  ),
  booleanStrings: ask('Are the strings "true" and "false" taken for booleans in a body?', "accepted", {
    accepted: "Yes, as the vendor's modules send them.",
    refused: "No: 400.",
  }),
  readOnlyMembers: ask("What becomes of members that only the server sets?", "ignored", {
    ignored: "They change nothing.",
    refused: "400.",
  }),
  createOtherMembers: ask(
    "Do suspended, autoRenew, restrictIPBinding and productConfigurationId count on create?",
    "honoured",
    {
      honoured: "Yes.",
      ignored: "No: the key starts with the defaults.",
      refused: "They are refused with 400.",
    },
  ),
  autoRenewDefault: ask("Does a new key renew itself?", "true", { true: "Yes.", false: "No." }),
  terminateByModify: ask("Can a modify request terminate a key with `terminated: true`?", "terminates", {
    terminates: "Yes.",
    refused: "No: 400.",
  }),
  secondDelete: ask("What answers the second DELETE of a key?", "400", {
    "400": "400 with type 24204.",
    "200": "200, and nothing happens.",
  }),
  parentTerminated: ask("What becomes of the link of a child whose parent is terminated?", "remains", {
    remains: "It remains.",
    becomesNull: "The child has no parent any more.",
  }),
  ipTaken: ask("What happens when the address belongs to another key?", "takeOver", {
    takeOver: "The other key loses it, and the answer does not say so.",
    "400": "The request is refused with 400.",
    "409": "The request is refused with 409.",
  }),
  restrictClass: ask("Which conflicts has a change of restrictIPBinding?", "ip", {
    ip: "Those of binding and unbinding.",
    free: "None.",
  }),
  restrictUnbound: ask("Can use be restricted to an address while none is bound?", "accepted", {
    accepted: "Yes.",
    refused: "No: 400.",
  }),
  nicknameNull: ask("What does `nickname: null` mean?", "clears", {
    clears: "The nickname is taken away.",
    ignored: "Nothing happens.",
    refused: "400.",
  }),
  nicknameEmpty: ask('What does `nickname: ""` mean?', "clears", {
    clears: "The nickname is taken away.",
    ignored: "Nothing happens.",
    refused: "400.",
  }),
  nicknameLimit: ask("How long may a nickname be?", "refusedOver255", {
    refusedOver255: "255 characters; a longer one is refused with 400.",
    refusedOver64: "64 characters; a longer one is refused with 400.",
    cutAt64: "64 characters; the rest is dropped in silence.",
  }),
  productConfigurationNull: ask("What does `productConfigurationId: null` mean?", "default", {
    default: "The default configuration is assigned.",
    ignored: "Nothing happens.",
    refused: "400.",
  }),
  activationNull: ask("What does `activationInfo: null` mean?", "ignored", {
    ignored: "Nothing happens.",
    deactivates: "The key is not activated any more.",
    refused: "400.",
  }),
  activationEmpty: ask("What does `activationInfo: {}` mean?", "refused", {
    refused: "400: the uid is missing.",
    ignored: "Nothing happens.",
  }),
  provisioningOnModify: ask("Can provisioningPayload be sent later?", "refused", {
    refused: "No: 400.",
    ignored: "It changes nothing.",
  }),
  renew: ask("Does renewing move the dates?", "datesMove", {
    datesMove: "Yes, by one billing period.",
    datesStay: "No.",
  }),
  wrongSusState: ask("May SUS be renewed when expired, and reinstated when active?", "refused", {
    refused: "No: 400.",
    accepted: "Yes.",
  }),
  convertExternalId: ask("Does the external id survive the conversion to an edition?", "null", {
    null: "No, it is null, as in the documented example.",
    kept: "Yes.",
  }),
};
