/** The sandbox in a process of its own, so that its work is not counted as the engine's. */
import { manySubscriptions, type SandboxOptions } from "plesk-sandbox";
import { startSandbox, type Ledger } from "pulumi-plesk/testing";

export type Question = "cpu" | "counts";

export interface Counts {
  requests: number;
  purchases: number;
  /** How many requests arrived within one second at most. */
  mostPerSecond: number;
}

/** First where the sandbox is; then, each time it is asked, the processor time that it has taken, or what it has counted. */
export type Answer = { env: Readonly<Record<string, string>> } | { cpuSeconds: number } | Counts;

/** What is there from the start: keys, and one Plesk server with subscriptions. */
export interface Stock {
  /** How long each answer takes. */
  latencyMs: number;
  keys: number;
  subscriptions: number;
}

export const firstKeyId = 13_000_000;

async function main(): Promise<void> {
  const stock = process.argv[2];
  const sandbox = await startSandbox(stock === undefined ? {} : optionsOf(JSON.parse(stock) as Stock));
  const tell = (answer: Answer): void => void process.send?.(answer);
  process.on("message", (question: Question) => {
    const { user, system } = process.cpuUsage();
    tell(question === "cpu" ? { cpuSeconds: (user + system) / 1e6 } : countsOf(sandbox.ledger));
  });
  process.once("disconnect", () => void sandbox.close());
  tell({ env: sandbox.env });
}

function optionsOf({ keys, subscriptions, latencyMs }: Stock): SandboxOptions {
  const key = { ownerId: "20001", items: ["PLESK-12-WEB-ADMIN-1M"] };
  const seed = {
    partner30: { keys: Array.from({ length: keys }, (_, index) => ({ ...key, keyId: firstKeyId + index })) },
    pleskXml: { servers: manySubscriptions(1, subscriptions) },
  };
  return { seed, latencyMs };
}

function countsOf(ledger: Ledger): Counts {
  const times = ledger.requests().map(({ time }) => Date.parse(time));
  let mostPerSecond = 0;
  for (let first = 0, last = 0; last < times.length; last += 1) {
    while ((times[last] ?? 0) - (times[first] ?? 0) >= 1000) first += 1;
    mostPerSecond = Math.max(mostPerSecond, last - first + 1);
  }
  return { requests: times.length, purchases: ledger.charges().length, mostPerSecond };
}

if (require.main === module) void main();
