import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createHttpsServer, Server as HttpsServer } from "node:https";
import type { AddressInfo, Server, Socket } from "node:net";
import type { Ledger } from "./ledger";
import type { LedgerRecord } from "./ledgerEntry";
import type { VendorAnswer, VendorSystem } from "./system";
import { send, work, type Working } from "./work";

/** What the server needs in order to serve. */
export interface Serving extends Working {
  readonly systems: readonly VendorSystem[];
  readonly ledger: Ledger;
  /** Answers a request that is for no vendor system. */
  readonly beside: (request: IncomingMessage, url: URL, body: string) => VendorAnswer;
}

const LARGEST_BODY = 1024 * 1024;

/** A request as it came, before it was read. */
interface Arrived {
  readonly request: IncomingMessage;
  /** The number of its TCP connection. */
  readonly connection: number;
  /** All requests that are being worked on. */
  readonly inFlight: Set<LedgerRecord>;
  /** What stands before its path. */
  readonly mount: string;
}

/** A port that speaks HTTPS for one part of the sandbox. */
export interface Encrypted {
  /** The path that stands before each path of this port, without a trailing slash. */
  readonly mount: string;
  /** The certificate and its private key as PEM. */
  readonly cert: string;
  readonly key: string;
}

/** A listening server. */
export type Listening = ReturnType<typeof createServer> | ReturnType<typeof createHttpsServer>;

/** Starts to listen on loopback; port 0 takes any free one. */
export async function listen(serving: Serving, port: number, encrypted?: Encrypted): Promise<Listening> {
  const connections = new WeakMap<Socket, number>();
  const inFlight = new Set<LedgerRecord>();
  let connected = 0;
  const listener: RequestListener = (request, response) => {
    const connection = connections.get(request.socket) ?? 0;
    const arrived = { request, connection, inFlight, mount: encrypted?.mount ?? "" };
    serve(serving, arrived, response).catch(() => request.socket.destroy());
  };
  const server = encrypted ? createHttpsServer(encrypted, listener) : createServer(listener);
  server.on(encrypted ? "secureConnection" : "connection", (socket: Socket) =>
    connections.set(socket, ++connected),
  );
  keepConnectionsOpen(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return server;
}

/** The root URL of a listening server. */
export function urlOf(server: Server): string {
  return `${server instanceof HttpsServer ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A client must see a cut connection only where a fault cuts it, also while a callback makes it wait for minutes. */
function keepConnectionsOpen(server: Listening): void {
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.timeout = 0;
}

async function serve(serving: Serving, arrived: Arrived, response: ServerResponse): Promise<void> {
  const { request, inFlight, mount } = arrived;
  const url = new URL(mount + (request.url ?? "/"), "http://127.0.0.1");
  response.setHeader("Date", serving.now().toUTCString());
  const body = await readBody(request);
  const system = serving.systems.find(({ prefix }) => url.pathname.startsWith(prefix));
  if (!system) {
    send(response, serving.beside(request, url, body), serving.now);
    return;
  }
  const record = opened(serving, system, arrived, url, body);
  const { method } = record;
  const path = pathBelow(system, url);
  const incoming = { method, path, query: url.searchParams, headers: request.headers, body, record };
  const earlier = [...inFlight];
  inFlight.add(record);
  try {
    await work(serving, system, { ...incoming, earlier }, response);
  } catch (error) {
    record.fault = `error in a callback: ${String(error)}`;
    throw error;
  } finally {
    inFlight.delete(record);
    serving.ledger.finish(record);
  }
}

function opened(
  { ledger, now }: Serving,
  system: VendorSystem,
  { request, connection }: Arrived,
  url: URL,
  body: string,
): LedgerRecord {
  const method = request.method ?? "";
  const { path, ...described } = system.describe(method, pathBelow(system, url), url.searchParams, body);
  return ledger.open({
    ...described,
    time: now().toISOString(),
    connection,
    system: system.name,
    method,
    path: system.prefix + path,
    account: null,
    status: null,
    operations: [],
    charges: [],
    refusal: null,
    fault: null,
  });
}

function pathBelow({ prefix }: VendorSystem, { pathname }: URL): string {
  return pathname.slice(prefix.length);
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
