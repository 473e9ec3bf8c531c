import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createTcpServer, type AddressInfo, type Socket } from "node:net";
import { gzipSync } from "node:zlib";

import { createSend, isLoopback, NoAnswer } from "../../../provider/transport/send";
import { selfSigned } from "../../fixtures/tls";
import { onRequest, reset, Servers } from "./unrulyServers";

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
    { timeoutMs },
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

  it.each([204, 302, 404, 500])("may have status %i like any other", async (status) => {
    const port = await serve((_, response) => response.writeHead(status, { Location: "/elsewhere" }).end());
    await expect(get(at(port))).resolves.toMatchObject({ status });
  });

  it("comes to the second request over the same connection", async () => {
    const ports = new Set<number | undefined>();
    const port = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    const send = createSend({ origin: at(port), maxInFlight: 1 });
    for (let n = 0; n < 3; n++)
      await send({ method: "GET", url: `${at(port)}/`, headers: {} }, { timeoutMs: 2000 });
    expect(ports.size).toBe(1);
  });
});

describe("connections", () => {
  const servers = new Servers();
  afterEach(() => {
    servers.close();
  });
  const ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  const request = (origin: string) => ({ method: "POST" as const, url: origin, headers: {}, body: "x" });

  it("of its own is what an order gets, so that none is lost over a connection that was given up", async () => {
    let used = 0;
    const port = await servers.tcp((socket) => {
      let requests = 0;
      used += 1;
      onRequest(socket, () => {
        if (++requests > 1) reset(socket);
        else socket.write(ok);
      });
    });
    const send = createSend({ origin: at(port), maxInFlight: 2 });
    for (let n = 0; n < 3; n++)
      await expect(send(request(at(port)), { timeoutMs: 2000, fresh: true })).resolves.toMatchObject({
        body: "ok",
      });
    expect(used).toBe(3);
    const lost = await failureOf(send(request(at(port)), { timeoutMs: 2000 }));
    expect(lost).toMatchObject({ executed: "unknown" });
  });

  it("that were closed while they were idle are opened anew, and the request is sent once", async () => {
    const open: Socket[] = [];
    let requests = 0;
    const port = await servers.tcp((socket) => {
      open.push(socket);
      onRequest(socket, () => {
        requests += 1;
        socket.write(ok);
      });
    });
    const send = createSend({ origin: at(port), maxInFlight: 1 });
    for (let n = 1; n <= 20; n++) {
      await expect(send(request(at(port)), { timeoutMs: 2000 })).resolves.toMatchObject({ body: "ok" });
      open.at(-1)?.end();
      await new Promise((resolve) => setTimeout(resolve, n % 5));
    }
    expect(requests).toBe(20);
  });

  it("are never more than may be under way", async () => {
    let most = 0;
    const port = await servers.tcp((socket) => {
      onRequest(socket, () => {
        most = Math.max(most, servers.connections);
        socket.write(ok);
      });
    });
    const send = createSend({ origin: at(port), maxInFlight: 2 });
    for (let n = 0; n < 10; n++)
      await Promise.all([
        send(request(at(port)), { timeoutMs: 2000 }),
        send(request(at(port)), { timeoutMs: 2000, fresh: n % 2 === 0 }),
      ]);
    // One that is being closed may be counted beside the one in its place.
    expect(most).toBeLessThanOrEqual(3);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(servers.connections).toBeLessThanOrEqual(2);
  });

  it("are tried a bounded number of times where the proxy drops each", async () => {
    let attempts = 0;
    const proxy = await servers.tcp((socket) => {
      attempts += 1;
      socket.destroy();
    });
    const origin = "https://target.example/";
    const send = createSend({ origin, maxInFlight: 1, proxy: `http://127.0.0.1:${proxy}` });
    expect(await failureOf(send(request(origin), { timeoutMs: 2000 }))).toMatchObject({ executed: "no" });
    expect(attempts).toBe(1);
  });

  it("go through the proxy with its login and past it on loopback, and a refusal names it without the login", async () => {
    let asked = "";
    const proxy = await servers.tcp((socket) => {
      onRequest(socket, (head) => {
        asked = head;
        socket.end("HTTP/1.1 407 Who are you\r\n\r\n");
      });
    });
    const origin = "https://target.example:8443/";
    const proxied = { maxInFlight: 1, proxy: `http://me:p%40ss100%sure@127.0.0.1:${proxy}` };
    const error = await failureOf(createSend({ ...proxied, origin })(request(origin), { timeoutMs: 2000 }));
    expect(asked).toContain("CONNECT target.example:8443 HTTP/1.1");
    expect(asked).toContain(`Basic ${Buffer.from("me:p@ss100%sure").toString("base64")}`);
    expect(error.message).toBe(`the proxy 127.0.0.1:${proxy} refused the tunnel with 407 Who are you`);
    const port = await serve((_, response) => response.end("direct"));
    await expect(
      createSend({ ...proxied, origin: at(port) })(request(at(port)), { timeoutMs: 2000 }),
    ).resolves.toMatchObject({ body: "direct" });
  });
});

describe("a request that cannot be formed", () => {
  it.each([
    ["a line break in a header", { HTTP_AUTH_PASSWD: "secret\n" }, "http://127.0.0.1:1/"],
    ["a character beyond Latin-1", { HTTP_AUTH_PASSWD: "secret€" }, "http://127.0.0.1:1/"],
    ["a name that is none", { "secret header": "x" }, "http://127.0.0.1:1/"],
    ["no URL", {}, "nowhere"],
  ])("(%s) is told at once, takes no place, and is surely not sent", async (_, headers, url) => {
    const send = createSend({ origin: "http://127.0.0.1:1/", maxInFlight: 1 });
    for (let n = 0; n < 5; n++) {
      const error = await failureOf(send({ method: "GET", url, headers }, { timeoutMs: 60_000 }));
      expect(error).toMatchObject({ executed: "no", reason: "request" });
      expect(error.message).not.toMatch(/secret[^ ]/);
    }
  });
});

describe("a run that is stopped", () => {
  it.each([
    ["before it is sent", "no", "https"],
    ["under way", "unknown", "http"],
  ])("ends a request that is %s", async (_, executed, scheme) => {
    const stopped = new AbortController();
    const servers = new Servers();
    const port = await servers.tcp(() =>
      setTimeout(() => {
        stopped.abort();
      }, 50),
    );
    const origin = `${scheme}://127.0.0.1:${port}/`;
    const start = Date.now();
    const sending = createSend({ origin, maxInFlight: 1 })(
      { method: "POST", url: origin, headers: {}, body: "x" },
      { timeoutMs: 60_000, stopped: stopped.signal },
    );
    expect(await failureOf(sending)).toMatchObject({ executed, reason: "stopped" });
    expect(Date.now() - start).toBeLessThan(1000);
    servers.close();
  });

  it("sends nothing more", async () => {
    const origin = "http://127.0.0.1:1/";
    const sending = createSend({ origin, maxInFlight: 1 })(
      { method: "GET", url: origin, headers: {} },
      { timeoutMs: 60_000, stopped: AbortSignal.abort() },
    );
    expect(await failureOf(sending)).toMatchObject({ executed: "no", reason: "stopped" });
  });
});

describe("no answer, and surely nothing executed", () => {
  it("is reported where nobody listens", async () => {
    const port = await serve(() => undefined);
    open.splice(0).forEach((server) => server.close());
    await new Promise(setImmediate);
    expect(await failureOf(get(at(port)))).toMatchObject({ executed: "no" });
  });

  it("is reported where the name does not exist", async () => {
    expect(await failureOf(get("http://no-such-host.invalid"))).toMatchObject({ executed: "no" });
  });

  it("is reported where the certificate is self-signed", async () => {
    const port = await listening(createTlsServer(selfSigned, (_, response) => response.end("secret")));
    const error = await failureOf(get(`https://127.0.0.1:${port}`));
    expect(error).toMatchObject({ executed: "no" });
    expect(error.message).toMatch(/self.signed/i);
  });
});

describe("no answer, and nobody knows what was executed", () => {
  it("is reported where the connection is cut before the headers", async () => {
    const port = await serve((request) => request.socket.destroy());
    expect(await failureOf(get(at(port)))).toMatchObject({ executed: "unknown" });
  });

  it("is reported where the connection is reset", async () => {
    const port = await serve((request) => request.socket.resetAndDestroy());
    expect(await failureOf(get(at(port)))).toMatchObject({ executed: "unknown" });
  });

  it("is reported where the body breaks off", async () => {
    const port = await serve((request, response) => {
      response.writeHead(200, { "Content-Length": "100" });
      response.write("half", () => request.socket.destroy());
    });
    expect(await failureOf(get(at(port)))).toMatchObject({ executed: "unknown" });
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

  it("is reported where something else than HTTP speaks", async () => {
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
