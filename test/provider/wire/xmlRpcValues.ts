import * as fc from "fast-check";

import { DateTime, type XmlRpcValue } from "../../../provider/wire/xmlRpc";
import { xmlText } from "./xmlText";

const dateTime = fc
  .date({ min: new Date("1970-01-01"), max: new Date("2200-01-01"), noInvalidDate: true })
  .map((date) => new DateTime(date.toISOString().replace(/-|\..*/g, "")));

const beyondNumbers = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  .filter((integer) => !Number.isSafeInteger(Number(integer)));

/** What the other side of a conversation can hold. */
interface Limits {
  text: fc.Arbitrary<string>;
  integer: fc.Arbitrary<number | bigint>;
}

const ours: Limits = { text: xmlText, integer: fc.oneof(fc.integer(), fc.maxSafeInteger(), beyondNumbers) };

/** Any value of XML-RPC. Not-a-number and infinity have no form; the sign of a zero is not kept. */
export function xmlRpcValue({ text, integer } = ours): fc.Arbitrary<XmlRpcValue> {
  const scalar: fc.Arbitrary<XmlRpcValue> = fc.oneof(
    text,
    integer,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((double) => double + 0),
    fc.boolean(),
    fc.constant(null),
    dateTime,
    fc.uint8Array(),
  );
  return fc.letrec<{ value: XmlRpcValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      scalar,
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(text, tie("value"), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value;
}
