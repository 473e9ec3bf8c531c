import type { VendorRequest } from "../system";
import type { Partner10Assumptions } from "./assumptions";
import { authenticated } from "./authentication";
import { type Method, type Parameters, parametersOf } from "./exchange";
import { methodOf } from "./methods";
import { Fault, Refusal } from "./refusal";
import type { Partner10World } from "./world";
import { type MethodCall, NotACall, parseCall } from "./xmlRpc/read";
import type { Members } from "./xmlRpc/value";

/** The form of the call is checked first, then who asks and whether the role allows it, then the business. */
export function resultOf(world: Partner10World, { headers, body, record, earlier }: VendorRequest): Members {
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
  const method = methodOf(name);
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
  method: Method,
  values: MethodCall["parameters"],
  assumptions: Partner10Assumptions,
): Parameters | undefined {
  const signatures = method.signatures(assumptions);
  return signatures.map((kinds) => parametersOf(values, kinds, assumptions)).find((it) => it !== undefined);
}
