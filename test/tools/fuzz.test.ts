import { readdirSync } from "node:fs";
import { join } from "node:path";

import { answers } from "../../tools/fuzz/answers";
import { decoders } from "../../tools/fuzz/decoders";
import { fuzz } from "../../tools/fuzz/fuzz";
import { daily } from "../harness/full";

const root = join(__dirname, "..", "..");

/** The names of all endpoints of all systems. */
async function endpoints(): Promise<string[]> {
  const files = readdirSync(join(root, "provider", "apis"), { recursive: true, encoding: "utf8" });
  const modules = await Promise.all(
    files
      .filter((name) => name.endsWith(".ts"))
      .map(async (name) => (await import(join(root, "provider", "apis", name))) as Record<string, unknown>),
  );
  return modules.flatMap((module) =>
    Object.entries(module).flatMap(([name, value]) => (isEndpoint(value) ? name : [])),
  );
}

function isEndpoint(value: unknown): boolean {
  return typeof value === "object" && value !== null && "decode" in value && "safeToRepeat" in value;
}

describe("bodies that nobody should send", () => {
  it("are given to the decoder of every endpoint", async () => {
    const names = await endpoints();
    expect(names.length).toBeGreaterThan(15);
    expect(Object.keys(decoders)).toEqual(expect.arrayContaining(names));
  });

  it.each(Object.keys(decoders))("are made from an answer that %s reads", (name) => {
    const answer = answers[name];
    expect(answer).toBeDefined();
    expect(() => decoders[name]?.({ headers: {}, status: 200, body: "", ...answer })).not.toThrow();
  });

  it("give values and failures, and neither crash nor hang nor fill the memory", async () => {
    const { bodies, outcomes, slowest } = await fuzz({
      ...{ from: 0, count: daily(3000, { full: 20_000 }), seed: 1 },
      fixtures: join(root, "test", "fixtures"),
    });
    expect(bodies).toBeGreaterThanOrEqual(3000);
    expect(slowest.ms).toBeLessThan(5000);
    const quiet = Object.entries(outcomes).filter(([, { values }]) => values === 0);
    expect(quiet).toEqual([]);
  });

  it("are the same for the same seed", async () => {
    const some = { count: 50, seed: 7, fixtures: join(root, "test", "fixtures") };
    const whole = await fuzz({ ...some, from: 0 });
    const first = await fuzz({ ...some, from: 0, count: 25 });
    const second = await fuzz({ ...some, from: 25, count: 25 });
    expect(first.readable + second.readable).toBe(whole.readable);
  });
});
