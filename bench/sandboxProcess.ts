/** The sandbox in a process of its own, so that its work is not counted as the engine's. */
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

async function main(): Promise<void> {
  const sandbox = await startSandbox();
  const tell = (answer: Answer): void => void process.send?.(answer);
  process.on("message", (question: Question) => {
    const { user, system } = process.cpuUsage();
    tell(question === "cpu" ? { cpuSeconds: (user + system) / 1e6 } : countsOf(sandbox.ledger));
  });
  process.once("disconnect", () => void sandbox.close());
  tell({ env: sandbox.env });
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

void main();
