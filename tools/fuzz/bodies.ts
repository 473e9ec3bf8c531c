import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";

import { answers } from "./answers";
import type { Random } from "./random";

export interface Body {
  status: number;
  headers: Record<string, string>;
  bytes: Buffer;
}

/** What bodies are made of. */
export interface Seeds {
  /** Right answers, each with its status. */
  right: readonly { status: number; bytes: Buffer }[];
  /** What the fixtures of the tests hold, right or wrong. */
  fixtures: readonly Buffer[];
}

export function readSeeds(folder: string): Seeds {
  const fixtures = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => /\.(xml|json|txt)$/.test(file) && statSync(file).isFile())
    .sort()
    .map((file) => readFileSync(file));
  const right = Object.values(answers).map(({ status, body }) => ({ status, bytes: Buffer.from(body) }));
  return { right, fixtures };
}

/** One of them, changed a little or beyond recognition, under labels that fit it or do not. */
export function inventBody(random: Random, { right, fixtures }: Seeds): Body {
  const seed = random.isOneIn(2)
    ? { status: random.of(statuses), bytes: random.of(fixtures) }
    : random.of(right);
  let { bytes } = seed;
  for (let left = random.below(4); left > 0; left--) bytes = random.of(changes)(bytes, random, fixtures);
  const coding = random.isOneIn(3) ? random.of(codings) : undefined;
  const packed = coding?.pack && !random.isOneIn(5) ? coding.pack(bytes) : bytes;
  return {
    status: random.isOneIn(5) ? random.of(statuses) : seed.status,
    headers: {
      ...(coding === undefined ? {} : { "content-encoding": coding.name }),
      ...(random.isOneIn(2) ? {} : { "content-type": random.of(types) }),
      "retry-after": random.of(pauses),
    },
    bytes: random.isOneIn(10) ? changeBytes(packed, random) : packed,
  };
}

type Change = (bytes: Buffer, random: Random, fixtures: readonly Buffer[]) => Buffer;

function changeBytes(bytes: Buffer, random: Random): Buffer {
  const changed = Buffer.from(bytes);
  for (let left = random.below(8); left >= 0 && changed.length > 0; left--)
    changed[random.below(changed.length)] = random.below(256);
  return changed;
}

function cut(bytes: Buffer, random: Random): Buffer {
  const from = random.isOneIn(2) ? 0 : random.below(bytes.length + 1);
  return bytes.subarray(from, from + random.below(bytes.length + 1));
}

function repeatPiece(bytes: Buffer, random: Random): Buffer {
  const from = random.below(bytes.length + 1);
  const piece = bytes.subarray(from, from + random.below(60));
  return insert(bytes, random, Buffer.concat(Array.from({ length: random.below(300) }, () => piece)));
}

function insertPieceOfAnother(bytes: Buffer, random: Random, fixtures: readonly Buffer[]): Buffer {
  const other = random.of(fixtures);
  const from = random.below(other.length + 1);
  return insert(bytes, random, other.subarray(from, from + random.below(other.length + 1)));
}

function insertToken(bytes: Buffer, random: Random): Buffer {
  return insert(bytes, random, Buffer.from(random.of(tokens), "latin1"));
}

function nest(bytes: Buffer, random: Random): Buffer {
  const depth = random.below(3000);
  const [open, close] = random.of(brackets);
  return insert(bytes, random, Buffer.from(open.repeat(depth) + close.repeat(depth)));
}

/** Another value in the place of one, so that the document is still one. */
function exchangeValue(bytes: Buffer, random: Random): Buffer {
  return replaceOne(bytes, random, /(?<=:\s*)(?:"[^"]*"|[\w.+-]+)|(?<=>)[^<>]*(?=<\/)/g, () =>
    random.of(values),
  );
}

/** A member, an element or a line break without children of its own: away, or twice. */
function dropOrDouble(bytes: Buffer, random: Random): Buffer {
  return replaceOne(
    bytes,
    random,
    /"\w+"\s*:\s*(?:"[^"]*"|[\w.+-]+)\s*,|<([\w:]+)>[^<>]*<\/\1>|\n/g,
    (found) => (random.isOneIn(2) ? "" : found + found),
  );
}

/** Another name in the place of one, wherever it stands. */
function rename(bytes: Buffer, random: Random): Buffer {
  const text = bytes.toString("latin1");
  const all = [...text.matchAll(/(?<=["<])[a-zA-Z][\w:.-]*(?=[">])/g)];
  if (all.length === 0) return bytes;
  return Buffer.from(text.replaceAll(random.of(all)[0], random.of(names)), "latin1");
}

function toUtf16(bytes: Buffer, random: Random): Buffer {
  const text = bytes.toString("utf8");
  const utf16 = Buffer.from(`${random.isOneIn(2) ? "\ufeff" : ""}${text}`, "utf16le");
  return random.isOneIn(2) ? utf16 : utf16.swap16();
}

const changes: readonly Change[] = [
  ...[changeBytes, cut, repeatPiece, insertPieceOfAnother, insertToken, nest, toUtf16],
  ...[exchangeValue, exchangeValue, dropOrDouble, dropOrDouble, rename],
];

/** The bytes with others put in somewhere. */
function insert(bytes: Buffer, random: Random, other: Buffer): Buffer {
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), other, bytes.subarray(at)]);
}

function replaceOne(bytes: Buffer, random: Random, wanted: RegExp, by: (found: string) => string): Buffer {
  const text = bytes.toString("latin1");
  const all = [...text.matchAll(wanted)];
  if (all.length === 0) return bytes;
  const found = random.of(all);
  const end = found.index + found[0].length;
  return Buffer.from(text.slice(0, found.index) + by(found[0]) + text.slice(end), "latin1");
}

const statuses = [200, 200, 200, 201, 202, 204, 302, 400, 401, 403, 404, 409, 429, 500, 503];

const pauses = ["0", "-1", "99999999999", "soon", "Wed, 31 Dec 2025 00:00:00 GMT", ""];

const brackets = [
  ["[", "]"],
  ['{"a":', "}"],
  ["<a>", "</a>"],
  ["<value><array><data>", "</data></array></value>"],
] as const;

/** What has a meaning to somebody. */
const tokens = [
  ...["<", ">", "&", '"', "'", "[", "]", "{", "}", ",", ":", "\0", "\x1b", "\xff", "\xfe", "\x80"],
  ...["<?xml version='1.0' encoding='UTF-16'?>", "<?xml encoding='x'?>", "<!DOCTYPE a [<!ENTITY b 'c'>]>"],
  ...["]]>", "<![CDATA[", "<!--", "-->", "<?", "?>", "</", "/>", "&b;", "&#0;", "&#x110000;", "&amp"],
  ...["<nil/>", "<ex:nil/>", "<ex:i8>", "<value/>", "<member/>", "<name>__proto__</name>", "<system>"],
  ...["null", "1e999", "-0", '"__proto__":', "9007199254740993", "\\u0000", "\\ud800", "<result>"],
  ...["\xef\xbb\xbf", "\xc3\x28", "\xed\xa0\x80", "\n\n", "a".repeat(5000), "\\".repeat(999)],
];

const values = [
  ...["null", "true", "false", "0", "-1", "1.5", "1e999", "9007199254740993", "9".repeat(400), '"', '""'],
  ...["[]", "{}", '{"id":null}', "[[]]", '"\\u0000"', '"\\ud800"', '"2025-13-45T99:00:00Z"', "UNL", "N/A"],
  ...["ok", "error", "1", "999", "1013", "<nil/>", "<i4>7</i4>", "<string/>", "<struct/>", "\xe9", "\x1b[2J"],
];

const names = ["id", "status", "result", "keyId", "value", "nil", "ex:nil", "i8", "__proto__", "toString"];

const codings: readonly { name: string; pack?: (bytes: Buffer) => Buffer }[] = [
  { name: "gzip", pack: (bytes) => gzipSync(bytes, { level: 1 }) },
  { name: "X-GZIP", pack: (bytes) => gzipSync(bytes, { level: 1 }) },
  { name: "deflate", pack: deflateSync },
  { name: "deflate", pack: deflateRawSync },
  { name: "br", pack: (bytes) => brotliCompressSync(bytes, { params: { 1: 1 } }) },
  { name: "gzip, deflate", pack: (bytes) => deflateSync(gzipSync(bytes, { level: 1 })) },
  // It unpacks to more than is read.
  { name: "gzip", pack: (bytes) => gzipSync(Buffer.concat([bytes, Buffer.alloc(2 ** 21)]), { level: 1 }) },
  { name: "identity" },
  { name: "utf-8" },
  { name: "gzip,gzip,gzip,gzip,gzip" },
];

const types = [
  "text/xml",
  "text/xml; charset=ISO-8859-1",
  'application/json;charset="utf-8"',
  "application/json; charset=utf-16",
  "text/html; charset=shift_jis",
  "text/plain; charset=",
  "text/plain; charset=klingon",
];
