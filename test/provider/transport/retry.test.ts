import { failure, type FailureKind } from "../../../provider/failure";
import {
  defaultRetryPolicy,
  httpDate,
  pauseBefore,
  retryAfterMs,
  systemClock,
  withRetries,
  type Clock,
} from "../../../provider/transport/retry";

const policy = { budgetMs: 60_000, firstPauseMs: 500, longestPauseMs: 15_000 };
const of = (kind: FailureKind, retryAfter?: number) => failure({ kind, what: "x", retryAfterMs: retryAfter });

describe("the decision to try again", () => {
  it.each<[string, unknown, number | undefined]>([
    ["busy: the system executed nothing and asked to come back", of("busy"), 500],
    ["unreachable: surely not executed, or a read", of("unreachable"), 500],
    ["rejected: it would be rejected again", of("rejected"), undefined],
    ["unauthorized: the same credentials stay wrong, and accounts get locked", of("unauthorized"), undefined],
    ["not-visible: asking again shows no more", of("not-visible"), undefined],
    ["outcome-unknown: it may have been executed; only a read may follow", of("outcome-unknown"), undefined],
    ["malformed: the answer may hide work that was done", of("malformed"), undefined],
    ["timeout: the deadline has passed", of("timeout"), undefined],
    ["refused: our own rule", of("refused"), undefined],
    ["an unknown error: a bug has to surface", new TypeError("bug"), undefined],
  ])("%s", (_, error, pause) => {
    expect(pauseBefore(error, 1, 0, policy, 1)).toBe(pause);
  });

  it("doubles the pause up to the longest", () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7].map((attempt) => pauseBefore(of("busy"), attempt, 0, policy, 1));
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  });

  it("spreads its own pauses and never one that the server asked for", () => {
    expect(pauseBefore(of("busy"), 1, 0, policy, 0)).toBe(250);
    expect(pauseBefore(of("busy", 7000), 1, 0, policy, 0)).toBe(7000);
  });

  it("gives up rather than exceed the budget", () => {
    expect(pauseBefore(of("busy"), 1, 59_900, policy, 1)).toBeUndefined();
    expect(pauseBefore(of("busy", 61_000), 1, 0, policy, 1)).toBeUndefined();
  });
});

describe("the retry loop", () => {
  const clockOf = (): Clock & { pauses: number[] } => {
    let now = 0;
    const pauses: number[] = [];
    return {
      pauses,
      now: () => now,
      random: () => 1,
      wait: (ms) => {
        pauses.push(ms);
        now += ms;
        return Promise.resolve();
      },
    };
  };

  it("ends with the first success and says why it pauses", async () => {
    const clock = clockOf();
    const said: string[] = [];
    let tries = 0;
    const attempt = () => (++tries < 3 ? Promise.reject(of("busy")) : Promise.resolve("done"));
    await expect(withRetries(attempt, policy, clock, (f, ms) => said.push(`${f.kind} ${ms}`))).resolves.toBe(
      "done",
    );
    expect(clock.pauses).toEqual([500, 1000]);
    expect(said).toEqual(["busy 500", "busy 1000"]);
  });

  it("throws the last failure when the budget is used up", async () => {
    const clock = clockOf();
    await expect(
      withRetries(
        () => Promise.reject(of("unreachable")),
        defaultRetryPolicy,
        clock,
        () => undefined,
      ),
    ).rejects.toMatchObject({ kind: "unreachable" });
    expect(clock.now()).toBeLessThanOrEqual(defaultRetryPolicy.budgetMs);
  });
});

describe("Retry-After", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  it.each<[string | undefined, number | undefined]>([
    ["7", 7000],
    [" 0 ", 0],
    ["Thu, 01 Jan 2026 00:00:30 GMT", 30_000],
    ["Wed, 31 Dec 2025 00:00:00 GMT", 0],
    ["soon", undefined],
    ["1.5", undefined],
    ["-3", undefined],
    [undefined, undefined],
  ])("%j is %j", (header, wait) => {
    expect(retryAfterMs(header, now)).toBe(wait);
  });
});

describe("a date of a header", () => {
  const date = "2026-11-09T08:49:37.000Z";
  it.each<[string | undefined, string | undefined]>([
    ["Mon, 09 Nov 2026 08:49:37 GMT", date],
    ["Monday, 09-Nov-26 08:49:37 GMT", date],
    ["Mon Nov  9 08:49:37 2026", date],
    ["2026-11-09T08:49:37Z", date],
    ["Mon, 09 Nov 2026 08:49:37 GMT, Mon, 09 Nov 2026 11:49:37 GMT", date],
    ["2026-11-09T08:49:37", undefined],
    ["Mon, 09 Nov 2026 08:49:37", undefined],
    ["yesterday", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("%j is %j in whatever zone the machine is", (header, expected) => {
    const found = httpDate(header);
    expect(found && new Date(found).toISOString()).toBe(expected);
  });
});

it("the clock goes on where the machine's is set back, and follows it forwards", () => {
  const real = Date.now;
  const set = jest.spyOn(Date, "now");
  try {
    const before = systemClock.now();
    set.mockImplementation(() => real() - 3_600_000);
    const [back, later] = [systemClock.now(), systemClock.now()];
    expect(back).toBeGreaterThanOrEqual(before);
    expect(back).toBeLessThan(before + 1000);
    expect(later).toBeGreaterThanOrEqual(back);
    set.mockImplementation(() => real() + 60_000);
    expect(systemClock.now()).toBeGreaterThanOrEqual(before + 60_000);
  } finally {
    set.mockRestore();
  }
});
