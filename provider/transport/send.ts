import { promisify } from "node:util";
import { gunzip } from "node:zlib";

import { Agent, EnvHttpProxyAgent, request as undiciRequest, type Dispatcher } from "undici";

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

/**
 * The sender of one origin: one keep-alive agent, TLS verified, the proxy of the environment (never
 * for loopback, where a proxy could not reach the same server).
 */
export function createSend(origin: string, maxConnections: number): Send {
  const options = { connections: maxConnections, pipelining: 1 };
  const dispatcher = isLoopback(new URL(origin).hostname)
    ? new Agent(options)
    : new EnvHttpProxyAgent(options);
  return (request, timeoutMs) => send(dispatcher, request, timeoutMs);
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
