import * as fc from "fast-check";

const meaningful = fc.constantFrom("&", "<", ">", '"', "'", "]]>", "\r", "\n", "\t", " ", ";", "#", "amp");

const any = fc
  .string({ unit: "binary", minLength: 1, maxLength: 1 })
  // eslint-disable-next-line no-control-regex -- the characters that XML does not have
  .filter((character) => !/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(character));

/** Any text that XML can hold, with much of what has a meaning in it. */
export const xmlText: fc.Arbitrary<string> = fc
  .array(fc.oneof(meaningful, any), { maxLength: 20 })
  .map((parts) => parts.join(""));
