import { request as httpRequest } from "node:http";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, TLSSocket, type ConnectionOptions, type PeerCertificate } from "node:tls";

import { rememberSecret } from "../failure";
import { codeOf, Refusal, wordsOf } from "./noAnswer";

/** Where a connection leads, and whom it is to find there. */
export interface Route {
  /** Scheme, host, port and path. */
  origin: string;
  /** URL of the proxy that opens a tunnel to it; absent for none. */
  proxy?: string;
  /** Certificates to trust instead of the usual ones, as PEM. */
  ca?: string;
  /** SHA-256 of the one certificate to trust, in hexadecimal digits without separators, lower case. */
  fingerprint?: string;
  /** Trust whoever answers. */
  insecureSkipVerify?: boolean;
}

/** What is being waited for, as the rest of a sentence about a wait that had no end. */
export type OnStage = (stage: string) => void;

/**
 * Opens a connection: name, TCP, the proxy's tunnel, the TLS handshake. Nothing of a request is sent
 * here, so that whatever fails here was surely not executed. An aborted signal ends it at once.
 */
export async function connect(route: Route, signal: AbortSignal, onStage: OnStage): Promise<Socket> {
  const origin = new URL(route.origin);
  const { proxy } = route;
  const way =
    proxy === undefined ? await tcp(origin, signal, onStage) : await tunnel(proxy, origin, signal, onStage);
  if (origin.protocol !== "https:") return way;
  onStage("shaking hands for TLS");
  return shakeHands(way, origin, trustOf(route), signal);
}

function tcp(url: URL, signal: AbortSignal, onStage: OnStage): Promise<Socket> {
  onStage(`connecting to ${url.host}`);
  const socket = connectTcp({ host: hostOf(url), port: portOf(url), noDelay: true, keepAlive: true });
  return ready(socket, "connect", signal);
}

/** A tunnel through the proxy. Bytes that go to the proxy itself are none of the request. */
async function tunnel(proxy: string, origin: URL, signal: AbortSignal, onStage: OnStage): Promise<Socket> {
  const url = new URL(proxy);
  try {
    const socket = await tcp(url, signal, onStage);
    const way = url.protocol === "https:" ? await shakeHands(socket, url, {}, signal) : socket;
    onStage(`waiting for the tunnel of the proxy ${url.host}`);
    return await tunnelOver(way, url, origin, signal);
  } catch (error) {
    if (error instanceof Refusal || signal.aborted) throw error;
    throw Object.assign(new Error(`the proxy ${url.host}: ${wordsOf(error)}`), { code: codeOf(error) });
  }
}

function tunnelOver(way: Socket, proxy: URL, origin: URL, signal: AbortSignal): Promise<Socket> {
  const target = `${origin.hostname}:${portOf(origin)}`;
  return new Promise((resolve, reject) => {
    const asked = httpRequest({
      method: "CONNECT",
      path: target,
      headers: { host: target, ...proxyLogin(proxy) },
      createConnection: () => way,
      signal,
    });
    const fail = (error: Error): void => {
      way.destroy();
      reject(error);
    };
    asked.once("error", fail);
    // Never called for CONNECT, but an answer that nobody takes would be waited for.
    asked.once("response", () => {
      fail(new Error("its answer opens no tunnel"));
    });
    asked.once("connect", ({ statusCode = 0, statusMessage = "" }, socket: Socket, early) => {
      if (statusCode < 200 || statusCode > 299) {
        fail(refusedTunnel(proxy, statusCode, statusMessage));
        return;
      }
      if (early.length > 0) socket.unshift(early);
      resolve(socket);
    });
    asked.end();
  });
}

/** A proxy that cannot reach the system now may reach it in a minute; one that does not want to will not. */
function refusedTunnel(proxy: URL, status: number, text: string): Refusal {
  const said = `${status}${text === "" ? "" : ` ${text.slice(0, 80)}`}`;
  return new Refusal(
    `the proxy ${proxy.host} refused the tunnel with ${said}`,
    status >= 500 ? "network" : "proxy",
  );
}

function proxyLogin({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  const secret = unescaped(password);
  const login = Buffer.from(`${unescaped(username)}:${secret}`).toString("base64");
  for (const each of [secret, login]) rememberSecret(each);
  return { "proxy-authorization": `Basic ${login}` };
}

/** A percent sign that escapes nothing stands for itself, as to curl. */
function unescaped(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped);
    } catch {
      return escaped;
    }
  });
}

/**
 * How the other side's certificate is judged. A pinned one stands for itself, whoever issued it and
 * whatever name it holds. Sessions are never resumed, since a resumed one need not show a certificate.
 */
function trustOf({ ca, fingerprint, insecureSkipVerify }: Route): Trust {
  if (fingerprint !== undefined) return { rejectUnauthorized: false, fingerprint };
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(insecureSkipVerify ? { rejectUnauthorized: false } : {}),
  };
}

interface Trust extends Pick<ConnectionOptions, "ca" | "rejectUnauthorized"> {
  fingerprint?: string;
}

async function shakeHands(
  way: Socket,
  url: URL,
  { fingerprint, ...trust }: Trust,
  signal: AbortSignal,
): Promise<Socket> {
  const host = hostOf(url);
  let presented: string | undefined;
  const socket = connectTls({
    ...trust,
    socket: way,
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ALPNProtocols: ["http/1.1"],
  });
  // Before the certificate is judged: of a refused one nothing is left to look at afterwards.
  socket.prependOnceListener("secure", () => {
    presented = fingerprintOf(socket);
  });
  try {
    await ready(socket, "secureConnect", signal);
  } catch (error) {
    throw signal.aborted ? error : handshakeError(error, presented);
  }
  if (fingerprint === undefined || presented === fingerprint) return socket;
  socket.destroy();
  throw new Refusal(
    `the server presented another certificate; its fingerprint is ${presented ?? "none"} (CERT_FINGERPRINT_MISMATCH)`,
    "certificate",
  );
}

/** What may heal is the network's; a certificate and a port that does not speak TLS stay as they are. */
function handshakeError(error: unknown, presented: string | undefined): unknown {
  const code = codeOf(error);
  const words = wordsOf(error);
  if (/^(ERR_SSL_|ERR_OSSL_|EPROTO$)/.test(code)) return new Refusal(words, "tls");
  if (code === "" || /^E[A-Z]+$/.test(code)) return error;
  const shown = presented === undefined ? "" : `; the fingerprint that it presented is ${presented}`;
  return new Refusal(`${words}${shown}`, "certificate");
}

/** Not by `getPeerX509Certificate`: asked before Node.js judges the certificate, it hides the certificate's addresses. */
function fingerprintOf(socket: TLSSocket): string | undefined {
  // Empty where the server has none.
  const certificate: Partial<PeerCertificate> = socket.getPeerCertificate();
  return certificate.fingerprint256?.replaceAll(":", "").toLowerCase();
}

/** The socket once it has sent the event. What fails later is for whoever uses it then. */
function ready<S extends Socket>(socket: S, event: string, signal: AbortSignal): Promise<S> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      signal.removeEventListener("abort", onAbort);
      socket.off("close", onClose);
      settle();
    };
    const fail = (error: Error): void => {
      socket.destroy();
      end(() => {
        reject(error);
      });
    };
    const onClose = (): void => {
      fail(new Error("the connection was closed"));
    };
    const onAbort = (): void => {
      fail(signal.reason as Error);
    };
    socket.on("error", fail);
    socket.once("close", onClose);
    socket.once(event, () => {
      end(() => {
        resolve(socket);
      });
    });
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, "$1");
}

function portOf({ port, protocol }: URL): number {
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}

/** A proxy could not reach the same server. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" || hostname === "[::1]" || hostname === "::1" || /^127(\.\d+){3}$/.test(hostname)
  );
}
