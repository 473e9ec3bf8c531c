import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";

import type { Endpoint } from "../../../provider/endpoint";
import { isFailure } from "../../../provider/failure";
import { createCall, type FindAccount, type SystemAccount } from "../../../provider/transport/call";
import { onRequest, reset, Servers, type Behaviour } from "./unrulyServers";

/**
 * Each phase of a request, each way in which it fails, over TLS directly and through a proxy's tunnel, for
 * a read and for an order. What did not reach the server is surely not executed; what may have is told as such.
 */
interface Fault {
  name: string;
  /** What the server does with a TLS connection. */
  server?: Behaviour;
  /** What listens in the place of the TLS server. */
  tcp?: Behaviour;
  /** What listens in the place of the proxy. */
  proxy?: Behaviour;
  host?: string;
  isTrusted?: false;
  order: "unreachable" | "outcome-unknown" | "malformed" | "done";
  read: "unreachable" | "malformed" | "done";
  /** Whether it is worth trying again. */
  isPermanent?: true;
}

const hang: Behaviour = () => undefined;
const close: Behaviour = (socket) => socket.end();
const drop: Behaviour = (socket) => socket.destroy();
const saying =
  (bytes: string | Buffer, then: Behaviour = hang): Behaviour =>
  (socket) =>
    socket.write(bytes, () => {
      then(socket);
    });
const onceAsked =
  (then: Behaviour): Behaviour =>
  (socket: Socket) => {
    onRequest(socket, () => {
      then(socket);
    });
  };
const onceGreeted =
  (then: Behaviour): Behaviour =>
  (socket) => {
    socket.once("data", () => {
      then(socket);
    });
  };

const ok = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfine";
const packed = (bytes: Buffer, coding = "gzip"): Buffer =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\ncontent-encoding: ${coding}\r\ncontent-length: ${bytes.length}\r\n\r\n`),
    bytes,
  ]);
const refusing = (status: string): Behaviour =>
  onceAsked(saying(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`, close));

const notSent = { order: "unreachable", read: "unreachable" } as const;
const maybeSent = { order: "outcome-unknown", read: "unreachable" } as const;
const badAnswer = { order: "malformed", read: "malformed" } as const;
const answered = { order: "done", read: "done" } as const;

const direct: readonly Fault[] = [
  { name: "resolving: no such name", host: "no-such-host.invalid", ...notSent },
  { name: "connecting: nowhere to go", host: "192.0.2.1", ...notSent },
  { name: "TLS: not trusted", isTrusted: false, isPermanent: true, ...notSent },
  {
    name: "TLS: plain HTTP answers",
    tcp: onceGreeted(saying("HTTP/1.1 400 Bad\r\n\r\n")),
    isPermanent: true,
    ...notSent,
  },
  {
    name: "TLS: garbage",
    tcp: onceGreeted(saying("SSH-2.0-OpenSSH\r\n".repeat(9))),
    isPermanent: true,
    ...notSent,
  },
  { name: "TLS: reset", tcp: onceGreeted(reset), ...notSent },
  { name: "TLS: closed", tcp: onceGreeted(close), ...notSent },
  { name: "TLS: hangs", tcp: hang, ...notSent },
];

const tunnelled: readonly Fault[] = [
  {
    name: "tunnel: 407",
    proxy: refusing("407 Proxy Authentication Required"),
    isPermanent: true,
    ...notSent,
  },
  { name: "tunnel: 403", proxy: refusing("403 Forbidden"), isPermanent: true, ...notSent },
  { name: "tunnel: 502", proxy: refusing("502 Bad Gateway"), ...notSent },
  { name: "tunnel: refused before it is asked", proxy: drop, ...notSent },
  { name: "tunnel: dropped", proxy: onceAsked(drop), ...notSent },
  { name: "tunnel: closed", proxy: onceAsked(close), ...notSent },
  { name: "tunnel: reset", proxy: onceAsked(reset), ...notSent },
  { name: "tunnel: garbage", proxy: onceAsked(saying("220 mail ready\r\n")), ...notSent },
  {
    name: "tunnel: breaks off within its answer",
    proxy: onceAsked(saying("HTTP/1.1 200 Conn", drop)),
    ...notSent,
  },
  { name: "tunnel: hangs", proxy: hang, ...notSent },
  { name: "tunnel: hangs within its answer", proxy: onceAsked(saying("HTTP/1.1 200 Conn")), ...notSent },
  {
    name: "tunnel: open, and nobody behind",
    proxy: onceAsked(saying("HTTP/1.1 200 OK\r\n\r\n", drop)),
    ...notSent,
  },
];

const sent: readonly Fault[] = [
  ...(["head", "HTTP/1.1 200 O", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf"] as const).flatMap(
    (begun) => {
      const phase =
        begun === "head" ? "before the head" : begun.endsWith("half") ? "within the body" : "within the head";
      const having = (then: Behaviour): Behaviour => onceAsked(begun === "head" ? then : saying(begun, then));
      return [
        { name: `${phase}: closed`, server: having(close), ...maybeSent },
        { name: `${phase}: reset`, server: having(reset), ...maybeSent },
        { name: `${phase}: hangs`, server: having(hang), ...maybeSent },
      ];
    },
  ),
  { name: "before the head: garbage", server: onceAsked(saying("220 mail ready\r\n")), ...maybeSent },
  {
    name: "within the head: garbage",
    server: onceAsked(saying("HTTP/1.1 200 OK\r\n:\0:\r\n\r\n")),
    ...maybeSent,
  },
  {
    name: "within the head: no end",
    server: onceAsked(saying(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(99_999)}`)),
    ...maybeSent,
  },
  {
    name: "within the body: garbage",
    server: onceAsked(saying("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz")),
    ...maybeSent,
  },
  {
    name: "unpacking: breaks off",
    server: onceAsked(saying(packed(gzipSync("fine").subarray(0, 12)))),
    ...badAnswer,
  },
  { name: "unpacking: garbage", server: onceAsked(saying(packed(Buffer.from([1, 2, 3])))), ...badAnswer },
  {
    name: "unpacking: unknown",
    server: onceAsked(saying(packed(Buffer.from([1, 2, 3]), "zip"))),
    ...badAnswer,
  },
  {
    name: "decoding: not UTF-8",
    server: onceAsked(saying("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n\xff")),
    ...badAnswer,
  },
  { name: "afterwards: reset", server: onceAsked(saying(ok, reset)), ...answered },
  { name: "afterwards: closed", server: onceAsked(saying(ok, close)), ...answered },
  { name: "never", server: onceAsked(saying(ok)), ...answered },
];

const endpoint = (changes: boolean): Endpoint<string, string> => ({
  system: "partner30",
  name: changes ? "order" : "look",
  changes,
  safeToRepeat: !changes,
  encode: ({ baseUrl }) => ({ method: "POST", url: baseUrl, headers: {}, body: "please" }),
  decode: () => "done",
});

let servers: Servers;
beforeEach(() => {
  servers = new Servers();
});
afterEach(() => {
  servers.close();
});

async function outcomeOf(fault: Fault, changes: boolean, isTunnelled: boolean) {
  let requests = 0;
  const port = fault.tcp
    ? await servers.tcp(fault.tcp)
    : await servers.tls((socket) => {
        onRequest(socket, () => (requests += 1));
        (fault.server ?? onceAsked(saying(ok)))(socket);
      });
  const proxy = isTunnelled
    ? await (fault.proxy ? servers.tcp(fault.proxy) : servers.proxyTo(port))
    : undefined;
  const origin = `https://${fault.host ?? (isTunnelled ? "target.example" : "127.0.0.1")}:${port}/`;
  const account = {
    system: "partner30",
    title: "Partner API 3.0",
    baseUrl: origin,
    origin,
    maxInFlight: 1,
    timeoutMs: 400,
    retryBudgetMs: 0,
    ...(fault.isTrusted === false ? {} : { insecureSkipVerify: true }),
    ...(proxy === undefined ? {} : { proxy: `http://127.0.0.1:${proxy}` }),
  } as SystemAccount<"partner30">;
  const call = createCall({
    account: (() => account) as unknown as FindAccount,
    readOnly: false,
    assertWanted: () => Promise.resolve(),
    say: () => undefined,
  });
  const start = Date.now();
  const outcome = await call(endpoint(changes), "").then(
    () => ({ kind: "done", isPermanent: undefined }),
    (error: unknown) => {
      if (isFailure(error))
        return { kind: error.kind, isPermanent: error.fields.isPermanent ? true : undefined };
      throw error;
    },
  );
  expect(Date.now() - start).toBeLessThan(2000);
  return { ...outcome, requests };
}

const ways = [
  ...[...direct, ...sent].map((fault) => ({ way: "directly", fault, isTunnelled: false })),
  ...[...direct.filter(({ name }) => name.startsWith("TLS")), ...tunnelled, ...sent].map((fault) => ({
    way: "through a tunnel",
    fault,
    isTunnelled: true,
  })),
];

describe.each(ways)("$way, $fault.name", ({ fault, isTunnelled }) => {
  it.each(["read", "order"] as const)("%s", async (verb) => {
    const { kind, isPermanent, requests } = await outcomeOf(fault, verb === "order", isTunnelled);
    expect(kind).toBe(fault[verb]);
    if (kind === "unreachable") expect(isPermanent).toBe(fault.isPermanent);
    expect(requests).toBe(fault.order === "unreachable" ? 0 : 1);
  });
});
