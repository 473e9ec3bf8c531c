import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import * as fc from "fast-check";

import {
  DateTime,
  decodeResponse,
  encodeCall,
  Misfit,
  type XmlRpcValue,
} from "../../../provider/wire/xmlRpc";
import { withoutLayout } from "./xmlLayout";
import { xmlRpcValue } from "./xmlRpcValues";
import { decodeCall, encodeResponse } from "./xmlRpcMessages";

const source = "upgradeKey of Partner API 1.0";
const fixtures = join(__dirname, "..", "..", "fixtures", "wire", "xmlRpc");
const fixture = (folder: string, name: string): string => readFileSync(join(fixtures, folder, name), "utf8");
const namesIn = (folder: string): string[] =>
  readdirSync(join(fixtures, folder))
    .filter((name) => name.endsWith(".xml"))
    .map((name) => name.slice(0, -".xml".length));
const expectedOf = (folder: string, name: string): Record<string, unknown> =>
  JSON.parse(fixture(folder, `${name}.json`), fromJson) as Record<string, unknown>;

/** What JSON has no values for stands in the fixtures as an object with one member. */
function fromJson(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const [[name, content] = []] = Object.entries(value);
  if (name === "$dateTime") return new DateTime(String(content));
  if (name === "$base64") return new Uint8Array(Buffer.from(String(content), "base64"));
  if (name === "$bigint") return BigInt(String(content));
  if (name === "$misfit") return new Misfit(...(content as [string, string]));
  if (name === "$members") return Object.fromEntries(content as [string, unknown][]);
  return value;
}

describe("messages that are built", () => {
  it("are the manual's sample to upgrade a key", () => {
    const plans = [
      "PLESK_95_FOR_WIN_FOR_XEN_TO_PLESK_10_AND_LATER_FOR_WIN_FOR_XEN",
      "100_DOMAINS_TO_UNLIMITED_DOMAINS",
    ];
    const params = [{ login: "API_LOGIN", password: "API_PASSWORD" }, "PLSK.01304242.0000", plans, "billing"];
    const text = encodeCall({ method: "partner10.upgradeKey", params });
    expect(withoutLayout(text)).toEqual(withoutLayout(fixture("accept", "upgradeKeyCall.xml")));
  });

  it.each<[XmlRpcValue, string]>([
    ["a & <b>", "<string>a &amp; &lt;b&gt;</string>"],
    ["", "<string/>"],
    [" a ", "<string> a </string>"],
    [2 ** 31 - 1, "<int>2147483647</int>"],
    [-(2 ** 31), "<int>-2147483648</int>"],
    [2 ** 31, "<i8>2147483648</i8>"],
    [7n, "<int>7</int>"],
    [2n ** 63n - 1n, "<i8>9223372036854775807</i8>"],
    [0.1, "<double>0.1</double>"],
    [-2.5e-10, "<double>-0.00000000025</double>"],
    [2 ** 60, "<double>1152921504606847000</double>"],
    [true, "<boolean>1</boolean>"],
    [false, "<boolean>0</boolean>"],
    [null, "<nil/>"],
    [new DateTime("20260101T00:00:00"), "<dateTime.iso8601>20260101T00:00:00</dateTime.iso8601>"],
    [Buffer.from("ff00ff", "hex"), "<base64>/wD/</base64>"],
    [[], "<array><data/></array>"],
    [["a"], "<array><data><value><string>a</string></value></data></array>"],
    [{}, "<struct/>"],
    [{ a: 1 }, "<struct><member><name>a</name><value><int>1</int></value></member></struct>"],
  ])("hold %p as %s", (value, type) => {
    const text = encodeResponse({ value });
    expect(text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>' +
        `<methodResponse><params><param><value>${type}</value></param></params></methodResponse>`,
    );
  });

  it.each<[string, XmlRpcValue, string]>([
    ["no number", { a: [Number.NaN] }, "params[1].a[0] is NaN, which XML-RPC has no way to write"],
    ["an infinite number", -Infinity, "params[1] is -Infinity, which"],
    ["a number beyond 64 bits", 2n ** 63n, "params[1] is 9223372036854775808, which"],
    ["a character beyond XML", { password: "hidden\0" }, "The value of <string> holds U+0000, which is no"],
    ["a name beyond XML", { "\u001f": "hidden" }, "The value of <name> holds U+001F, which is no"],
  ])("cannot hold %s", (_, value, message) => {
    const write = () => encodeCall({ method: "m", params: ["", value] });
    expect(write).toThrow(expect.objectContaining({ kind: "refused" }) as Error);
    expect(write).toThrow(message);
    expect(write).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("hidden") as string }) as Error,
    );
  });
});

describe("messages that are accepted", () => {
  it.each(namesIn("accept"))("%s", (name) => {
    const text = fixture("accept", `${name}.xml`);
    const { call, response } = expectedOf("accept", name);
    if (call) expect(decodeCall(text, source)).toStrictEqual(call);
    else expect(decodeResponse(text, source)).toStrictEqual(response);
  });
});

describe("messages that are malformed", () => {
  it.each(namesIn("reject"))("%s", (name) => {
    const { message } = expectedOf("reject", name);
    const decoding = () => decodeResponse(fixture("reject", `${name}.xml`), source);
    expect(decoding).toThrow(expect.objectContaining({ kind: "malformed" }) as Error);
    expect(decoding).toThrow(String(message));
    expect(decoding).toThrow(`(${source})`);
  });

  it("are told in few words, however long their names are", () => {
    const name = "a".repeat(1_000_000);
    const text = encodeResponse({ value: { [name]: [] } }).replace(
      "<struct>",
      `<struct><member><name>${name}</name><value/></member>`,
    );
    expect(() => decodeResponse(text, source)).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/.{800}/) as string }) as Error,
    );
  });
});

describe("what was written", () => {
  it("is read as it was, whatever the values", () => {
    fc.assert(
      fc.property(fc.array(xmlRpcValue()), (params) => {
        expect(decodeCall(encodeCall({ method: "m", params }), source)).toEqual({ method: "m", params });
      }),
    );
    fc.assert(
      fc.property(xmlRpcValue(), (value) => {
        expect(decodeResponse(encodeResponse({ value }), source)).toEqual({ value });
      }),
    );
  });

  it("is read as it was where it is a fault", () => {
    const fault = { code: -32601, text: 'no <method> "m"\n' };
    expect(decodeResponse(encodeResponse({ fault }), source)).toEqual({ fault });
  });
});
