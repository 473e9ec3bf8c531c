import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

import { Agent, buildConnector, EnvHttpProxyAgent, request as undiciRequest, type Dispatcher } from "undici";

import type { Request, Response } from "../endpoint";
import { messageOf } from "../failure";

const gunzipped = promisify(gunzip);

/** No usable answer came. `executed: "no"` only where the request surely never reached the system. */
export class NoAnswer extends Error {
  constructor(
    readonly executed: "no" | "unknown",
    message: string,
  ) {
    super(message);
  }
}

export type Send = (request: Request, timeoutMs: number) => Promise<Response>;

/** How one account is connected to. */
export interface SenderOptions {
  /** Scheme, host, port and path. */
  origin: string;
  /** Requests under way at once, each over a connection of its own. */
  maxInFlight: number;
  /** Certificates to trust instead of the usual ones, as PEM. */
  ca?: string;
  /** SHA-256 of the one certificate to trust, in hexadecimal digits without separators, lower case. */
  fingerprint?: string;
  /** Trust whoever answers. */
  insecureSkipVerify?: boolean;
  /** URL of the environment's proxy; absent where it names none. */
  proxy?: string;
}

/**
 * The sender of one origin: one keep-alive agent, TLS verified, the proxy of the environment (never
 * for loopback, where a proxy could not reach the same server).
 */
export function createSend(options: SenderOptions): Send {
  const pool = { connections: options.maxInFlight, pipelining: 1 };
  const tls = {
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(options.insecureSkipVerify ? { rejectUnauthorized: false } : {}),
  };
  const dispatcher =
    options.fingerprint !== undefined
      ? new Agent({ ...pool, connect: connectPinned(options.fingerprint) })
      : isLoopback(new URL(options.origin).hostname)
        ? new Agent({ ...pool, connect: tls })
        : new EnvHttpProxyAgent({ ...pool, ...proxied(options), connect: tls, requestTls: tls });
  return (request, timeoutMs) => send(dispatcher, request, timeoutMs);
}

function proxied({ proxy }: SenderOptions): { httpProxy?: string; httpsProxy?: string } {
  return proxy === undefined ? {} : { httpProxy: proxy, httpsProxy: proxy };
}

/**
 * A pinned certificate stands for itself, whoever issued it and whatever name it holds. Nothing is sent
 * before it was compared. Sessions are not resumed, since a resumed one need not show a certificate.
 */
function connectPinned(fingerprint: string): buildConnector.connector {
  const connect = buildConnector({ rejectUnauthorized: false, maxCachedSessions: 0 });
  return (options, callback) => {
    connect(options, (...[error, socket]) => {
      const presented = error === null ? fingerprintOf(socket) : undefined;
      if (error !== null) callback(error, null);
      else if (presented === fingerprint) callback(null, socket);
      else {
        socket.destroy();
        callback(new WrongCertificate(presented), null);
      }
    });
  };
}

class WrongCertificate extends Error {
  readonly code = "CERT_FINGERPRINT_MISMATCH";

  constructor(presented = "none") {
    super(`the server presented another certificate; its fingerprint is ${presented}`);
  }
}

function fingerprintOf(socket: Socket): string | undefined {
  const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
  return certificate?.fingerprint256.replaceAll(":", "").toLowerCase();
}

export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" || hostname === "[::1]" || hostname === "::1" || /^127(\.\d+){3}$/.test(hostname)
  );
}

async function send(dispatcher: Dispatcher, request: Request, timeoutMs: number): Promise<Response> {
  try {
    const answer = await undiciRequest(request.url, {
      dispatcher,
      method: request.method,
      headers: request.headers,
      body: request.body ?? null,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const headers = flat(answer.headers);
    return { status: answer.statusCode, headers, body: await bodyOf(answer.body, headers) };
  } catch (error) {
    throw noAnswer(error, timeoutMs);
  }
}

/** Systems may compress with gzip, the one encoding that our requests accept. */
async function bodyOf(
  body: Dispatcher.ResponseData["body"],
  headers: Record<string, string>,
): Promise<string> {
  const bytes = Buffer.from(await body.arrayBuffer());
  return (headers["content-encoding"] === "gzip" ? await gunzipped(bytes) : bytes).toString("utf8");
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
}

/** Errors of the time before the first byte could be sent: resolving, connecting, the TLS handshake. */
const beforeSending =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|ERR_SSL_.*|CERT_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*|EPROTO)$/;

function noAnswer(error: unknown, timeoutMs: number): NoAnswer {
  if (memberOf(error, "name") === "TimeoutError")
    return new NoAnswer("unknown", `no answer within ${timeoutMs} ms`);
  const code = codeOf(error);
  return new NoAnswer(
    beforeSending.test(code) ? "no" : "unknown",
    `${messageOf(error)}${code ? ` (${code})` : ""}`,
  );
}

function codeOf(error: unknown): string {
  const code = memberOf(error, "code");
  if (typeof code === "string") return code;
  // A name with several addresses fails as one error that holds one per address.
  const several = memberOf(error, "errors");
  const causes = Array.isArray(several) ? several : [memberOf(error, "cause")].filter(Boolean);
  return causes.map(codeOf).find((each) => each !== "") ?? "";
}

/** Errors of Node itself need not be of this realm's Error class, so only their members are asked. */
function memberOf(error: unknown, name: string): unknown {
  return typeof error === "object" && error !== null ? (error as Record<string, unknown>)[name] : undefined;
}
