import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";

import { textOfBody, Unreadable } from "../../../provider/transport/body";

const most = 2 ** 20;
const text = "<packet><name>Größe L – 5 €</name></packet>";
const read = (bytes: Buffer | string, headers: Record<string, string> = {}, limit = most): Promise<string> =>
  textOfBody(Buffer.from(bytes as Buffer), headers, limit);

async function reasonOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  if (error instanceof Unreadable) return error.message;
  throw new Error(`not unreadable: ${String(error)}`);
}

describe("what a body is packed in", () => {
  it.each<[string, Buffer]>([
    ["", Buffer.from(text)],
    ["identity", Buffer.from(text)],
    ["gzip", gzipSync(text)],
    ["GZIP", gzipSync(text)],
    ["x-gzip", gzipSync(text)],
    ["deflate", deflateSync(text)],
    ["Deflate", deflateRawSync(text)],
    ["br", brotliCompressSync(text)],
    ["deflate, gzip", gzipSync(deflateSync(text))],
    [" gzip ,identity", gzipSync(text)],
  ])("is undone: %j", async (coding, bytes) => {
    expect(await read(bytes, { "content-encoding": coding })).toBe(text);
  });

  it.each(["gzip", "x-gzip", "deflate", "br", "zstd", "utf-8", "gzip, br"])(
    "is nothing where a text has the label %s",
    async (coding) => {
      for (const plain of [text, '{"id":1}', "\n[]", "Service Unavailable", "", "{}"])
        expect(await read(plain, { "content-encoding": coding })).toBe(plain);
    },
  );

  it.each<[string, Buffer, string]>([
    ["gzip", gzipSync(text).subarray(0, 20), "says content-encoding gzip and is not"],
    ["gzip", Buffer.from([0x1f, 0x8b, 1, 2]), "says content-encoding gzip and is not"],
    ["br", Buffer.from([1, 2, 3]), "says content-encoding br and is not"],
    ["zstd", Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]), 'says content-encoding "zstd", which is not known'],
    ["gzip,gzip,gzip,gzip", gzipSync(text), "says that it is packed 4 times"],
  ])("is refused by name: %s", async (coding, bytes, reason) => {
    expect(await reasonOf(read(bytes, { "content-encoding": coding }))).toBe(reason);
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["deflate", deflateRawSync],
    ["br", brotliCompressSync],
  ])("may not be more than is read: %s", async (coding, pack) => {
    const bytes = pack(Buffer.alloc(50 * most, "a"));
    const before = process.memoryUsage().rss;
    expect(await reasonOf(read(bytes, { "content-encoding": coding }))).toBe(
      "is longer than the 1 MiB that are read",
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(40 * most);
  });
});

describe("what a text is written in", () => {
  const latin = Buffer.from("<name>Gr\xf6\xdfe L \x96 5 \x80</name>", "latin1");
  const name = "<name>Größe L – 5 €</name>";
  const utf16 = (order: "le" | "be"): Buffer => {
    const bytes = Buffer.from(name, "utf16le");
    return order === "le" ? bytes : bytes.swap16();
  };

  it.each<[string, Buffer, string | undefined]>([
    ["UTF-8 where nothing is said", Buffer.from(name), undefined],
    ["its header", latin, "text/xml; charset=ISO-8859-1"],
    ["its header, in quotes and capitals", latin, 'Text/XML; Charset="Windows-1252"; x=y'],
    ["a name that others write", Buffer.from(name), "text/xml;charset=utf8"],
    ["a name in single quotes", Buffer.from(name), "application/json; charset='utf-8'"],
    ["its mark, whatever the header says", Buffer.from(`\ufeff${name}`), "text/xml; charset=iso-8859-1"],
    ["UTF-16 by its mark", Buffer.concat([Buffer.from([0xff, 0xfe]), utf16("le")]), undefined],
    ["big-endian UTF-16 by its mark", Buffer.concat([Buffer.from([0xfe, 0xff]), utf16("be")]), undefined],
    ["UTF-16 by its header", utf16("le"), "text/xml; charset=utf-16"],
    ["UTF-16 that begins as a document", utf16("be"), "text/xml; charset=utf-16"],
  ])("is %s", async (_, bytes, contentType) => {
    expect(await read(bytes, contentType === undefined ? {} : { "content-type": contentType })).toBe(name);
  });

  it.each([
    ['<?xml version="1.0" encoding="ISO-8859-1"?>', "text/xml"],
    ["\n<?xml version='1.0' encoding='windows-1252' ?>", ""],
  ])("is what the declaration says: %s", async (declaration, contentType) => {
    const bytes = Buffer.concat([Buffer.from(declaration), latin]);
    expect(await read(bytes, { "content-type": contentType })).toBe(declaration + name);
  });

  it("is what the header says, and not the declaration", async () => {
    const declaration = '<?xml version="1.0" encoding="ISO-8859-1"?>';
    expect(await read(declaration + name, { "content-type": "text/xml; charset=utf-8" })).toBe(
      declaration + name,
    );
  });

  it("is not UTF-16 where a declaration that can be read says so", async () => {
    const document = `<?xml version="1.0" encoding="UTF-16"?>${name}`;
    expect(await read(document)).toBe(document);
  });

  it.each<[string, Buffer | string, string, string]>([
    [
      "bytes that are no text",
      latin,
      "text/xml",
      "is not written in utf-8 (byte 8), and names no other encoding",
    ],
    [
      "after a character that was replaced elsewhere",
      Buffer.concat([Buffer.from("a\ufffd"), Buffer.from([0xff])]),
      "",
      "(byte 4)",
    ],
    [
      "an encoding that nobody knows",
      text,
      "text/xml; charset=klingon",
      'is written in "klingon", which is not known',
    ],
    [
      "UTF-16 with half a character",
      Buffer.from([0xff, 0xfe, 0x3c]),
      "",
      "is not written in utf-16le, which is its label",
    ],
  ])("is refused by name: %s", async (_, bytes, contentType, reason) => {
    expect(await reasonOf(read(bytes, { "content-type": contentType }))).toContain(reason);
  });

  it("is found quickly to be none, however long it is", async () => {
    const bytes = Buffer.concat([Buffer.from("\ufffd".repeat(1e6)), Buffer.from([0xff])]);
    const start = process.cpuUsage();
    expect(await reasonOf(read(bytes, {}, 8 * most))).toContain("(byte 3000000)");
    expect(process.cpuUsage(start).user).toBeLessThan(2_000_000);
  });
});
