import type { Endpoint, Response } from "../../endpoint";
import { failure, oneLine, type Failure } from "../../failure";
import {
  decodeResponse,
  encodeCall,
  type Fault,
  type XmlRpcStruct,
  type XmlRpcValue,
} from "../../wire/xmlRpc";
import { malformed } from "../../wire/malformed";
import { failureOf, pageFailure } from "../meaning";
import { classOf, type Codes } from "./codes";

interface MethodEndpoint<Input, Output> {
  /** Without the prefix `partner10.`. */
  method: string;
  changes: boolean;
  object?: (input: Input) => string;
  /** What to say when it fails, e.g. `Key PLSK.01304242 could not be read`. */
  failed: (input: Input) => string;
  /** What follows the credentials. */
  params: (input: Input) => XmlRpcValue[];
  /** What each result code of this method means; the same number means something else in another one. */
  codes: Codes;
  /** Reads the answer of a success; its code says which. */
  decode: (answer: XmlRpcStruct, code: number, input: Input, source: string) => Output;
  /** What a fault of a change comes to; a fault of a read is a failure. */
  faulted?: (fault: Fault) => Output;
}

/** A method of Partner API 1.0. Credentials are the first parameter of each call, so no body may ever be shown. */
export function methodEndpoint<Input, Output>(
  endpoint: MethodEndpoint<Input, Output>,
): Endpoint<Input, Output> {
  const { method, changes, object, failed, params, codes, decode, faulted } = endpoint;
  const source = `${method} of Partner API 1.0`;
  return {
    system: "partner10",
    name: method,
    changes,
    ...(object === undefined ? {} : { object }),
    safeToRepeat: !changes,
    understands: isAnswer,
    encode: ({ baseUrl, login, password }, input) => ({
      method: "POST",
      url: baseUrl,
      headers: { "content-type": "text/xml" },
      body: encodeCall({ method: `partner10.${method}`, params: [{ login, password }, ...params(input)] }),
    }),
    decode: (response, input) => {
      assertAnswer(response, source, changes);
      const answer = decodeResponse(response.body, source);
      if ("fault" in answer) {
        if (faulted !== undefined) return faulted(answer.fault);
        throw faultFailure(answer.fault, source, failed(input));
      }
      const { struct, code } = resultOf(answer.value, source);
      const meaning = codes[code] ?? classOf(code, changes);
      if (meaning.kind === "done") return decode(struct, code, input, source);
      throw failureOf(meaning, {
        what: `${failed(input)}: ${meaning.meaning}`,
        source,
        code: String(code),
        text: textOf(struct.resultDesc),
      });
    },
  };
}

/** A fault is the refusal of a whole call; which conditions give one is not documented. */
export function faultFailure({ code, text }: Fault, source: string, what: string): Failure {
  return failure({
    kind: "rejected",
    what: `${what}: the call was refused as a whole`,
    source,
    code: `fault ${code}`,
    text,
    next: "Check that plesk:partner10Url is the address of Partner API 1.0. A list of plans may need partner10.licenseType",
  });
}

function isAnswer({ body }: Response): boolean {
  return body.includes("<methodResponse");
}

function assertAnswer(response: Response, source: string, changes: boolean): void {
  const { status, body } = response;
  if (status < 400 || isAnswer(response)) return;
  const setting = "plesk:partner10Url (with its port and path)";
  throw pageFailure({ system: "Partner API 1.0", setting, source, status, body, changes });
}

function resultOf(value: XmlRpcValue, source: string): { struct: XmlRpcStruct; code: number } {
  if (typeof value === "object" && value !== null && "resultCode" in value) {
    const struct = value;
    if (typeof struct.resultCode === "number") return { struct, code: struct.resultCode };
  }
  throw malformed(source, "params[0].resultCode: its value is not a valid int");
}

function textOf(value: XmlRpcValue | undefined): string | undefined {
  return typeof value === "string" ? oneLine(value) : undefined;
}
