import { ask } from "../../assumption";

/** How answers are spelled (reference, sections 4.1, 5, 11.5, 11.7 and 11.16). */
export const PARTNER30_ANSWERS = {
  location: ask("How is the Location of a new key written?", "absolute", {
    absolute: "As a whole URL, as in the manual.",
    relative: "As a path.",
  }),
  modifyAnswer: ask("Which state does PUT return with return-key-state?", "after", {
    after: "The changed key.",
    before: "The key as it was.",
    empty: "None: 200 without a body.",
  }),
  deleteAnswer: ask("Which state does DELETE return with return-key-state?", "after", {
    after: "The terminated key.",
    before: "The key as it was.",
    empty: "None.",
  }),
  itemOrder: ask("In which order do answers hold the items?", "asSent", {
    asSent: "As they were sent.",
    reversed: "The other way round.",
    sorted: "By name.",
  }),
  quantityReturned: ask("Do answers hold the quantity?", "returned", {
    returned: "Yes, where one was sent.",
    always: "Yes; it is 1 where none was sent.",
    null: "Yes; it is null where none was sent.",
    absent: "No.",
  }),
  externalIdSpelling: ask("How is an externalId of digits written in answers?", "string", {
    string: "As a string.",
    number: "As a number, as in one documented example.",
  }),
  externalIdUnset: ask("How is an externalId that was never set written?", "null", {
    null: "As null.",
    absent: "Not at all.",
  }),
  nicknameUnset: ask("How is a nickname that was never set written?", "emptyString", {
    emptyString: "As an empty string.",
    null: "As null.",
    absent: "Not at all.",
  }),
  activationUnset: ask("How is the activation of a key that was never activated written?", "object", {
    object: "As an empty uid and `activated: false`.",
    null: "As null.",
    absent: "Not at all.",
  }),
  activationLink: ask("Which keys have an activation link?", "cloudOnly", {
    cloudOnly: "Those of cloud products.",
    always: "All.",
    never: "None.",
  }),
  optionalMembers: ask("How are other members without a value written?", "null", {
    null: "As null.",
    absent: "Not at all.",
  }),
  statusValues: ask("How is the status written?", "lower", {
    lower: "active, expired, expiring, terminated, suspended, as in the filter.",
    upper: "The same in capitals.",
    other: "With words of its own: RUNNING, LAPSED, LAPSING, CLOSED, ON_HOLD.",
  }),
  susOfLease: ask("What is the susStatus of a leased key?", "ACTIVE", {
    ACTIVE: "ACTIVE.",
    NOT_APPLICABLE: "NOT_APPLICABLE.",
    null: "null.",
  }),
  childrenEmpty: ask("How is childKeyIdentifiers written without children?", "empty", {
    empty: "As an empty array.",
    absent: "Not at all.",
  }),
  dates: ask("How are dates written?", "milliseconds", {
    milliseconds: "With milliseconds and Z, as in the manual.",
    seconds: "Without milliseconds.",
    offset: "With +00:00 in place of Z.",
  }),
  additionalMembers: ask("Do answers hold members that the contract does not name?", "none", {
    none: "No.",
    some: "Some that API 1.0 knows.",
  }),
};
