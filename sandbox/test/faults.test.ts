import { type FaultKind, type Sandbox, startSandbox } from "../src";
import { ADMIN, Client, executed } from "./client";
import { withSandbox } from "./withSandbox";

let sandbox: Sandbox;
let client: Client;
withSandbox((started) => {
  sandbox = started;
  client = new Client(sandbox);
});

const keys = () => sandbox.partner30.keys().length;
const last = () => sandbox.ledger.requests().at(-1);

describe("a fault", () => {
  test.each([
    ["answerLost does the work and cuts the connection", { kind: "answerLost" }, 1],
    ["resetBefore cuts the connection before the work", { kind: "resetBefore" }, 0],
    ["truncated does the work and cuts the answer", { kind: "truncated" }, 1],
  ] as [string, FaultKind, number][])("applies each kind: %s", async (_, fault, made) => {
    sandbox.faults.inject({ ...fault, endpoint: "createKey" });
    await expect(
      client.call("POST", "keys?return-key-state=yes", { items: [{ item: ADMIN }] }),
    ).rejects.toThrow();
    expect(keys()).toBe(made);
    expect(last()).toMatchObject({ fault: fault.kind, status: fault.kind === "truncated" ? 201 : null });
    expect((await client.create([ADMIN])).status).toBe(201);
  });

  test("truncates an answer without a body too", async () => {
    sandbox.faults.inject({ kind: "truncated" });
    await expect(client.create([ADMIN])).rejects.toThrow();
  });

  test.each([
    ["before the work unless told otherwise", {}, 0],
    ["before the work", { when: "before" as const }, 0],
    ["after the work", { when: "after" as const }, 1],
  ])("answers with a status %s", async (_, when, made) => {
    sandbox.faults.inject({ kind: "status", status: 503, ...when });
    expect((await client.create([ADMIN])).status).toBe(503);
    expect(keys()).toBe(made);
    expect(last()).toMatchObject({ status: 503, fault: "status" });
  });

  test("answers with a body and headers of its own", async () => {
    sandbox.faults.inject({ kind: "status", status: 500, body: '{"code":"500"}' });
    const { json, headers } = await client.call("GET", "keys");
    expect([json, headers.get("content-type")]).toEqual([{ code: "500" }, "application/json"]);
    const page = { "Content-Type": "text/html; charset=ISO-8859-1", Server: "proxy" };
    sandbox.faults.inject({ kind: "status", status: 404, body: "<h1>Not here</h1>", headers: page });
    const told = await client.call("GET", "keys");
    expect([told.status, told.text, told.headers.get("content-type"), told.headers.get("server")]).toEqual([
      404,
      "<h1>Not here</h1>",
      page["Content-Type"],
      "proxy",
    ]);
  });

  test.each([
    [undefined, "1"],
    [7, "7"],
    ["Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT"],
  ])(
    "answers tooManyRequests with %p by 429 with Retry-After: %s and does nothing",
    async (retryAfter, header) => {
      sandbox.faults.inject({ kind: "tooManyRequests", ...(retryAfter === undefined ? {} : { retryAfter }) });
      const { status, headers } = await client.create([ADMIN]);
      expect([status, headers.get("retry-after"), keys()]).toEqual([429, header, 0]);
    },
  );

  test.each(["before", "after"] as const)("waits %s the work when slow", async (when) => {
    sandbox.faults.inject({ kind: "slow", ms: 150, when });
    const started = performance.now();
    const answer = client.create([ADMIN]);
    await new Promise((resolve) => setTimeout(resolve, 75));
    expect(keys()).toBe(when === "before" ? 0 : 1);
    expect((await answer).status).toBe(201);
    expect(performance.now() - started).toBeGreaterThanOrEqual(145);
  });

  test("does the work and answers with a page for wrongContentType", async () => {
    sandbox.faults.inject({ kind: "wrongContentType" });
    const { status, headers, text } = await client.create([ADMIN]);
    expect([status, headers.get("content-type"), keys()]).toEqual([200, "text/html; charset=UTF-8", 1]);
    expect(text).toMatch(/^<!DOCTYPE html>/);
  });
});

describe("which requests a fault hits", () => {
  test("hits requests by endpoint, method, key, and anything else", async () => {
    const keyId = await client.buy();
    sandbox.faults.inject({ kind: "status", status: 501, endpoint: "modifyKey" });
    sandbox.faults.inject({ kind: "status", status: 502, method: "DELETE" });
    sandbox.faults.inject({ kind: "status", status: 503, keyId: String(keyId), endpoint: "readKey" });
    sandbox.faults.inject({
      kind: "status",
      status: 504,
      system: "partner30",
      where: ({ path }) => path.includes("uid="),
    });
    const statuses = [
      (await client.call("GET", "keys?uid=1")).status,
      (await client.call("GET", "keys")).status,
      (await client.call("GET", `keys/${keyId}`)).status,
      (await client.call("DELETE", `keys/${keyId}`)).status,
      (await client.modify(keyId, { nickname: "x" })).status,
    ];
    expect(statuses).toEqual([504, 200, 503, 502, 501]);
  });

  test("hits from the nth request on, as many times as wanted", async () => {
    const injected = sandbox.faults.inject({ kind: "status", status: 503, nth: 2, times: 2 });
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await client.call("GET", "keys")).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
    expect(injected.remaining).toBe(0);
    expect(sandbox.faults.pending()).toEqual([]);
  });

  test("hits the next request with the fault that was injected next", async () => {
    sandbox.faults.inject({ kind: "status", status: 501 });
    sandbox.faults.inject({ kind: "status", status: 502 });
    const statuses = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await client.call("GET", "keys")).status);
    expect(statuses).toEqual([501, 502, 200]);
  });

  test("hits nothing after it was taken back", async () => {
    sandbox.faults.inject({ kind: "resetBefore" }).remove();
    sandbox.faults.inject({ kind: "resetBefore" });
    sandbox.faults.clear();
    expect((await client.call("GET", "keys")).status).toBe(200);
  });
});

describe("a fault that lasts", () => {
  let now = Date.parse("2026-03-01T12:00:00Z");
  const statuses = async (of: Client, requests: number) => {
    const all: (number | string)[] = [];
    for (let n = 0; n < requests; n += 1)
      all.push(
        await of.call("GET", "keys").then(
          ({ status }) => status,
          () => "cut",
        ),
      );
    return all;
  };

  test("hits all matching requests until its time is over", async () => {
    const lasting = await startSandbox({ now: () => new Date(now) });
    const { faults } = lasting;
    const lastingClient = new Client(lasting);
    const outage = faults.inject({ kind: "resetBefore", forMs: 60_000 });
    expect(await statuses(lastingClient, 3)).toEqual(["cut", "cut", "cut"]);
    now += 59_000;
    expect(await statuses(lastingClient, 1)).toEqual(["cut"]);
    expect([outage.remaining, faults.pending()]).toEqual([Infinity, [outage.fault]]);
    now += 1_000;
    expect(await statuses(lastingClient, 2)).toEqual([200, 200]);
    expect([outage.remaining, faults.pending()]).toEqual([0, []]);
    faults.inject({ kind: "status", status: 503, forMs: 60_000, nth: 2, times: 2 });
    expect(await statuses(lastingClient, 4)).toEqual([200, 503, 503, 200]);
    await lasting.close();
  });
});

describe("a callback", () => {
  test("awaits callbacks before and after the work, with the connection open", async () => {
    const seen: string[] = [];
    for (const when of ["before", "after"] as const) {
      sandbox.faults.onRequest(when, async ({ endpoint, status, operations }) => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        seen.push(`${when} ${endpoint}: ${keys()} key, status ${String(status)}, did ${operations.join()}`);
      });
    }
    expect((await client.create([ADMIN])).status).toBe(201);
    expect(seen).toEqual([
      "before createKey: 0 key, status null, did ",
      "after createKey: 1 key, status null, did create",
    ]);
  });

  test.each([
    ["before", 0],
    ["after", 1],
  ] as const)("cuts the connection where a callback %s the work answers drop", async (when, made) => {
    const end = sandbox.faults.onRequest(when, () => "drop");
    await expect(client.create([ADMIN])).rejects.toThrow();
    end();
    expect(keys()).toBe(made);
    expect(last()?.fault).toBe(`dropped ${when} the work`);
    expect(executed(sandbox)).toEqual(made === 1 ? ["create"] : []);
  });

  test("cuts the connection where a callback fails, and tells why", async () => {
    sandbox.faults.onRequest("before", () => {
      throw new Error("a mistake in the test");
    });
    await expect(client.create([ADMIN])).rejects.toThrow();
    expect(last()?.fault).toBe("error in a callback: Error: a mistake in the test");
  });

  test("survives a client that is gone while a callback runs", async () => {
    const gone = new AbortController();
    sandbox.faults.onRequest("after", () => {
      gone.abort();
    });
    const { PLESK_PARTNER30_URL: url = "" } = sandbox.env;
    await expect(fetch(`${url}keys`, { signal: gone.signal })).rejects.toThrow();
    sandbox.faults.clear();
    expect((await client.call("GET", "keys")).status).toBe(200);
  });
});

describe("the server", () => {
  const dateOf = ({ headers }: { headers: Headers }) => Date.parse(headers.get("date") ?? "");

  test("tells the time of its own clock in each answer", async () => {
    const own = await startSandbox({
      now: () => new Date("2026-03-01T12:00:00.500Z"),
      clockOffsetMs: -90_500,
    });
    const ownClient = new Client(own);
    const refused = await ownClient.call("GET", "keys/1");
    const plesk = await fetch(own.plesk.server("alpha").endpoint);
    own.faults.inject({ kind: "status", status: 503 });
    const faulty = await ownClient.call("GET", "keys");
    const controlled = await fetch(`${own.url}/_sandbox/keys`);
    const told = [refused, plesk, faulty, controlled].map(dateOf);
    expect(told).toEqual(told.map(() => Date.parse("2026-03-01T11:58:30Z")));
    expect(own.ledger.requests()[0]?.time).toBe("2026-03-01T11:58:30.000Z");
    await own.close();
  });

  test("moves its clock against the real one", async () => {
    const ahead = await startSandbox({ clockOffsetMs: 3_600_000 });
    const date = dateOf(await new Client(ahead).call("GET", "keys"));
    expect(Math.abs(date - Date.now() - 3_600_000)).toBeLessThan(60_000);
    await ahead.close();
  });

  test("adds latency to each request when asked", async () => {
    const slow = await startSandbox({ latencyMs: 60 });
    const started = performance.now();
    await new Client(slow).call("GET", "keys");
    expect(performance.now() - started).toBeGreaterThanOrEqual(55);
    await slow.close();
  });

  test("listens on the port that it was given, and says when it is taken", async () => {
    const port = Number(new URL(sandbox.url).port);
    await expect(startSandbox({ port })).rejects.toThrow(/EADDRINUSE/);
  });

  test("cuts open connections when it closes", async () => {
    const closing = await startSandbox();
    closing.faults.inject({ kind: "slow", ms: 60_000 });
    const answer = new Client(closing).call("GET", "keys");
    answer.catch(() => undefined);
    while (closing.ledger.requests().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await closing.close();
    await expect(answer).rejects.toThrow();
  });
});
