import { createServer, type AddressInfo, type Socket } from "node:net";
import { gzipSync } from "node:zlib";

import type { Random } from "../fuzz/random";

export interface UnrulyServer {
  origin: string;
  /** How often the request of that id came in whole, and was not told to come back later. */
  received(id: string): number;
  forget(id: string): void;
  /** Connections that are open now. */
  connections(): number;
  /** The most that were open at once. */
  mostConnections(): number;
  close(): Promise<void>;
}

/** A server that answers each request with its id, or does whatever servers, proxies and networks do instead. */
export async function openUnrulyServer(random: Random): Promise<UnrulyServer> {
  const received = new Map<string, number>();
  const sockets = new Set<Socket>();
  let most = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    most = Math.max(most, sockets.size);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
    if (random.isOneIn(50)) socket.destroy();
    let text = "";
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      const [, id] = /\r\n\r\n(\d+);$/.exec(text) ?? [];
      if (id === undefined) return;
      text = "";
      const behaviour = random.of(behaviours);
      if (behaviour !== comeBack) received.set(id, (received.get(id) ?? 0) + 1);
      behaviour(socket, id, random);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received: (id) => received.get(id) ?? 0,
    forget: (id) => received.delete(id),
    connections: () => sockets.size,
    mostConnections: () => most,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
    },
  };
}

type Behaviour = (socket: Socket, id: string, random: Random) => void;

function answer(status: number, body: Buffer | string, headers = ""): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 ${status} X\r\ncontent-length: ${bytes.length}\r\n${headers}\r\n`),
    bytes,
  ]);
}

const fine: Behaviour = (socket, id) => socket.write(answer(200, id));

const comeBack: Behaviour = (socket) => socket.write(answer(429, "", "retry-after: 0\r\n"));

const behaviours: readonly Behaviour[] = [
  ...Array.from({ length: 20 }, () => fine),
  (socket, id) => socket.write(answer(200, gzipSync(id), "content-encoding: gzip\r\n")),
  (socket, id) => socket.write(answer(200, gzipSync(id).subarray(0, 9), "content-encoding: gzip\r\n")),
  (socket) => socket.write(answer(200, gzipSync(Buffer.alloc(2 ** 20)), "content-encoding: gzip\r\n")),
  (socket) => socket.write(answer(200, Buffer.alloc(2 ** 20))),
  (socket, id) => socket.end(answer(200, id, "connection: close\r\n")),
  // Closed while nobody uses it.
  (socket, id, random) => {
    socket.write(answer(200, id));
    setTimeout(() => socket.end(), random.below(5));
  },
  comeBack,
  (socket) => socket.write(answer(503, "<html>")),
  (socket) => socket.write(answer(404, "<html>")),
  (socket) => socket.end(),
  (socket) => socket.resetAndDestroy(),
  (socket) => socket.write("HTTP/1.1 200 O"),
  (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"),
  (socket) => socket.write("220 mail ready\r\n"),
  (socket) => socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"),
  () => undefined,
  // Slowly, byte by byte, or without an end.
  (socket, id, random) => {
    const bytes = answer(200, random.isOneIn(2) ? id : `${id}${" ".repeat(500)}`);
    const drip = (at: number): void => {
      if (socket.destroyed || at >= bytes.length) return;
      socket.write(bytes.subarray(at, at + 1));
      setTimeout(drip, 1, at + 1);
    };
    drip(0);
  },
];
