import { readKey } from "../../../provider/apis/partner30/keys";
import type { Endpoint, Request, Response } from "../../../provider/endpoint";
import type { Call } from "../../../provider/call";
import { failure, isFailure } from "../../../provider/failure";
import {
  createCall,
  type CallOptions,
  type FindAccount,
  type SystemAccount,
} from "../../../provider/transport/call";
import type { SentRequest } from "../../../provider/transport/log";
import { NoAnswer, type Reason } from "../../../provider/transport/noAnswer";
import { systemClock } from "../../../provider/transport/retry";

const account: SystemAccount<"partner30"> = {
  system: "partner30",
  title: "Partner API 3.0",
  baseUrl: "https://sys.example/30/",
  origin: "https://sys.example/30/",
  login: "me",
  password: "secret-password",
  accountKind: "customer",
  maxInFlight: 2,
  requestsPerSecond: undefined,
  timeoutMs: 1000,
  retryBudgetMs: 10_000,
  settleWindowMs: 1000,
  takeOverWindowMs: 3_600_000,
  searchWindowMs: 0,
  listShowsKeys: true,
  ownerInEveryRequest: false,
};

const endpoint = (properties: Partial<Endpoint<string, string>>): Endpoint<string, string> => ({
  system: "partner30",
  name: "doIt",
  changes: true,
  safeToRepeat: false,
  encode: ({ baseUrl }, input): Request => ({ method: "POST", url: baseUrl + input, headers: {} }),
  decode: ({ body }) => body,
  ...properties,
});

const ordering = endpoint({});
const reading = endpoint({ name: "look", changes: false, safeToRepeat: true });
const ok = (body = "fine"): Response => ({ status: 200, headers: {}, body });

function setUp(answers: (Response | Error)[], options: Partial<CallOptions> = {}) {
  const sent: string[] = [];
  const said: string[] = [];
  const waits: number[] = [];
  const call = createCall({
    account: (() => account) as unknown as FindAccount,
    readOnly: false,
    assertWanted: () => Promise.resolve(),
    say: (line) => said.push(line),
    clock: { now: () => 0, random: () => 1, wait: (ms) => (waits.push(ms), Promise.resolve()) },
    createSend: () => (request) => {
      sent.push(request.url);
      const answer = answers.shift();
      if (answer === undefined) throw new Error(`unexpected request ${request.url}`);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    ...options,
  });
  return { call, sent, said, waits };
}

const lost = new NoAnswer("unknown", "other side closed");
const refusedConnection = new NoAnswer("no", "connect ECONNREFUSED");
const answered = (status: number, headers: Record<string, string> = {}): Response => ({
  status,
  headers,
  body: "",
});

describe("a call", () => {
  it("encodes for the account, sends once and decodes", async () => {
    const { call, sent } = setUp([ok("value")]);
    await expect(call(ordering, "keys")).resolves.toBe("value");
    expect(sent).toEqual(["https://sys.example/30/keys"]);
  });

  it.each([
    ["its answer is lost", lost],
    ["the system fails inside", answered(500)],
    ["a gateway before it gives up", answered(504)],
    ["the system is overloaded, which may strike after the work", answered(503, { "retry-after": "1" })],
  ])(
    "has an unknown outcome when %s and it must not be repeated, and is not sent again",
    async (_, answer) => {
      const { call, sent } = setUp([answer]);
      await expect(call(ordering, "keys")).rejects.toMatchObject({ kind: "outcome-unknown" });
      expect(sent).toHaveLength(1);
    },
  );

  it.each([
    ["the connection is refused", refusedConnection],
    ["the system asks to slow down before working", answered(429, { "retry-after": "3" })],
  ])("is sent again when %s although it must not be repeated: nothing was executed", async (_, answer) => {
    const { call, sent, said } = setUp([answer, ok()]);
    await expect(call(ordering, "keys")).resolves.toBe("fine");
    expect(sent).toHaveLength(2);
    expect(said.join()).toContain("trying again in");
  });

  it.each([
    ["its answer is lost", lost],
    ["the system fails", answered(502)],
  ])("is sent again when %s and it only reads", async (_, answer) => {
    const { call, sent } = setUp([answer, ok()]);
    await expect(call(reading, "keys")).resolves.toBe("fine");
    expect(sent).toHaveLength(2);
  });

  it("waits as long as the system asks for", async () => {
    const { call, waits } = setUp([answered(429, { "retry-after": "3" }), ok()]);
    await call(reading, "keys");
    expect(waits).toEqual([3000]);
  });

  it("is refused in read-only mode before anything is sent, if it changes something", async () => {
    const { call, sent } = setUp([ok()], { readOnly: true });
    await expect(call(ordering, "keys")).rejects.toThrow("plesk:readOnly is on");
    await expect(call(reading, "keys")).resolves.toBe("fine");
    expect(sent).toHaveLength(1);
  });

  it("is not sent once nobody wants it, if it changes something; reads still are", async () => {
    const gone = failure({ kind: "refused", what: "The engine is gone" });
    const { call, sent } = setUp([ok()], { assertWanted: () => Promise.reject(gone) });
    await expect(call(ordering, "keys")).rejects.toBe(gone);
    await expect(call(reading, "keys")).resolves.toBe("fine");
    expect(sent).toHaveLength(1);
  });

  it("asks whether it is still wanted only when its turn has come", async () => {
    const order: string[] = [];
    const release: (() => void)[] = [];
    const { call } = setUp([], {
      assertWanted: () => (order.push("asked"), Promise.resolve()),
      createSend: () => () => (
        order.push("sent"),
        new Promise((resolve) => {
          release.push(() => {
            resolve(ok());
          });
        })
      ),
    });
    const first = call(reading, "0");
    await new Promise(setImmediate);
    release.pop()?.();
    await first;
    const calls = [1, 2, 3].map((n) => call(ordering, String(n)));
    await new Promise(setImmediate);
    expect(order.filter((each) => each === "asked")).toHaveLength(account.maxInFlight);
    release.forEach((done) => {
      done();
    });
    await new Promise(setImmediate);
    release.slice(2).forEach((done) => {
      done();
    });
    await Promise.all(calls);
    expect(order.filter((each) => each === "asked")).toHaveLength(3);
  });

  it.each([
    ["at once", (reads: (() => Promise<unknown>)[]) => Promise.allSettled(reads.map((read) => read()))],
    [
      "one after the other",
      async (reads: (() => Promise<unknown>)[]) => {
        const results: PromiseSettledResult<unknown>[] = [];
        for (const read of reads) results.push(...(await Promise.allSettled([read()])));
        return results;
      },
    ],
  ])("tries a wrong password of Partner API 3.0 once, for ten reads %s", async (_, run) => {
    const { call, sent } = setUp([answered(401)]);
    const reads = Array.from({ length: 10 }, (__, n) => () => call(readKey, { key: String(n) }));
    const results = await run(reads);
    expect(sent).toHaveLength(1);
    for (const result of results)
      expect(result).toMatchObject({
        reason: {
          kind: "unauthorized",
          message: expect.stringMatching(
            /Nothing more is sent with this login in this run.*partner30Password/,
          ) as string,
        },
      });
  });

  it("never has more requests under way than the account allows", async () => {
    let under = 0;
    let most = 0;
    const { call } = setUp([], {
      createSend: () => async () => {
        most = Math.max(most, ++under);
        await new Promise(setImmediate);
        under -= 1;
        return ok();
      },
    });
    await Promise.all(Array.from({ length: 12 }, (_, n) => call(reading, String(n))));
    expect(most).toBe(account.maxInFlight);
  });
});

describe("a run that is stopped", () => {
  const never = (): Promise<Response> => new Promise(() => undefined);
  const kindOf = (work: Promise<unknown>): Promise<unknown> =>
    work.catch((error: unknown) => (isFailure(error) ? `${error.kind}: ${error.message}` : error));
  const quick = systemClock;

  it.each<[string, (call: Call) => Promise<unknown>]>([
    ["the queue", (call) => call(reading, "third")],
    ["the turn of an object", (call) => call(endpoint({ object: () => "one" }), "second")],
    ["a pause", (call) => call.wait(60_000)],
    ["a poll", (call) => call.poll({ deadline: Date.now() + 60_000 }, () => Promise.resolve(undefined))],
  ])("ends what waits in %s within a second, and nothing is sent afterwards", async (_, waits) => {
    const stopped = new AbortController();
    const sent: string[] = [];
    const { call } = setUp([], {
      clock: quick,
      stopped: stopped.signal,
      createSend:
        () =>
        ({ url }, limits) => {
          if (url.endsWith("warm")) return Promise.resolve({ status: 200, headers: {}, body: "" });
          sent.push(url);
          return url.endsWith("first")
            ? new Promise((_, reject) => {
                limits.stopped?.addEventListener("abort", () => {
                  setTimeout(() => {
                    reject(new NoAnswer("unknown", "the run was stopped", "stopped"));
                  }, 20);
                });
              })
            : never();
        },
    });
    // The first request of an account goes alone; from the second on they go side by side.
    await call(reading, "warm");
    const first = kindOf(call(endpoint({ object: () => "one" }), "first"));
    const other = kindOf(call(reading, "first"));
    await new Promise(setImmediate);
    const waiting = kindOf(waits(call));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const start = Date.now();
    stopped.abort();
    expect(await waiting).toMatch(/^refused: The run was stopped/);
    expect(await first).toBe(
      "outcome-unknown: doIt was under way at Partner API 3.0 when the run was stopped. It may or may not have been executed. Run again: it looks first and goes on from what it finds",
    );
    expect(await other).toMatch(/^refused: The run was stopped before .* which only reads/);
    expect(await kindOf(call(ordering, "later"))).toMatch(/^refused: The run was stopped/);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sent).toHaveLength(2);
    expect(Date.now() - start).toBeLessThan(1000);
  });

  it("ends a pause between two tries", async () => {
    const stopped = new AbortController();
    const { call } = setUp([answered(429, { "retry-after": "9" })], {
      clock: quick,
      stopped: stopped.signal,
    });
    const waiting = kindOf(call(reading, "keys"));
    setTimeout(() => {
      stopped.abort();
    }, 20);
    expect(await waiting).toMatch(/^refused: The run was stopped/);
  });
});

describe("the budget of the tries", () => {
  it("does not run while a request waits for its place", async () => {
    let now = 0;
    const answers: (Response | NoAnswer)[] = [ok(), ok(), refusedConnection, ok()];
    const { call } = setUp([], {
      clock: { now: () => now, random: () => 1, wait: (ms) => ((now += ms), Promise.resolve()) },
      createSend: () => async () => {
        const answer = answers.shift();
        await new Promise(setImmediate);
        // The two that are in front take longer than all tries may.
        if (answers.length >= 2) now += account.retryBudgetMs;
        if (answer instanceof Error) throw answer;
        return answer ?? ok();
      },
    });
    await Promise.all([call(reading, "1"), call(reading, "2"), call(reading, "3")]);
  });

  it("is spent by pauses, also where the clock stands still or goes back", async () => {
    let now = 1e6;
    const { call, sent } = setUp(
      Array.from({ length: 100 }, () => answered(429, { "retry-after": "0" })),
      {
        clock: { now: () => (now -= 1000), random: () => 0, wait: () => Promise.resolve() },
      },
    );
    await expect(call(reading, "keys")).rejects.toMatchObject({ kind: "busy" });
    expect(sent.length).toBeLessThan(10);
  });

  it.each(["0", "-1", "Wed, 31 Dec 1969 00:00:00 GMT", "31536000", "Fri, 31 Dec 2100 00:00:00 GMT", "x"])(
    "holds with Retry-After: %s",
    async (value) => {
      const { call, sent, waits } = setUp(
        Array.from({ length: 100 }, () => answered(503, { "retry-after": value })),
      );
      await expect(call(reading, "keys")).rejects.toMatchObject({ kind: "unreachable" });
      expect(sent.length).toBeLessThan(10);
      expect(Math.min(...waits, 500)).toBeGreaterThanOrEqual(500);
    },
  );

  it.each<[Reason, RegExp]>([
    ["certificate", /NODE_EXTRA_CA_CERTS/],
    ["tls", /does not speak TLS/],
    ["proxy", /HTTPS_PROXY/],
    ["request", /Correct the setting/],
  ])("is not spent on what cannot heal: %s", async (reason, advice) => {
    const { call, sent } = setUp([new NoAnswer("no", "so it is", reason)]);
    await expect(call(ordering, "keys")).rejects.toMatchObject({
      kind: "unreachable",
      message: expect.stringMatching(advice) as string,
    });
    expect(sent).toHaveLength(1);
  });
});

describe("the system's time", () => {
  const now = Date.parse("2026-11-09T08:00:00Z");
  const at = async (...dates: string[]) => {
    const answers = dates.map((date) => ({ ...ok(), headers: { date } }));
    const clock = { now: () => now, random: () => 1, wait: () => Promise.resolve() };
    const { call } = setUp(answers, { clock });
    for (const _ of dates) await call(reading, "x");
    return call.systemTime("partner30").toISOString();
  };

  it.each([
    ["is that of its last answer", "Tue, 10 Nov 2026 08:00:00 GMT", "2026-11-10T08:00:00.000Z"],
    ["is read without a zone as GMT", "Tue Nov 10 08:00:00 2026", "2026-11-10T08:00:00.000Z"],
    ["is ours where the answer's is of a clock that was never set", "Thu, 01 Jan 1970 00:00:00 GMT"],
    ["is ours where the answer's is beyond all reason", "Fri, 01 Jan 2100 00:00:00 GMT"],
    ["is ours where the answer's names no zone", "2026-11-10T08:00:00"],
  ])("%s", async (_, date, expected = "2026-11-09T08:00:00.000Z") => {
    expect(await at(date)).toBe(expected);
    expect(await at("Mon, 09 Nov 2026 08:00:00 GMT", date)).toBe(expected);
  });
});

describe("an answer that cannot be read", () => {
  const unreadable = (status: number): Response => ({
    ...answered(status),
    unreadable: "says content-encoding gzip and is not",
  });

  it("is malformed, for a read too, which is not tried again", async () => {
    for (const each of [reading, ordering]) {
      const { call, sent } = setUp([unreadable(200)]);
      await expect(call(each, "keys")).rejects.toMatchObject({
        kind: "malformed",
        message: expect.stringContaining("The answer says content-encoding gzip and is not") as string,
      });
      expect(sent).toHaveLength(1);
    }
  });

  it("is what its status says where that is an error", async () => {
    const { call } = setUp([unreadable(429), unreadable(404)]);
    await expect(call(reading, "keys")).resolves.toBe("");
  });
});

describe("who watches", () => {
  it("is told of each request with its try, and of what got no answer", async () => {
    const logged: SentRequest[] = [];
    const { call } = setUp([refusedConnection, ok()], { log: (request) => logged.push(request) });
    await call(endpoint({ object: (key) => key }), "keys");
    expect(logged).toMatchObject([
      { system: "partner30", operation: "doIt", object: "keys", outcome: refusedConnection, attempt: 1 },
      { system: "partner30", operation: "doIt", object: "keys", outcome: 200, attempt: 2 },
    ]);
  });

  it("is told of the path of a read, without what is searched for", async () => {
    const logged: SentRequest[] = [];
    const { call } = setUp([ok()], { log: (request) => logged.push(request) });
    await call(reading, "keys?nickname=mine");
    expect(logged[0]?.object).toBe("/30/keys");
  });
});
