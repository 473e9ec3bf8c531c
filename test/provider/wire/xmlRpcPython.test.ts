import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as fc from "fast-check";

import {
  DateTime,
  decodeResponse,
  encodeCall,
  Misfit,
  type XmlRpcValue,
} from "../../../provider/wire/xmlRpc";
import { xmlText } from "./xmlText";
import { xmlRpcValue } from "./xmlRpcValues";
import { decodeCall, encodeResponse } from "./xmlRpcMessages";

const hasPython = spawnSync("python3", ["--version"]).status === 0;
if (!hasPython) {
  process.stderr.write("XML-RPC was not compared with CPython's own library: there is no python3 here.\n");
}

/** A value with the name of its type, as the other side gets and gives it. */
type Tagged = readonly [kind: string, value: unknown];

interface Message {
  method?: string | null;
  params?: Tagged[];
  fault?: { code: number; text: string };
}

/** Sends all messages to one Python process, which takes longer to start than to answer. */
function python(direction: "write", messages: Message[]): string[];
function python(direction: "read", messages: string[]): Message[];
function python(direction: string, messages: unknown[]): unknown[] {
  const peer = join(__dirname, "xmlrpc_peer.py");
  const input = JSON.stringify(messages);
  const { status, stdout, stderr } = spawnSync("python3", [peer, direction], { input, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as unknown[];
}

function tagged(value: XmlRpcValue): Tagged {
  if (value === null) return ["nil", null];
  if (typeof value === "number")
    return Number.isInteger(value) && fits32(value) ? ["int", value] : ["double", value];
  if (typeof value === "boolean") return ["boolean", value];
  if (value instanceof DateTime) return ["dateTime", value.text];
  if (value instanceof Uint8Array) return ["base64", Buffer.from(value).toString("base64")];
  if (Array.isArray(value)) return ["array", (value as XmlRpcValue[]).map(tagged)];
  if (typeof value !== "object") return ["string", value];
  if (value instanceof Misfit) throw new Error(value.why);
  return ["struct", Object.entries(value).map(([name, each]) => [name, tagged(each)])];
}

function untagged([kind, value]: Tagged): XmlRpcValue {
  if (kind === "array") return (value as Tagged[]).map(untagged);
  if (kind === "struct") {
    return Object.fromEntries((value as [string, Tagged][]).map(([name, each]) => [name, untagged(each)]));
  }
  if (kind === "int") return Number.isSafeInteger(Number(value)) ? Number(value) : BigInt(String(value));
  if (kind === "double") return Number(value);
  if (kind === "dateTime") return new DateTime(String(value));
  if (kind === "base64") return new Uint8Array(Buffer.from(String(value), "base64"));
  return value as XmlRpcValue;
}

const fits32 = (integer: number): boolean => integer === (integer | 0);

/** CPython writes no integer beyond 32 bits, and a carriage return so that every reader makes a line feed of it. */
const pythons = xmlRpcValue({
  text: xmlText.map((text) => text.replaceAll("\r", "")),
  integer: fc.integer(),
});

/** Many values in few runs, since starting the other side takes most of the time. */
const many = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(value, { minLength: 200, maxLength: 200 });
const runs = { numRuns: 3, endOnFailure: true };

const source = "peer";

(hasPython ? describe : describe.skip)("CPython's xmlrpc.client", () => {
  it("reads what we write as what it was", () => {
    fc.assert(
      fc.property(many(xmlRpcValue()), (params) => {
        const response = encodeResponse({ value: params });
        const [call, answer] = python("read", [
          encodeCall({ method: "partner10.upgradeKey", params }),
          response,
        ]);
        expect(call?.method).toBe("partner10.upgradeKey");
        expect(call?.params?.map(untagged)).toEqual(params);
        expect(answer?.params?.map(untagged)).toEqual([params]);
      }),
      runs,
    );
  });

  it("writes what we read as what it was", () => {
    fc.assert(
      fc.property(many(pythons), (params) => {
        const [call = "", answer = ""] = python("write", [
          { method: "partner10.upgradeKey", params: params.map(tagged) },
          { params: [tagged(params)] },
        ]);
        expect(decodeCall(call, source)).toEqual({ method: "partner10.upgradeKey", params });
        expect(decodeResponse(answer, source)).toEqual({ value: params });
      }),
      runs,
    );
  });

  it("reads and writes faults as we do", () => {
    const fault = { code: -32601, text: 'no <method> "m"\n' };
    expect(python("read", [encodeResponse({ fault })])).toEqual([{ fault }]);
    const [answer = ""] = python("write", [{ fault }]);
    expect(decodeResponse(answer, source)).toEqual({ fault });
  });

  it("reads the manual's sample as we do", () => {
    const folder = join(__dirname, "..", "..", "fixtures", "wire", "xmlRpc", "accept");
    const [call = "", answer = ""] = ["Call", "Response"].map((kind) =>
      readFileSync(join(folder, `upgradeKey${kind}.xml`), "utf8"),
    );
    const [calls, answers] = python("read", [call, answer]);
    expect(calls?.params?.map(untagged)).toEqual(decodeCall(call, source).params);
    expect({ value: answers?.params?.map(untagged)[0] }).toEqual(decodeResponse(answer, source));
  });
});
