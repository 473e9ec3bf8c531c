import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, inflateRaw } from "node:zlib";

/** Why a body that came cannot be read, as the rest of a sentence that begins with "the answer". */
export class Unreadable extends Error {}

/**
 * The text of a body. What it is packed in and written in is what its headers, its byte order mark and
 * its XML declaration say; nothing is guessed, and nothing is replaced. Neither the bytes nor what they
 * unpack to may be more than `mostBytes`.
 */
export async function textOfBody(
  bytes: Buffer,
  headers: Readonly<Record<string, string>>,
  mostBytes: number,
): Promise<string> {
  const plain = await unpack(bytes, headers["content-encoding"] ?? "", mostBytes);
  return decode(plain, headers["content-type"] ?? "");
}

export function tooLong(mostBytes: number): Unreadable {
  return new Unreadable(`is longer than the ${sizeOf(mostBytes)} that are read`);
}

interface Limit {
  maxOutputLength: number;
}

interface Coding {
  unpack: (bytes: Buffer, limit: Limit) => Promise<Buffer>;
  /** Whether bytes are surely packed in it, by how they begin; absent where it has no sign. */
  isSigned?: (bytes: Buffer) => boolean;
}

const gzip: Coding = {
  unpack: promisify<Buffer, Limit, Buffer>(gunzip),
  isSigned: (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b,
};

/** Some servers leave out the envelope that the standard asks for. */
const deflate: Coding = {
  unpack: (bytes, limit) =>
    promisify<Buffer, Limit, Buffer>(hasEnvelope(bytes) ? inflate : inflateRaw)(bytes, limit),
  isSigned: (bytes) => hasEnvelope(bytes) || !/^\s*[<{["]/.test(bytes.toString("latin1", 0, 64)),
};

/** The envelope's first byte names the method, and its first two together are a multiple of 31 (RFC 1950). */
function hasEnvelope(bytes: Buffer): boolean {
  const [first = 0, second = 0] = bytes;
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}

const codings: ReadonlyMap<string, Coding> = new Map([
  ["gzip", gzip],
  ["x-gzip", gzip],
  ["deflate", deflate],
  ["br", { unpack: promisify<Buffer, Limit, Buffer>(brotliDecompress) }],
]);

/** No server packs more often; each further layer could unpack to a thousand times its size. */
const mostCodings = 3;

async function unpack(bytes: Buffer, header: string, mostBytes: number): Promise<Buffer> {
  const names = header
    .toLowerCase()
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && name !== "identity" && name !== "none");
  if (names.length > mostCodings) throw new Unreadable(`says that it is packed ${names.length} times`);
  let content = bytes;
  for (const name of names.reverse()) content = await unpackOnce(content, name, mostBytes);
  return content;
}

/** A text under the label of a coding is read as it is: what is between may have unpacked it and left the label on. */
async function unpackOnce(bytes: Buffer, name: string, mostBytes: number): Promise<Buffer> {
  const coding = codings.get(name);
  const isSigned = coding?.isSigned?.(bytes) ?? coding !== undefined;
  if (bytes.length === 0 || (!isSigned && isPlain(bytes))) return bytes;
  if (coding === undefined) throw new Unreadable(`says content-encoding ${shown(name)}, which is not known`);
  try {
    return await coding.unpack(bytes, { maxOutputLength: mostBytes });
  } catch (error) {
    if ((error as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE") throw tooLong(mostBytes);
    if (isPlain(bytes)) return bytes;
    throw new Unreadable(`says content-encoding ${name} and is not`);
  }
}

/** The texts of these systems have no control characters; packed bytes have some soon. */
function isPlain(bytes: Buffer): boolean {
  return markOf(bytes) !== undefined || !/[^\t\n\r\u0020-\u00ff]/.test(bytes.toString("latin1", 0, 64));
}

function decode(bytes: Buffer, contentType: string): string {
  const label = markOf(bytes) ?? charsetOf(contentType) ?? declarationOf(bytes);
  if (label !== undefined && isLatin(label)) return latin(bytes);
  const decoder = decoderOf(label ?? "utf-8");
  try {
    return decoder.decode(bytes);
  } catch {
    const source = label === undefined ? "and names no other encoding" : "which is its label";
    throw new Unreadable(
      `is not written in ${decoder.encoding}${placeIn(bytes, decoder.encoding)}, ${source}`,
    );
  }
}

function decoderOf(encoding: string) {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new Unreadable(`says that it is written in ${shown(encoding)}, which is not known`);
  }
}

/** A byte order mark, or UTF-16 without one by how a document in it begins. */
function markOf(bytes: Buffer): string | undefined {
  const beginning = bytes.toString("hex", 0, 4);
  return marks.find(([mark]) => beginning.startsWith(mark))?.[1];
}

const marks: readonly (readonly [beginning: string, encoding: string])[] = [
  ["efbbbf", "utf-8"],
  ["feff", "utf-16be"],
  ["fffe", "utf-16le"],
  ["003c", "utf-16be"],
  ["3c00", "utf-16le"],
];

function charsetOf(contentType: string): string | undefined {
  return /;\s*charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType)?.[1];
}

/** The encoding that an XML declaration names. One that can be read byte by byte is not in UTF-16, whatever it says. */
function declarationOf(bytes: Buffer): string | undefined {
  const beginning = bytes.toString("latin1", 0, 1000);
  const encoding = /^\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"']+)["']/.exec(beginning)?.[1];
  return encoding !== undefined && /^(utf-?16|ucs-?2|utf-?32|iso-10646)/i.test(encoding) ? "utf-8" : encoding;
}

function isLatin(encoding: string): boolean {
  return /^(iso-?8859-?1|iso8859-1|latin-?1|l1|(windows|cp|x-cp)-?1252|us-ascii|ascii)$/i.test(encoding);
}

/** ISO-8859-1 as everybody writes it, which is windows-1252. Node.js takes its 32 characters for control characters. */
function latin(bytes: Buffer): string {
  return bytes
    .toString("latin1")
    .replace(/[\u0080-\u009f]/g, (control) => windows1252[control.charCodeAt(0) - 0x80] ?? control);
}

const windows1252 =
  "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
  "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

/** The place of the first byte that is no text, for the one encoding in which it is easily found. */
function placeIn(bytes: Buffer, encoding: string): string {
  if (encoding !== "utf-8") return "";
  const text = bytes.toString("utf8");
  let place = 0;
  for (let from = 0, at = text.indexOf("\ufffd"); at !== -1; from = at, at = text.indexOf("\ufffd", at + 1)) {
    place += Buffer.byteLength(text.slice(from, at));
    // A replacement character that was sent as one is a text like any other.
    if (bytes.toString("hex", place, place + 3) !== "efbfbd") return ` (byte ${place})`;
  }
  return "";
}

/** Somebody else's word, fit to be shown. */
function shown(word: string): string {
  return JSON.stringify(word.slice(0, 40));
}

function sizeOf(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  return Number.isInteger(mebibytes) ? `${mebibytes} MiB` : `${bytes} bytes`;
}
