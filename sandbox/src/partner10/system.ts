import type { Partner10Assumptions } from "../assumptions";
import type { RequestDescription, VendorAnswer, VendorRequest, VendorSystem } from "../system";
import { authenticated } from "./authentication";
import { controlPartner10 } from "./control";
import { type Operation, type Parameters, parametersOf } from "./exchange";
import { ENDPOINT, parseKeyNumber, PREFIX } from "./identifiers";
import { operationOf } from "./operations/routes";
import { Fault, recordRefusal, Refusal } from "./refusal";
import type { Partner10 } from "./view";
import type { Partner10World } from "./world";
import { type MethodCall, NotACall, parseCall } from "./xmlRpc/read";
import { faultText, int, type Members, present, responseText, text } from "./xmlRpc/value";

const XML = { "Content-Type": "text/xml" };
const PLAIN = { "Content-Type": "text/plain" };
const NOT_FOUND: VendorAnswer = { status: 404, headers: PLAIN, body: "There is nothing here.\n" };
const ONLY_POST: VendorAnswer = {
  status: 405,
  headers: { ...PLAIN, Allow: "POST" },
  body: "XML-RPC is POST only.\n",
};
const BAD_REQUEST: VendorAnswer = { status: 400, headers: PLAIN, body: "Bad Request\n" };

/** Key Administrator Partner API 1.0 as one system of the sandbox. */
export function partner10System(world: Partner10World, partner10: Partner10): VendorSystem {
  return {
    name: "partner10",
    prefix: PREFIX,
    describe: (_, path, _query, body) => describeRequest(path, body),
    handle: (request) => handle(world, request),
    refuse: (code) => answer(world, refused(world, new Refusal(code))),
    control: (method, path, body) => controlPartner10(partner10, method, path, body),
    reset: () => {
      world.reset();
    },
  };
}

/** A body holds a password, so that nothing of it is told but the method and the identity of the key. */
function describeRequest(path: string, body: string): RequestDescription {
  const unknown = { endpoint: "unknown", path: isEndpoint(path) ? path : "<unknown>", keyId: null };
  if (!isEndpoint(path)) return unknown;
  try {
    const { method: name, parameters } = parseCall(body);
    const method = operationOf(name);
    if (!method) return unknown;
    const [, number] = parameters;
    const keyId = number?.kind === "string" ? parseKeyNumber(number.value.trim())?.id : undefined;
    return { ...unknown, endpoint: method.endpoint, changing: method.changes, keyId: keyId ?? null };
  } catch {
    return unknown;
  }
}

function isEndpoint(path: string): boolean {
  return path === "" || path === ENDPOINT;
}

function handle(world: Partner10World, request: VendorRequest): VendorAnswer {
  if (!isEndpoint(request.path)) return NOT_FOUND;
  if (request.method !== "POST") return ONLY_POST;
  const assumptions = world.assumptions();
  try {
    return answer(world, resultOf(world, request));
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof Fault)) throw error;
    recordRefusal(request.record, error);
    if (error instanceof Refusal) return answer(world, refused(world, error));
    if (error.code === -32700 && assumptions.brokenCall === "httpError") return BAD_REQUEST;
    const status = Number(assumptions.faultStatus);
    return { status, headers: XML, body: faultText(error.code, error.reason) };
  }
}

/** The form of the call is checked first, then who asks and whether the role allows it, then the business. */
function resultOf(world: Partner10World, { headers, body, record, earlier }: VendorRequest): Members {
  const assumptions = world.assumptions();
  const isXml = /^text\/xml\s*(;|$)/i.test(headers["content-type"] ?? "");
  if (!isXml && assumptions.callContentType === "fault") throw new Fault(-32600, "It is not text/xml.");
  const { method, authInfo, parameters } = understood(world, callOf(body));
  const account = authenticated(world, authInfo);
  record.account = account.login;
  if (method.deniedTo.includes(account.role)) throw new Refusal(201);
  return method.run({ world, assumptions, account, record, earlier }, parameters);
}

function callOf(body: string): MethodCall {
  try {
    return parseCall(body);
  } catch (error) {
    if (error instanceof NotACall) throw new Fault(-32700, error.message);
    throw error;
  }
}

function understood(world: Partner10World, { method: name, parameters: [authInfo, ...values] }: MethodCall) {
  const assumptions = world.assumptions();
  const method = operationOf(name);
  if (!method) {
    if (assumptions.unknownMethod === "201") throw new Refusal(201);
    throw new Fault(-32601, "There is no such method.");
  }
  const parameters = fitting(method, values, assumptions);
  if (authInfo?.kind === "struct" && parameters) return { method, authInfo, parameters };
  if (assumptions.wrongParameters === "452") throw new Refusal(452);
  throw new Fault(-32602, "No signature of the method has these parameters.");
}

function fitting(
  method: Operation,
  values: MethodCall["parameters"],
  assumptions: Partner10Assumptions,
): Parameters | undefined {
  const signatures = method.signatures(assumptions);
  return signatures.map((kinds) => parametersOf(values, kinds, assumptions)).find((it) => it !== undefined);
}

function answer(world: Partner10World, members: Members): VendorAnswer {
  const { stringTags, answerLayout } = world.assumptions();
  const spelling = {
    stringTags: stringTags === "typed",
    beforeDates: answerLayout === "compact" ? "" : "\n",
  };
  return { status: 200, headers: XML, body: responseText(members, spelling) };
}

function refused(world: Partner10World, { code, text: description, keyNumber }: Refusal): Members {
  const isNamed = world.assumptions().fieldsOfRefusals === "number" && keyNumber !== undefined;
  return present([
    ["resultCode", int(code)],
    ["resultDesc", text(description)],
    ["keyNumber", isNamed ? text(keyNumber) : undefined],
  ]);
}
