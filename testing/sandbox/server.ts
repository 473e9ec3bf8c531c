import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { Fault, Faults } from "./faults";
import type { Ledger, LedgerRecord } from "./ledger";
import type { VendorAnswer, VendorRequest, VendorSystem } from "./system";

/** What the server needs in order to serve. */
export interface Serving {
  readonly systems: readonly VendorSystem[];
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly now: () => Date;
  readonly latencyMs: number;
  /** Answers a request below the control surface's prefix. */
  readonly control: (request: IncomingMessage, url: URL, body: string) => VendorAnswer;
}

/** The path that the control surface begins with. */
export const CONTROL_PREFIX = "/_sandbox/";

const LARGEST_BODY = 1024 * 1024;
const NOT_FOUND: VendorAnswer = {
  status: 404,
  headers: { "Content-Type": "text/plain" },
  body: "No such system.\n",
};
const HTML: VendorAnswer = {
  status: 200,
  headers: { "Content-Type": "text/html; charset=UTF-8" },
  body: "<!DOCTYPE html><html><head><title>Maintenance</title></head><body>We will be back soon.</body></html>",
};

/** Starts to listen on loopback; port 0 takes any free one. */
export async function listen(serving: Serving, port: number): Promise<Server> {
  const connections = new WeakMap<Socket, number>();
  const inFlight = new Set<LedgerRecord>();
  let connected = 0;
  const server = createServer((request, response) => {
    const connection = connections.get(request.socket) ?? 0;
    serve(serving, request, response, connection, inFlight).catch(() => request.socket.destroy());
  });
  server.on("connection", (socket) => connections.set(socket, ++connected));
  keepConnectionsOpen(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return server;
}

/** The root URL of a listening server. */
export function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A client must see a cut connection only where a fault cuts it, also while a callback makes it wait for minutes. */
function keepConnectionsOpen(server: Server): void {
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.timeout = 0;
}

async function serve(
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
  connection: number,
  inFlight: Set<LedgerRecord>,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const body = await readBody(request);
  if (url.pathname.startsWith(CONTROL_PREFIX)) {
    send(response, serving.control(request, url, body));
    return;
  }
  const system = serving.systems.find(({ prefix }) => url.pathname.startsWith(prefix));
  if (!system) {
    send(response, NOT_FOUND);
    return;
  }

  const method = request.method ?? "";
  const path = url.pathname.slice(system.prefix.length);
  const described = system.describe(method, path, url.searchParams);
  const record = serving.ledger.open({
    ...described,
    time: serving.now().toISOString(),
    connection,
    system: system.name,
    method,
    path: system.prefix + described.path,
    account: null,
    status: null,
    operations: [],
    charges: [],
    refusal: null,
    fault: null,
  });
  const earlier = [...inFlight];
  inFlight.add(record);
  const incoming = { method, path, query: url.searchParams, headers: request.headers, body, record, earlier };
  try {
    await work(serving, system, incoming, response);
  } finally {
    inFlight.delete(record);
    serving.ledger.finish(record);
  }
}

/** The life of one request: callbacks and faults before, the system's work, callbacks and faults after. */
async function work(
  serving: Serving,
  system: VendorSystem,
  request: VendorRequest,
  response: ServerResponse,
): Promise<void> {
  const { record } = request;
  const { socket } = response;
  const fault = serving.faults.take(record);
  if (fault) record.fault = fault.kind;
  if (serving.latencyMs > 0) await waited(serving.latencyMs);
  const dropped = await serving.faults.notify("before", record);
  if (fault?.kind === "slow" && fault.when !== "after") await waited(fault.ms);
  const instead = fault && answerWithoutWork(fault);
  if (dropped) drop(socket, record, "dropped before the work");
  else if (fault?.kind === "resetBefore") socket?.resetAndDestroy();
  else if (instead) answer(response, record, instead);
  else await workDone(serving, system, request, response, fault);
}

async function workDone(
  serving: Serving,
  system: VendorSystem,
  request: VendorRequest,
  response: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  const { record } = request;
  const { socket } = response;
  const answered = handled(system, request);
  const dropped = await serving.faults.notify("after", record);
  if (fault?.kind === "slow" && fault.when === "after") await waited(fault.ms);
  if (dropped) drop(socket, record, "dropped after the work");
  else if (fault?.kind === "answerLost") socket?.destroy();
  else if (fault?.kind === "truncated") truncated(response, record, answered);
  else answer(response, record, (fault && answerAfterWork(fault)) ?? answered);
}

/** An error in the sandbox itself must look like one, not like a vendor's refusal. */
function handled(system: VendorSystem, request: VendorRequest): VendorAnswer {
  try {
    return system.handle(request);
  } catch (error) {
    request.record.refusal = `error in the sandbox: ${String(error)}`;
    return { status: 500, headers: { "Content-Type": "text/plain" }, body: `${request.record.refusal}\n` };
  }
}

function answerWithoutWork(fault: Fault): VendorAnswer | undefined {
  if (fault.kind === "status" && fault.when !== "after") return statusAnswer(fault.status, fault.body);
  if (fault.kind !== "tooManyRequests") return undefined;
  const { status, headers, body } = statusAnswer(429, undefined);
  return { status, headers: { ...headers, "Retry-After": String(fault.retryAfter ?? 1) }, body };
}

function answerAfterWork(fault: Fault): VendorAnswer | undefined {
  if (fault.kind === "status") return statusAnswer(fault.status, fault.body);
  return fault.kind === "wrongContentType" ? HTML : undefined;
}

function statusAnswer(status: number, body: string | undefined): VendorAnswer {
  const text = body ?? `<html><body><h1>${status}</h1></body></html>`;
  return {
    status,
    headers: { "Content-Type": body?.startsWith("{") ? "application/json" : "text/html" },
    body: text,
  };
}

/** A wait must not keep a process alive after the server was closed. */
function waited(ms: number): Promise<void> {
  return sleep(ms, undefined, { ref: false });
}

function drop(socket: Socket | null, record: LedgerRecord, fault: string): void {
  record.fault = fault;
  socket?.destroy();
}

function answer(response: ServerResponse, record: LedgerRecord, answered: VendorAnswer): void {
  record.status = answered.status;
  send(response, answered);
}

function truncated(
  response: ServerResponse,
  record: LedgerRecord,
  { status, headers, body }: VendorAnswer,
): void {
  const whole = Buffer.from(body);
  record.status = status;
  response.writeHead(status, { ...headers, "Content-Length": Math.max(whole.length, 2) });
  response.write(whole.length > 1 ? whole.subarray(0, whole.length >> 1) : "{", () =>
    response.socket?.destroy(),
  );
}

function send(response: ServerResponse, { status, headers, body }: VendorAnswer): void {
  const bytes = headers["Content-Encoding"] === "gzip" ? gzipSync(body) : Buffer.from(body);
  response.writeHead(status, { ...headers, "Content-Length": bytes.length }).end(bytes);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_BODY) throw new Error("The body is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
