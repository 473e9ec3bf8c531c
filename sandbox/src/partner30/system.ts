import type { LedgerRecord } from "../ledgerEntry";
import type { RequestDescription, VendorAnswer, VendorRequest, VendorSystem } from "../system";
import { authenticated } from "./authentication";
import { controlPartner30 } from "./control";
import type { Exchange } from "./exchange";
import { masked, MASKED, PREFIX } from "./identifiers";
import { findRoute, type Route } from "./operations/routes";
import { parseQuery } from "./query";
import { Refusal, refusalAnswer, refusalOf } from "./refusal";
import type { Partner30 } from "./view";
import type { World } from "./world";

/** Key Administrator Partner API 3.0 as one system of the sandbox. */
export function partner30System(world: World, partner30: Partner30): VendorSystem {
  return {
    name: "partner30",
    prefix: PREFIX,
    describe: describeRequest,
    handle: (request) => handle(world, request),
    refuse: (status) => refusalAnswer(refusalOf(status), world.assumptions()),
    control: (method, path, body) => controlPartner30(partner30, method, path, body),
    reset: () => {
      world.reset();
    },
  };
}

/** What the ledger says about a request: nobody can tell what a part of an unknown path is, so it is masked too. */
function describeRequest(method: string, path: string, query: URLSearchParams): RequestDescription {
  const { route, reference } = findRoute(method, path);
  const isId = /^\d+$/.test(reference);
  const shown = isId || reference === "" ? path : path.replace(reference, MASKED);
  const parameters = [...query].map(([name, value]) => {
    const shownValue = route?.parameters.includes(name) ? masked(encodeURIComponent(value)) : "<masked>";
    return `${masked(encodeURIComponent(name))}=${shownValue}`;
  });
  return {
    endpoint: route?.endpoint ?? "unknown",
    path: masked(shown) + (parameters.length > 0 ? `?${parameters.join("&")}` : ""),
    keyId: isId ? reference : null,
  };
}

function handle(world: World, request: VendorRequest): VendorAnswer {
  const assumptions = world.assumptions();
  try {
    return compressed(world, request, answer(world, request));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    request.record.refusal = masked(`${error.message} ${error.details}`);
    return compressed(world, request, refusalAnswer(error, assumptions));
  }
}

/** Who asks, what for, and in which form is checked before anything of the business is looked at. */
function answer(world: World, request: VendorRequest): VendorAnswer {
  const { record } = request;
  const assumptions = world.assumptions();
  const account = authenticated(world, request.headers);
  record.account = account.login;
  const { route, reference } = routed(request);
  checkHeaders(world, request, route);
  const query = parseQuery(request.query, route.parameters, assumptions);
  if (route.changes && assumptions.concurrentChanges === "refused") refuseConcurrent(request);
  const exchange: Exchange = { world, assumptions, account, request, record };
  return route.run({ exchange, reference, query });
}

function routed({ method, path }: VendorRequest): { route: Route; reference: string } {
  const { route, reference, methods } = findRoute(method, path);
  if (route) return { route, reference };
  if (methods.length === 0) throw new Refusal("unknownEndpoint", 404, "There is no such command.", "URL.");
  throw new Refusal("methodNotAllowed", 405, "The method is not allowed.", `Allowed: ${methods.join(", ")}.`);
}

function checkHeaders(world: World, { headers, body }: VendorRequest, route: Route): void {
  const { requestHeaders, wrongContentType } = world.assumptions();
  const type = headers["content-type"] ?? "";
  if (route.body && body !== "" && !/^application\/json\s*(;|$)/i.test(type)) {
    throw new Refusal(
      "contentType",
      Number(wrongContentType),
      "The content type must be application/json.",
      "Content-Type.",
    );
  }
  if (!route.body && body !== "")
    throw new Refusal("malformed", 400, "The request is not valid.", "This command takes no body.");
  if (requestHeaders === "lenient") return;
  const missing = Object.entries(DOCUMENTED_HEADERS).find(
    ([name, pattern]) => !pattern.test(String(headers[name] ?? "")),
  );
  if (missing) throw new Refusal("headers", 406, "A request header is missing.", `Header = ${missing[0]}.`);
}

/** The request headers that the manual asks for (reference, section 1). */
const DOCUMENTED_HEADERS = {
  accept: /application\/json/i,
  "accept-charset": /utf-8/i,
  "accept-encoding": /gzip/i,
};

const CHANGES: readonly string[] = [
  "modifyKey",
  "terminateKey",
  "renewKey",
  "renewSus",
  "reinstateSus",
  "convertToEdition",
];

function refuseConcurrent({ record, earlier }: VendorRequest): void {
  const same = (other: LedgerRecord) => other.keyId === record.keyId && CHANGES.includes(other.endpoint);
  if (record.keyId === null || !earlier.some(same)) return;
  const message = "The license key is being changed by another request.";
  throw new Refusal("busy", 409, message, `Key ID = ${record.keyId}.`);
}

function compressed(world: World, { headers }: VendorRequest, answered: VendorAnswer): VendorAnswer {
  const wanted = world.assumptions().compression === "gzip" && /gzip/i.test(headers["accept-encoding"] ?? "");
  if (!wanted || answered.body === "") return answered;
  return { ...answered, headers: { ...answered.headers, "Content-Encoding": "gzip" } };
}
