/** One value in the Distinguished Encoding Rules: tag, length, content. */
function value(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  return length < 0x100 ? Buffer.from([0x81, length]) : Buffer.from([0x82, length >> 8, length & 0xff]);
}

/** A sequence. */
export const sequence = (...content: Buffer[]): Buffer => value(0x30, ...content);

/** A set. */
export const set = (...content: Buffer[]): Buffer => value(0x31, ...content);

/** A positive number that is given by its bytes. */
export const integer = (bytes: Buffer): Buffer =>
  value(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);

/** TRUE. */
export const yes = (): Buffer => value(0x01, Buffer.from([0xff]));

/** A bit string whose last bits may be unused. */
export const bitString = (bytes: Buffer, unused = 0): Buffer => value(0x03, Buffer.from([unused]), bytes);

/** An octet string. */
export const octetString = (bytes: Buffer): Buffer => value(0x04, bytes);

/** A text in UTF-8. */
export const utf8String = (text: string): Buffer => value(0x0c, Buffer.from(text));

/** A time to the second, until the year 2049. */
export const time = (date: Date): Buffer =>
  value(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-:T]/g, "")}Z`));

/** A value with a tag that the surrounding structure gives a meaning to. */
export const tagged = (number: number, content: Buffer, constructed = true): Buffer =>
  value((constructed ? 0xa0 : 0x80) + number, content);

/** An object identifier in dotted form. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return value(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(part: number): number[] {
  const digits = [part & 0x7f];
  for (let rest = part >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}
