import { ask } from "../../assumption";

/** How answers look (reference, sections 2, 4 and 5). */
export const PARTNER10_ANSWERS = {
  dateZone: ask("Which zone are dates in, since they name none?", "utc", {
    utc: "UTC.",
    west: "Eight hours behind UTC.",
  }),
  answerLayout: ask("Does white space stand around values of answers?", "compact", {
    compact: "No.",
    lineBreaks: "A line break stands before each date, as in the vendor's sample.",
  }),
  stringTags: ask("Do texts of answers have a string tag?", "untyped", {
    untyped: "No, as in the vendor's sample.",
    typed: "Yes.",
  }),
  fieldsWhenThere: ask("Which members come with the code 110 of upgradeKey?", "all", {
    all: "Those that come with 100.",
    number: "Code, text and key number.",
    none: "Code and text only.",
  }),
  fieldsOfRefusals: ask("Does a refusal that is about a known key name it?", "none", {
    none: "No: it has a code and a text.",
    number: "Yes, with keyNumber.",
  }),
  undocumentedFields: ask("Do answers have the members that were only seen on a live server?", "sent", {
    sent: "Yes: problem, parentKeyNumber, productFamily, trial, and keyNumber beside keyInfo.",
    leftOut: "No.",
  }),
  openStructures: ask("What is in properties and susAndSupportInfo?", "empty", {
    empty: "Nothing, as seen on a live server.",
    filled: "Members of names that nobody documents.",
  }),
  suspendedMember: ask("Does getKeyInfo tell that a key is suspended?", "none", {
    none: "No.",
    boolean: "Yes, as the boolean suspended.",
  }),
};
