import { readKey } from "../../../provider/apis/partner30/keys";
import type { Endpoint, Request, Response } from "../../../provider/endpoint";
import { failure } from "../../../provider/failure";
import {
  createCall,
  type CallOptions,
  type FindAccount,
  type SystemAccount,
} from "../../../provider/transport/call";
import { NoAnswer } from "../../../provider/transport/send";

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
  ])("that must not be repeated has an unknown outcome when %s, and is not sent again", async (_, answer) => {
    const { call, sent } = setUp([answer]);
    await expect(call(ordering, "keys")).rejects.toMatchObject({ kind: "outcome-unknown" });
    expect(sent).toHaveLength(1);
  });

  it.each([
    ["the connection is refused", refusedConnection],
    ["the system asks to slow down before working", answered(429, { "retry-after": "3" })],
  ])("that must not be repeated is sent again when %s: nothing was executed", async (_, answer) => {
    const { call, sent, said } = setUp([answer, ok()]);
    await expect(call(ordering, "keys")).resolves.toBe("fine");
    expect(sent).toHaveLength(2);
    expect(said.join()).toContain("trying again in");
  });

  it.each([
    ["its answer is lost", lost],
    ["the system fails", answered(502)],
  ])("that only reads is sent again when %s", async (_, answer) => {
    const { call, sent } = setUp([answer, ok()]);
    await expect(call(reading, "keys")).resolves.toBe("fine");
    expect(sent).toHaveLength(2);
  });

  it("waits as long as the system asks for", async () => {
    const { call, waits } = setUp([answered(429, { "retry-after": "3" }), ok()]);
    await call(reading, "keys");
    expect(waits).toEqual([3000]);
  });

  it("that changes something is refused in read-only mode before anything is sent", async () => {
    const { call, sent } = setUp([ok()], { readOnly: true });
    await expect(call(ordering, "keys")).rejects.toThrow("plesk:readOnly is on");
    await expect(call(reading, "keys")).resolves.toBe("fine");
    expect(sent).toHaveLength(1);
  });

  it("that changes something is not sent once nobody wants it; reads still are", async () => {
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
