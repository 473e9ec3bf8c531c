import { ask } from "../../assumption";

/** How answers are written (reference, sections 3, 3.1, 5, 6.1 and 7). */
export const PLESK_XML_ANSWERS = {
  answerVersion: ask("Which protocol version does an answer carry?", "own", {
    own: "The server's own.",
    requested: "That of the request, or the server's own where it names none.",
  }),
  unknownSubscription: ask("What answers a value of a filter that no subscription has?", "1013", {
    "1013": "A result with the error 1013.",
    noResult: "No result (in a sync, where the schema asks for one, 1013).",
    okWithoutId: "An ok result with the filter-id alone.",
  }),
  nothingToShow: ask(
    "What answers an owner without subscriptions, or an empty filter where there are none?",
    "noResult",
    {
      noResult: "No result.",
      okWithoutId: "An ok result with the owner as filter-id, or with none.",
      "1013": "A result with the error 1013.",
    },
  ),
  okIds: ask("Which of filter-id and id does an ok result of a change hold?", "both", {
    both: "Both, as documented.",
    filterId: "filter-id only.",
    id: "id only.",
  }),
  errorIds: ask("Which of filter-id and id does an error result hold?", "filterId", {
    filterId: "filter-id only.",
    id: "id only, where it is known.",
    both: "filter-id, and id where it is known.",
  }),
  resultOrder: ask("In which order do the results of one operation come?", "asAsked", {
    asAsked: "In the order of the filter's values; by rising id where it names none.",
    fallingId: "By falling id, whatever the filter.",
  }),
  planlessSubscription: ask(
    "How does the dataset `subscriptions` show a subscription without a plan?",
    "empty",
    {
      empty: "As an empty node `subscriptions`.",
      absent: "Without a node `subscriptions`.",
      noPlan: "With flags, without a node `plan`.",
      emptyGuid: "With flags and one plan whose GUID is empty.",
    },
  ),
  planlessFlags: ask(
    "Which flags does a subscription without a plan show, where it shows any?",
    "synchronized",
    {
      synchronized: "Not locked, synchronized.",
      unsynchronized: "Not locked, not synchronized.",
      locked: "Locked, not synchronized.",
      absent: "None.",
    },
  ),
  lockedFlags: ask("Which flag `synchronized` does a locked subscription show?", "own", {
    own: "Its own: true if all that the plan asks for could be provided.",
    true: "Always true.",
    false: "Always false.",
  }),
  planOrder: ask("In which order does a subscription list its plans?", "baseFirst", {
    baseFirst: "The base plan, then add-on plans as they were attached.",
    addOnsFirst: "Add-on plans, then the base plan.",
    byGuid: "By GUID.",
  }),
  planExternalIds: ask("When does a subscription's plan show its external id?", "whenSet", {
    whenSet: "When it has one.",
    always: "Always, empty when it has none.",
    never: "Never.",
  }),
  problems: ask("When does an ok result hold `problems`?", "changes", {
    changes: "When a value changed or could not be had: a row for each setting of the plan.",
    shortfalls: "When a value could not be had: a row for each such setting.",
    never: "Never.",
  }),
  problemHeadings: ask("In which language are the headings of `problems`?", "english", {
    english: "English.",
    german: "German.",
  }),
  readInPacket: ask("What does a get show that follows a change in the same packet?", "changed", {
    changed: "What is there after the change.",
    before: "What was there when the packet arrived.",
  }),
  planErrorNames: ask("Does the error of a plan that was not found hold what was asked by?", "asked", {
    asked: "Yes.",
    nothing: "No: it can be told by its place only.",
  }),
  noPlans: ask("What answers a search without a filter by an owner who has no plans?", "1013", {
    "1013": "A result with the error 1013.",
    noResult: "No result.",
    okEmpty: "An ok result without a plan in it.",
  }),
};
