/** What the provider adds to the requests of a refresh, and how long it takes to read a large answer. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { startSandboxProcess } from "./measure";
import type { Cost, Reads, ReadsOptions } from "./readsProcess";
import { firstKeyId } from "./sandboxProcess";
import { median } from "./table";

const keys = 1000;
const subscriptions = 5000;
const inFlight = 16;
const rounds = 7;
const onTheInternetMs = 20;

async function measureReads(latencyMs: number): Promise<Reads> {
  const ids = Array.from({ length: keys }, (_, index) => String(firstKeyId + index));
  const sandbox = await startSandboxProcess({ keys, subscriptions, latencyMs });
  try {
    const options: ReadsOptions = { ids, inFlight, rounds };
    const env = { ...process.env, ...sandbox.env, PLESK_PARTNER30_MAX_IN_FLIGHT: String(inFlight) };
    const child = fork(join(__dirname, "readsProcess.js"), [JSON.stringify(options)], { env });
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`the process that reads ended with exit code ${String(code)}`);
    });
    const [reads] = (await Promise.race([once(child, "message"), ended])) as [Reads];
    return reads;
  } finally {
    sandbox.close();
  }
}

/** A system that answers at once leaves nothing but work; one on the internet takes at least that long. */
export async function sentencesOnReads(): Promise<string> {
  const [atOnce, later] = [await measureReads(0), await measureReads(onTheInternetMs)];
  const reading = of(later.parse, "cpu");
  return [
    sentenceOn(atOnce, "answered at once"),
    sentenceOn(later, `answered after ${onTheInternetMs} ms`),
    `- An answer about ${subscriptions} subscriptions is read in ${milliseconds(reading)} of processor time, ${milliseconds(atOnce.parse[0]?.cpu ?? NaN)} the first time ` +
      `(goal 100 ms: ${reading <= 100 ? "met" : "missed"}).`,
  ].join("\n");
}

function sentenceOn({ bare, provider }: Reads, answered: string): string {
  const share = of(provider, "wall") / of(bare, "wall");
  return (
    `- Reading ${keys} keys, ${inFlight} at once and ${answered}, takes the provider's process ${share.toFixed(2)} of the time of as many bare GETs by ` +
    `the same HTTP client (goal 1.20: ${share <= 1.2 ? "met" : "missed"}): ${milliseconds(of(provider, "wall"))} on the clock and ` +
    `${milliseconds(of(provider, "cpu"))} of processor time, against ${milliseconds(of(bare, "wall"))} and ${milliseconds(of(bare, "cpu"))}.`
  );
}

function of(costs: readonly Cost[], name: keyof Cost): number {
  return median(costs.map((cost) => cost[name]));
}

function milliseconds(value: number): string {
  return `${value.toFixed(0)} ms`;
}
