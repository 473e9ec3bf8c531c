import { ask } from "../../assumption";

/** How the system says no. Only 400 with type 24204 is documented (reference, sections 2 and 11.2). */
export const PARTNER30_REFUSALS = {
  badCredentials: ask("Which status answers a wrong login or password?", "401", {
    "401": "401 with a WWW-Authenticate header.",
    "403": "403.",
  }),
  badCredentialsBody: ask("What is in the body that answers a wrong login or password?", "documented", {
    documented: "The documented error body.",
    html: "An HTML page, as from a server in front of the system.",
    empty: "Nothing.",
  }),
  unknownKey: ask("Which status answers an id or activation code that no key has?", "404", {
    "404": "404.",
    "400": "400.",
    "403": "403, as for a key of somebody else.",
  }),
  foreignKey: ask("Which status answers the key of an account that the login may not see?", "403", {
    "403": "403.",
    "404": "404, as if there were no such key.",
    "400": "400.",
  }),
  conflict: ask("Which status answers operations that must not share a request?", "400", {
    "400": "400.",
    "409": "409.",
  }),
  guardMismatch: ask("Which status answers keyIdentifiers that belong to another key?", "400", {
    "400": "400.",
    "404": "404.",
    "409": "409.",
  }),
  unknownConstant: ask("Which status answers an item that is not in the price list?", "400", {
    "400": "400.",
    "403": "403.",
    "404": "404.",
  }),
  refusedDowngrade: ask("Which status answers a downgrade that is refused?", "400", {
    "400": "400.",
    "403": "403, as for a missing right.",
    "409": "409.",
  }),
  duplicateChild: ask("Which status answers a second child of one type under one parent?", "400", {
    "400": "400.",
    "409": "409.",
  }),
  purchasedTermination: ask("Which status answers the termination of a purchased key?", "400", {
    "400": "400.",
    "403": "403.",
    "409": "409.",
  }),
  wrongContentType: ask("Which status answers a body that is not declared as JSON?", "415", {
    "415": "415.",
    "400": "400.",
  }),
  errorTypes: ask("Does each reason have its own `type` in the error body?", "distinct", {
    distinct: "Each reason has its own number.",
    same: "Every reason but 24204 shares one number.",
  }),
  requestHeaders: ask("Are the documented Accept headers enforced?", "lenient", {
    lenient: "A request without them is served, as the vendor's own modules suggest.",
    enforced: "A request without Accept, Accept-Charset or Accept-Encoding is answered with 406.",
  }),
  unknownParameter: ask("What becomes of a query parameter that is not documented?", "refused", {
    refused: "400.",
    ignored: "It changes nothing.",
  }),
  concurrentChanges: ask("What happens to a change while another one on the same key runs?", "serialized", {
    serialized: "It waits for its turn.",
    refused: "It is answered with 409.",
  }),
};
