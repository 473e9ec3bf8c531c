import {
  createServer as createTcpServer,
  connect,
  type AddressInfo,
  type Server,
  type Socket,
} from "node:net";
import { createServer as createTlsServer } from "node:tls";

import { selfSigned } from "../../fixtures/tls";

/** What somebody does with a connection. */
export type Behaviour = (socket: Socket) => void;

/** Servers on loopback that are closed together, with all their connections. */
export class Servers {
  readonly #open: { server: Server; sockets: Set<Socket> }[] = [];

  /** The port of a server that treats each connection as it is told. */
  async tcp(behaviour: Behaviour): Promise<number> {
    return this.#listen(createTcpServer(behaviour));
  }

  async tls(behaviour: Behaviour): Promise<number> {
    return this.#listen(createTlsServer(selfSigned, behaviour).on("tlsClientError", () => undefined));
  }

  /** A proxy that opens each tunnel to the same port, whatever host is asked for. */
  proxyTo(port: number, onTunnel: (target: string) => void = () => undefined): Promise<number> {
    return this.tcp((socket) => {
      onRequest(socket, (head) => {
        onTunnel(/^CONNECT (\S+)/.exec(head)?.[1] ?? head);
        const way = connect(port, "127.0.0.1");
        for (const side of [way, socket]) {
          side.on("error", () => {
            way.destroy();
            socket.destroy();
          });
        }
        way.once("close", () => socket.destroy());
        socket.once("close", () => way.destroy());
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        socket.pipe(way).pipe(socket);
      });
    });
  }

  close(): void {
    for (const { server, sockets } of this.#open.splice(0)) {
      for (const socket of sockets) socket.destroy();
      server.close();
    }
  }

  /** How many connections are open now. */
  get connections(): number {
    return this.#open.reduce((sum, { sockets }) => sum + sockets.size, 0);
  }

  async #listen(server: Server): Promise<number> {
    const sockets = new Set<Socket>();
    server.on("connection", (socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.once("close", () => sockets.delete(socket));
    });
    server.on("secureConnection", (socket: Socket) => socket.on("error", () => undefined));
    this.#open.push({ server, sockets });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  }
}

/** Calls for each whole request, with its text, on a connection that is kept alive. */
export function onRequest(socket: Socket, answer: (request: string) => void): void {
  let text = "";
  socket.on("error", () => undefined);
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    const [head] = text.split("\r\n\r\n", 1);
    if (head === undefined || head.length === text.length) return;
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (text.length < head.length + 4 + length) return;
    const request = text;
    text = "";
    answer(request);
  });
}

/** Ends both directions without a word, as a crashed process or a firewall does. */
export function reset(socket: Socket): void {
  const { _parent: below } = socket as { _parent?: Socket };
  (below ?? socket).resetAndDestroy();
}
