import { ask } from "../../assumption";

/** How calls and the numbers in them are understood (reference, sections 2, 4 and 8). */
export const PARTNER10_CALLS = {
  brokenCall: ask("What answers a body that is no XML-RPC call?", "fault", {
    fault: "A fault.",
    httpError: "The HTTP status 400 with a text.",
  }),
  unknownMethod: ask("What answers a method that does not exist?", "fault", {
    fault: "A fault.",
    "201": "The result code 201.",
  }),
  wrongParameters: ask("What answers parameters that no signature of the method allows?", "fault", {
    fault: "A fault.",
    "452": "The result code 452.",
  }),
  faultStatus: ask("Which HTTP status does a fault have?", "200", {
    "200": "200, as the XML-RPC specification wants it.",
    "500": "500.",
  }),
  callContentType: ask("What becomes of a call that is not sent as text/xml?", "fault", {
    fault: "It is answered with a fault.",
    served: "It is served.",
  }),
  whiteSpace: ask("What becomes of white space around a text that was sent?", "trimmed", {
    trimmed: "It counts as layout and is taken away.",
    kept: "It belongs to the text, so that the vendor's own sample names a plan that does not exist.",
  }),
  wrongPasswords: ask("Do repeated wrong passwords lock a login?", "forgiven", {
    forgiven: "No.",
    locked: "Yes: after five in a row it answers 200, with the right password too.",
  }),
  planListWithoutType: ask("May the licence type be left out after a list of plans?", "accepted", {
    accepted: "Yes: the account's default counts.",
    refused: "No: there is no such signature.",
  }),
  licenseTypeCase: ask("Is a licence type in capitals understood?", "421", {
    "421": "No: it is refused with 421.",
    ignored: "Yes: it means the same.",
  }),
  numberWithoutRevision: ask(
    "Do methods other than getKeyInfo take a key number without its revision?",
    "accepted",
    {
      accepted: "Yes.",
      "410": "No: it is refused with 410.",
    },
  ),
  oldRevision: ask("Does a number with an older revision still name the key?", "accepted", {
    accepted: "Yes.",
    "220": "No: it is refused with 220.",
  }),
  newerRevision: ask("Does a number with a revision that the key has not reached name it?", "220", {
    "220": "No: it is refused with 220.",
    accepted: "Yes: only prefix and number count.",
  }),
};
