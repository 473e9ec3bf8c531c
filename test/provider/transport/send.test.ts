import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

import { createSend, isLoopback, NoAnswer } from "../../../provider/transport/send";
import { selfSigned } from "../../fixtures/tls";

const open: { close(): unknown; closeAllConnections?(): void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections?.();
    server.close();
  }
});

async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

const serve = (listener: RequestListener): Promise<number> => listening(createServer(listener));
const get = (origin: string, timeoutMs = 2000) =>
  createSend({ origin, maxInFlight: 1 })(
    { method: "GET", url: `${origin}/x`, headers: { accept: "*/*" } },
    timeoutMs,
  );
const at = (port: number): string => `http://127.0.0.1:${port}`;

async function failureOf(work: Promise<unknown>): Promise<NoAnswer> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  if (error instanceof NoAnswer) return error;
  throw new Error(`not a missing answer: ${String(error)}`);
}

describe("an answer", () => {
  it("comes with its status, lower-case header names and its text", async () => {
    const port = await serve((_, response) =>
      response.writeHead(201, { Location: "/keys/1", "X-Many": ["a", "b"] }).end("dämmerung"),
    );
    await expect(get(at(port))).resolves.toMatchObject({
      status: 201,
      headers: { location: "/keys/1", "x-many": "a, b" },
      body: "dämmerung",
    });
  });

  it("may be compressed", async () => {
    const port = await serve((_, response) =>
      response.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync("packed")),
    );
    await expect(get(at(port))).resolves.toMatchObject({ body: "packed" });
  });

  it.each([204, 302, 404, 500])("of status %i is an answer like any other", async (status) => {
    const port = await serve((_, response) => response.writeHead(status, { Location: "/elsewhere" }).end());
    await expect(get(at(port))).resolves.toMatchObject({ status });
  });

  it("to the second request comes over the same connection", async () => {
    const ports = new Set<number | undefined>();
    const port = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    const send = createSend({ origin: at(port), maxInFlight: 1 });
    for (let n = 0; n < 3; n++) await send({ method: "GET", url: `${at(port)}/`, headers: {} }, 2000);
    expect(ports.size).toBe(1);
  });
});

describe("no answer, and surely nothing executed", () => {
  it("where nobody listens", async () => {
    const port = await serve(() => undefined);
    open.splice(0).forEach((server) => server.close());
    await new Promise(setImmediate);
    expect(await failureOf(get(at(port)))).toMatchObject({ executed: "no" });
  });

  it("where the name does not exist", async () => {
    expect(await failureOf(get("http://no-such-host.invalid"))).toMatchObject({ executed: "no" });
  });

  it("where the certificate is self-signed", async () => {
    const port = await listening(createTlsServer(selfSigned, (_, response) => response.end("secret")));
    const error = await failureOf(get(`https://127.0.0.1:${port}`));
    expect(error).toMatchObject({ executed: "no" });
    expect(error.message).toMatch(/self.signed/i);
  });
});

describe("no answer, and nobody knows what was executed", () => {
  it("where the connection is cut before the headers", async () => {
    const port = await serve((request) => request.socket.destroy());
    expect(await failureOf(get(at(port)))).toMatchObject({ executed: "unknown" });
  });

  it("where the connection is reset", async () => {
    const port = await serve((request) => request.socket.resetAndDestroy());
    expect(await failureOf(get(at(port)))).toMatchObject({ executed: "unknown" });
  });

  it("where the body breaks off", async () => {
    const port = await serve((request, response) => {
      response.writeHead(200, { "Content-Length": "100" });
      response.write("half", () => request.socket.destroy());
    });
    expect(await failureOf(get(at(port)))).toMatchObject({ executed: "unknown" });
  });

  it("where a compressed body breaks off or is none", async () => {
    for (const body of [gzipSync("packed").subarray(0, 12), Buffer.from("not gzip")]) {
      const port = await serve((_, response) =>
        response.writeHead(200, { "Content-Encoding": "gzip" }).end(body),
      );
      expect(await failureOf(get(at(port)))).toMatchObject({ executed: "unknown" });
    }
  });

  it("within the deadline, before the headers and in the body", async () => {
    const port = await serve(() => undefined);
    expect(await failureOf(get(at(port), 50))).toMatchObject({
      executed: "unknown",
      message: "no answer within 50 ms",
    });
    const slow = await serve((_, response) => {
      response.writeHead(200);
      response.write("half");
    });
    expect(await failureOf(get(at(slow), 50))).toMatchObject({ executed: "unknown" });
  });

  it("where something else than HTTP speaks", async () => {
    const port = await listening(createTcpServer((socket) => socket.end("SSH-2.0-OpenSSH\r\n")));
    expect(await failureOf(get(at(port)))).toMatchObject({ executed: "unknown" });
  });
});

it.each([
  ["localhost", true],
  ["127.0.0.1", true],
  ["127.9.9.9", true],
  ["[::1]", true],
  ["127.0.0.1.example", false],
  ["localhost.example", false],
  ["10.0.0.1", false],
])("%s is loopback: %s", (hostname, expected) => {
  expect(isLoopback(hostname)).toBe(expected);
});
