/** The sandbox in a process of its own, so that its work is not counted as the engine's. */
import { startSandbox } from "pulumi-plesk/testing";

export type Question = "cpu";

/** First where the sandbox is; then, each time it is asked, the processor time that it has taken. */
export type Answer = { env: Readonly<Record<string, string>> } | { cpuSeconds: number };

async function main(): Promise<void> {
  const sandbox = await startSandbox();
  const tell = (answer: Answer): void => void process.send?.(answer);
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    tell({ cpuSeconds: (user + system) / 1e6 });
  });
  process.once("disconnect", () => void sandbox.close());
  tell({ env: sandbox.env });
}

void main();
