import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startSandbox, type Sandbox } from "plesk-sandbox";
import { engineProcess, killed, until } from "../../../engine/test/harness/processes";
import { full } from "../../harness/full";
import { copyExample, credentials } from "./checkout";
import { cliStory, expectExit, runner, type Runner } from "./commands";

async function withFleet(
  work: (fleet: Runner & { folder: string; state: string; sandbox: Sandbox }) => Promise<void>,
): Promise<void> {
  const sandbox = await startSandbox();
  const state = mkdtempSync(join(tmpdir(), "fleet-interrupted-"));
  try {
    const commands = runner(state, { ...credentials(sandbox), FLEET_STACK: "production" });
    const folder = copyExample(join(state, "fleet"), sandbox);
    expectExit(0, await commands.run(folder, "pulumi", "stack", "init", "production"));
    await work({ ...commands, folder, state, sandbox });
  } finally {
    await sandbox.close();
    rmSync(state, { recursive: true, force: true });
  }
}

/** Does something once, at the first purchase, and cuts its answer off. */
function atPurchase(sandbox: Sandbox, work: () => Promise<void>): void {
  let done: Promise<void> | undefined;
  const stop = sandbox.faults.onRequest("after", async ({ endpoint }) => {
    if (endpoint !== "createKey") return undefined;
    await (done ??= work().finally(stop));
    return "drop";
  });
}

full(cliStory)(
  "a job that is killed half-way: the next one says the one command that is needed, which goes on",
  () =>
    withFleet(async ({ run, start, folder, state, sandbox }) => {
      const job = start(folder, "sh", "scripts/up.sh");
      atPurchase(sandbox, async () => {
        const engine = await until(() => engineProcess(state, "up"));
        // Killed while it writes its state, the CLI leaves an empty one on a file backend; the page of errors says what then.
        await new Promise((resolve) => setTimeout(resolve, 1000));
        await killed(job.pid);
        await killed(engine);
      });
      await job.ended;

      const locked = await run(folder, "sh", "scripts/up.sh");
      expect(locked.exitCode).not.toBe(0);
      const [, program = "", script = ""] =
        /look there first\.\n\n {4}(sh) (\S+)\n/.exec(locked.output) ?? [];
      expectExit(0, await run(folder, program, script));
      expect(sandbox.partner30.keys()).toHaveLength(2);
      expectExit(0, await run(folder, "sh", "scripts/drift.sh"));
      const paid = sandbox.ledger.charges().map(({ kind, item }) => `${kind} ${item}`);
      expect(new Set(paid).size).toBe(paid.length);
      const { output } = expectExit(0, await run(folder, "pulumi", "stack", "export"));
      expect(output).not.toContain("pending_operations");
    }),
);

for (const [name, script] of [
  ["a job", "scripts/up.sh"],
  ["the job unlock", "scripts/unlock.sh"],
] as const)
  full(cliStory)(
    `${name} that is cancelled, twice, ends what it has begun, and the next one goes on without hands`,
    () =>
      withFleet(async ({ run, start, folder, sandbox }) => {
        sandbox.faults.inject({ kind: "slow", endpoint: "createKey", ms: 3000 });
        const job = start(folder, "sh", script);
        await until(() => (sandbox.ledger.requests({ endpoint: "createKey" }).length > 0 ? true : undefined));
        // As GitHub does, the second time for those who did not hear the first.
        process.kill(job.pid, "SIGTERM");
        await new Promise((resolve) => setTimeout(resolve, 1000));
        process.kill(job.pid, "SIGTERM");
        const cancelled = await job.ended;
        expect(cancelled.exitCode).not.toBe(0);
        expect(sandbox.partner30.keys()).toHaveLength(1);

        expectExit(0, await run(folder, "sh", "scripts/up.sh"));
        expect(sandbox.partner30.keys()).toHaveLength(2);
        expectExit(0, await run(folder, "sh", "scripts/drift.sh"));
      }),
  );
