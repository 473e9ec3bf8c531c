import { ask } from "../../assumption";

/** Who may ask, in which form, and how refusals are told (reference, sections 2, 3, 6 and 7). */
export const FLEX_CLOUD_REQUESTS = {
  authorizationWord: ask("Must Authorization begin with the word Basic?", "required", {
    required: "Yes: without it the answer is 401.",
    optional: "No: the encoded login and password may stand alone, as the page of the action writes it.",
  }),
  cloudLockOut: ask("Do repeated wrong passwords lock a login?", "forgiven", {
    forgiven: "No.",
    locked: "Yes: after five in a row the answer is 401, with the right password too.",
  }),
  unauthorizedBody: ask("In which form is the body of a 401?", "text", {
    text: "Plain text.",
    html: "An HTML page.",
  }),
  foreignAccount: ask("What answers an address in an account that is not the login's?", "404", {
    "404": "404, as for one that does not exist.",
    "403": "403 with another message than that of a failed Plesk login.",
    "401": "401.",
  }),
  unknownServer: ask("What answers a server that does not exist?", "404", {
    "404": "404, as in the example.",
    "400": "400, as in the list of codes.",
  }),
  shortServerUri: ask("Does the address without the account read a server too?", "served", {
    served: "Yes.",
    "404": "No: it is there for actions only.",
  }),
  actionContentType: ask("What becomes of an action that is not sent as JSON?", "415", {
    "415": "It is refused with 415, as elsewhere in this API.",
    "400": "It is refused with 400.",
    served: "It is served.",
  }),
  unknownAction: ask("What answers one action of a name that does not exist?", "400", {
    "400": "400.",
    "405": "405.",
  }),
  errorIdName: ask("Which member of an error holds its id?", "errorid", {
    errorid: "errorid.",
    guid: "guid.",
    none: "None.",
  }),
};
