import type { Polling } from "../../../provider/call";
import { poll } from "../../../provider/transport/poll";
import type { Clock } from "../../../provider/transport/retry";

/** What happens at which second of a poll. A look may take time itself; waiting takes exactly as long as asked. */
function world({ lookMs = 0 } = {}) {
  let now = 1_000_000;
  const start = now;
  const events: { looks: number[]; pauses: number[]; said: [second: number, sentence: string][] } = {
    looks: [],
    pauses: [],
    said: [],
  };
  const second = (): number => (now - start) / 1000;
  const clock: Clock = {
    now: () => now,
    random: () => 0.5,
    wait: (milliseconds) => {
      events.pauses.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  };
  const run = (
    deadlineMs: number,
    foundAtMs = Infinity,
    how: Partial<Polling> = { waitingFor: "the add-on" },
  ): Promise<string | undefined> =>
    poll(
      { deadline: start + deadlineMs, ...how },
      () => {
        events.looks.push(second());
        const found = now - start >= foundAtMs ? "found" : undefined;
        now += lookMs;
        return Promise.resolve(found);
      },
      clock,
      (sentence) => events.said.push([second(), sentence]),
    );
  return { events, run };
}

describe("polling", () => {
  it("looks at once, and waits and says nothing where that is enough", async () => {
    const { events, run } = world();
    expect(await run(60_000, 0)).toBe("found");
    expect(events).toEqual({ looks: [0], pauses: [], said: [] });
  });

  it.each([false, 0, "", null])("takes %p for something found", async (found) => {
    const clock: Clock = { now: () => 0, random: () => 0, wait: () => Promise.reject(new Error("waited")) };
    const look = () => Promise.resolve(found);
    expect(await poll({ deadline: 1, waitingFor: "x" }, look, clock, () => undefined)).toBe(found);
  });

  it("makes the pauses longer, up to ten seconds", async () => {
    const { events, run } = world();
    expect(await run(120_000, 40_000)).toBe("found");
    // The fourth ends where ten seconds have passed without a sentence.
    expect(events.pauses).toEqual([1000, 2000, 4000, 3000, 10_000, 10_000, 10_000]);
    expect(events.looks).toEqual([0, 1, 3, 7, 10, 20, 30, 40]);
  });

  it("keeps to an interval, and says nothing unasked", async () => {
    const { events, run } = world();
    expect(await run(25_000, 24_000, { intervalMs: 6000 })).toBe("found");
    expect(events).toEqual({ looks: [0, 6, 12, 18, 24], pauses: [6000, 6000, 6000, 6000], said: [] });
  });

  it("says every ten seconds what it waits for and when it gives up", async () => {
    const { events, run } = world();
    await run(900_000, 35_000);
    expect(events.said).toEqual([
      [10, "Still waiting for the add-on; giving up in 890 s"],
      [20, "Still waiting for the add-on; giving up in 880 s"],
      [30, "Still waiting for the add-on; giving up in 870 s"],
      [40, "Still waiting for the add-on; giving up in 860 s"],
    ]);
  });

  it.each([500, 3000, 9000, 26_000])(
    "says so at most ten seconds and one look of %i ms apart",
    async (lookMs) => {
      const { events, run } = world({ lookMs });
      await run(200_000);
      const seconds = [0, ...events.said.map(([second]) => second)];
      const gaps = seconds.slice(1).map((second, at) => Math.round((second - (seconds[at] ?? 0)) * 1000));
      for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(10_000);
      for (const gap of gaps) expect(gap).toBeLessThanOrEqual(10_000 + lookMs);
      expect(seconds.length).toBeGreaterThan(Math.floor(200 / (10 + lookMs / 1000)));
    },
  );

  it("has its last look at the deadline, and not later", async () => {
    const { events, run } = world();
    expect(await run(25_500)).toBeUndefined();
    expect(events.looks).toEqual([0, 1, 3, 7, 10, 20, 25.5]);
  });

  it("finds what shows at the deadline only", async () => {
    const { run } = world();
    expect(await run(25_500, 25_500)).toBe("found");
  });

  it.each([0, -5000])("looks once where the deadline is %i ms away", async (deadlineMs) => {
    const { events, run } = world();
    expect(await run(deadlineMs)).toBeUndefined();
    expect(events).toEqual({ looks: [0], pauses: [], said: [] });
  });

  it("does not wait after a look that took until the deadline", async () => {
    const { events, run } = world({ lookMs: 30_000 });
    expect(await run(20_000)).toBeUndefined();
    expect(events).toEqual({ looks: [0], pauses: [], said: [] });
  });

  it("never says a time below none, and never waits for less than a moment", async () => {
    const { events, run } = world({ lookMs: 11_000 });
    await run(12_000);
    for (const pause of events.pauses) expect(pause).toBeGreaterThan(0);
    for (const [, sentence] of events.said) expect(sentence).toMatch(/giving up in \d+ s$/);
  });

  it("ends with what a look fails with", async () => {
    const clock: Clock = { now: () => 0, random: () => 0, wait: () => Promise.resolve() };
    const look = () => Promise.reject(new Error("no answer"));
    const failing = poll({ deadline: 1000, waitingFor: "x" }, look, clock, () => undefined);
    await expect(failing).rejects.toThrow("no answer");
  });
});
