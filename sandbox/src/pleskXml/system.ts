import type { RequestDescription, VendorAnswer, VendorRequest, VendorSystem } from "../system";
import { authenticated } from "./authentication";
import { controlServers } from "./control";
import type { Exchange } from "./exchange";
import { ENDPOINT, PREFIX } from "./identifiers";
import { subjectsOf } from "./operations/webspace";
import { checkPacket, executed, type Packet, parsePacket, requestedIn } from "./packet";
import { PleskError } from "./refusal";
import { errorNodes, recordRefusal } from "./results";
import type { Plesk } from "./view";
import type { ServerWorld, Worlds } from "./world";
import { node, packetText } from "./xml/node";

const XML = { "Content-Type": "text/xml;charset=UTF-8", "Cache-Control": "no-store" };
const NOT_FOUND = { status: 404, headers: { "Content-Type": "text/html" }, body: "<h1>404 Not Found</h1>" };
const FORBIDDEN = { status: 403, headers: { "Content-Type": "text/html" }, body: "<h1>403 Forbidden</h1>" };

/** All Plesk servers as one system of the sandbox. */
export function pleskXmlSystem(worlds: Worlds, plesk: Plesk): VendorSystem {
  return {
    name: "pleskXml",
    prefix: PREFIX,
    describe: (_, path, _query, body) => describeRequest(worlds, path, body),
    handle: (request) => handle(worlds, request),
    refuse: (code, { path }) => {
      const world = worldOf(worlds, path);
      return world ? wholePacketError(world, new PleskError(code)) : NOT_FOUND;
    },
    control: (method, path, body) => controlServers(plesk, method, path, body),
    reset: () => {
      for (const world of worlds.values()) world.reset();
    },
  };
}

/** A packet is named after its first changing operation, or its first operation where none changes anything. */
function describeRequest(worlds: Worlds, path: string, body: string): RequestDescription {
  const world = worldOf(worlds, path);
  const unknown = { endpoint: "unknown", path: world ? path : "<unknown>", keyId: null };
  if (!world) return unknown;
  const known = { ...unknown, server: world.facts.name };
  try {
    const requested = requestedIn(parsePacket(body).root).filter(({ operation }) => operation);
    const named = requested.find(({ operation }) => operation?.changes) ?? requested[0];
    const subjects = requested.flatMap(({ element }) => subjectsOf(world, element));
    return {
      ...known,
      endpoint: named?.operation?.endpoint ?? "unknown",
      requested: requested.map(({ operation }) => operation?.endpoint ?? ""),
      changing: named?.operation?.changes ?? false,
      subjects: [...new Set(subjects)],
    };
  } catch {
    return known;
  }
}

function worldOf(worlds: Worlds, path: string): ServerWorld | undefined {
  const [name = "", ...rest] = path.split("/");
  return rest.join("/") === ENDPOINT ? worlds.get(name) : undefined;
}

function handle(worlds: Worlds, request: VendorRequest): VendorAnswer {
  const world = worldOf(worlds, request.path);
  if (!world) return NOT_FOUND;
  try {
    return answer(world, request);
  } catch (error) {
    if (!(error instanceof PleskError)) throw error;
    recordRefusal(request.record, error);
    return wholePacketError(world, error);
  }
}

/** Who asks and in which form is checked before any operation; then each operation answers for itself. */
function answer(world: ServerWorld, request: VendorRequest): VendorAnswer {
  const { facts } = world;
  const assumptions = world.assumptions();
  if (facts.refuses !== null) throw new PleskError(facts.refuses);
  if (!facts.api) {
    if (assumptions.apiDisabled === "page") return FORBIDDEN;
    throw new PleskError(Number(assumptions.apiDisabled));
  }
  const account = authenticated(world, request.headers);
  request.record.account = account.login;
  checkContentType(world, request);
  const packet = parsePacket(request.body);
  checkPacket(world, account, packet);
  const { record, earlier } = request;
  const shown = shownIn(world);
  const nodes = executed({ world, assumptions, account, record, earlier, shown }, packet);
  return { status: 200, headers: XML, body: packetText(versionOf(world, packet), nodes) };
}

function checkContentType(world: ServerWorld, { headers }: VendorRequest): void {
  const isXml = /^text\/xml\s*(;|$)/i.test(headers["content-type"] ?? "");
  if (isXml || world.assumptions().packetContentType === "served") return;
  throw new PleskError(1014, "Error in line 1: Content-Type is not text/xml");
}

function shownIn({ assumptions, subscriptions }: ServerWorld): Exchange["shown"] {
  if (assumptions().readInPacket === "changed") return (subscription) => subscription;
  const before = structuredClone(subscriptions);
  return (subscription) => before.get(subscription.guid) ?? subscription;
}

function versionOf(world: ServerWorld, { version }: Packet): string {
  const own = world.facts.protocolVersion;
  return world.assumptions().answerVersion === "own" ? own : (version ?? own);
}

function wholePacketError(world: ServerWorld, error: PleskError): VendorAnswer {
  const assumptions = world.assumptions();
  const status = assumptions.systemErrorStatus === "200" ? 200 : tellingStatus(error.code);
  const system = node("system", errorNodes(error, assumptions));
  return { status, headers: XML, body: packetText(world.facts.protocolVersion, [system]) };
}

function tellingStatus(code: number): number {
  if ([1001, 1011, 1012, 11003].includes(code)) return 401;
  if ([1006, 1010].includes(code)) return 403;
  return [1005, 1014].includes(code) ? 400 : 500;
}
