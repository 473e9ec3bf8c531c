import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startSandbox, type LedgerEntry, type Sandbox } from "plesk-sandbox";
import { parse, stringify } from "yaml";

import type { Report } from "../../../cli/report/schema";
import { engineProcess, killed, until } from "../../../engine/test/harness/processes";
import { full } from "../../harness/full";
import { cliStory, expectExit, runner, type Outcome, type Runner } from "../gitops/commands";
import { credentials } from "../gitops/checkout";
import { copyExamples, shardIn } from "./checkout";

const stacks = 4;
const keysOfEach = 5;
const all = stacks * keysOfEach;
const width = 3;
const account = { inFlight: 7, perSecond: 12 };

interface World extends Pick<Runner, "start"> {
  sandbox: Sandbox;
  run(...args: string[]): Promise<Outcome>;
  /** Any other command in the folder. */
  command(name: string, ...args: string[]): Promise<Outcome>;
  /** The fleet with these nicknames, and what the split of it says. */
  declare(nickname: (at: number) => string): Promise<void>;
  folder: string;
  state: string;
}

async function withFleet(work: (world: World) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox();
  const state = mkdtempSync(join(tmpdir(), "fleet-of-stacks-"));
  try {
    const folder = copyExamples(join(state, "fleet"));
    rmSync(join(folder, "shards"), { recursive: true });
    const { run, start } = runner(state, {
      ...credentials(sandbox),
      PLESK_PARTNER30_MAX_IN_FLIGHT: String(account.inFlight),
      PLESK_PARTNER30_REQUESTS_PER_SECOND: String(account.perSecond),
    });
    await work({
      sandbox,
      folder,
      state,
      start,
      run: (...args) => run(folder, "node", "run.mjs", ...args, "--width", String(width)),
      command: (name, ...args) => run(folder, name, ...args),
      declare: async (nickname) => {
        const keys = Array.from({ length: all }, (_, at) => [
          `web-${at}`,
          { items: [{ item: "PLESK-12-WEB-HOST-1M" }], nickname: nickname(at) },
        ]);
        writeFileSync(
          join(folder, "fleet.yaml"),
          stringify({ keys: Object.fromEntries(keys) as Record<string, object> }),
        );
        expectExit(0, await run(folder, "node", "split.mjs", "--size", String(keysOfEach)));
      },
    });
  } finally {
    await sandbox.close();
    rmSync(state, { recursive: true, force: true });
  }
}

/** Kills the runner and all its engines once so many changes are done, with the answers of those that follow. */
async function killAfter(changes: number, endpoint: string, { sandbox, start, folder, state }: World) {
  const job = start(folder, "node", "run.mjs", "up", "--width", String(width));
  let done = 0;
  let end: Promise<void> | undefined;
  const stop = sandbox.faults.onRequest("after", async (entry) => {
    if (entry.endpoint !== endpoint || ++done <= changes) return undefined;
    await (end ??= killAll(job.pid, state));
    return "drop";
  });
  await job.ended;
  await end;
  stop();
}

function moveEntry(name: string, from: string, to: string, { folder }: World): void {
  type Keys = Record<string, unknown>;
  const keysIn = (shard: string): Keys => (parse(shardIn(folder, shard)) as { keys: Keys }).keys;
  const change = (shard: string, edit: (keys: Keys) => Keys): void => {
    writeFileSync(join(folder, "shards", `${shard}.yaml`), stringify({ keys: edit(keysIn(shard)) }));
  };
  const entry = keysIn(from)[name];
  change(from, ({ [name]: _, ...others }) => others);
  change(to, (keys) => ({ ...keys, [name]: entry }));
}

async function killAll(pid: number, state: string): Promise<void> {
  // Killed while it writes its state, the CLI leaves an empty one on a file backend.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await killed(pid);
  for (let engine = engineProcess(state, "up"); engine !== undefined; engine = engineProcess(state, "up"))
    await killed(engine);
}

/** How many requests were in flight at once at most, while each takes a little longer. */
function watchFlight(sandbox: Sandbox): { most(): number } {
  let most = 0;
  const open = new Set<number>();
  sandbox.faults.onRequest("before", async ({ number }) => {
    open.add(number);
    most = Math.max(most, open.size);
    await new Promise((resolve) => setTimeout(resolve, 150));
  });
  sandbox.ledger.onFinished(({ number }) => open.delete(number));
  return { most: () => most };
}

/** How many requests arrived within one second at most. */
function mostPerSecond(entries: readonly LedgerEntry[]): number {
  const times = entries.map(({ time }) => Date.parse(time));
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length));
}

full(cliStory)(
  "stacks of a fleet run side by side: a runner that is killed goes on where it stopped, nothing is bought twice, and the account's limits hold",
  () =>
    withFleet(async (world) => {
      const { sandbox, run, declare, folder } = world;
      const flight = watchFlight(sandbox);
      await declare((at) => `web-${at}`);
      await killAfter(6, "createKey", world);
      expect(sandbox.partner30.keys().length).toBeLessThan(all);

      const locked = await run("up");
      expect(locked.exitCode).toBe(1);
      expect(locked.output).toMatch(/Locked: account-main-\d/);
      const [, command = ""] = /twice:\n\n {4}node run\.mjs (.*)\n/.exec(locked.output) ?? [];
      const unlocked = expectExit(0, await run(...command.split(" ")));
      // The others were run by the one before.
      expect(unlocked.output).toMatch(
        /[1-3] stacks: [1-3] run \(.*\), 0 done already, 0 failed, 0 not begun/,
      );
      expect(sandbox.partner30.keys()).toHaveLength(all);
      expect(sandbox.ledger.charges()).toHaveLength(all);
      expect(flight.most()).toBeLessThanOrEqual(account.inFlight);
      expect(flight.most()).toBeGreaterThan(1);
      // The first request of each process starts at once, and on a busy machine one of each may arrive late.
      expect(mostPerSecond(sandbox.ledger.requests())).toBeLessThanOrEqual(account.perSecond + 2 * width);

      // What is done is not run again, and nobody is asked.
      let seen = sandbox.ledger.mark();
      const again = expectExit(0, await run("up"));
      expect(again.output).toContain("4 stacks: 0 run (nothing), 4 done already, 0 failed, 0 not begun");
      expect(sandbox.ledger.since(seen)).toEqual([]);

      // One report over all.
      const [first] = sandbox.partner30.keys();
      sandbox.partner30.change(first?.keyId ?? 0, { nickname: "by hand" });
      seen = sandbox.ledger.mark();
      expectExit(7, await run("drift", "--format", "json", "--out", "drift.json"));
      const report = JSON.parse(readFileSync(join(folder, "drift.json"), "utf8")) as Report;
      expect(report).toMatchObject({ stack: "4 stacks", counts: { changed: 1, clean: all - 1 } });
      expect(report.stacks?.map(({ exitCode }) => exitCode).sort()).toEqual([0, 0, 0, 7]);
      expect(sandbox.ledger.changes({ since: seen })).toEqual([]);
    }),
);

full(cliStory)(
  "a stack whose run was killed is not taken for done where its file is what it was before that run, and a moved key is not bought",
  () =>
    withFleet(async (world) => {
      const { sandbox, run, command, declare } = world;
      const nicknames = (): string[] =>
        sandbox.partner30
          .keys()
          .map(({ nickname }) => nickname ?? "")
          .sort();
      await declare((at) => `web-${at}`);
      expectExit(0, await run("up"));
      const before = nicknames();

      // One stack only is changed, and killed half-way.
      await declare((at) => (at < keysOfEach ? `new-${at}` : `web-${at}`));
      await killAfter(2, "modifyKey", world);
      expect(nicknames()).not.toEqual(before);

      await declare((at) => `web-${at}`);
      const { output } = expectExit(0, await run("up", "--unlock"));
      expect(output).toContain("4 stacks: 1 run");
      expect(output).toContain("3 done already");
      expect(nicknames()).toEqual(before);

      const [from, to] = ["account-main-1", "account-main-2"] as const;
      const urn = `urn:pulumi:${from}::plesk-fleet::pulumi-nodejs:dynamic/plesk:LicenseKey::web-0`;
      expectExit(0, await command("pulumi", "state", "move", "--yes", "--source", from, "--dest", to, urn));
      moveEntry("web-0", from, to, world);
      await declare((at) => `web-${at}`);
      const moved = expectExit(0, await run("up"));
      expect(moved.output).toContain("4 stacks: 2 run (14 same), 2 done already");
      expect(sandbox.ledger.charges()).toHaveLength(all);
    }),
);

full(cliStory)(
  "a runner that is cancelled begins no other stack, and the next one goes on without hands",
  () =>
    withFleet(async ({ sandbox, run, start, declare, folder }) => {
      await declare((at) => `web-${at}`);
      sandbox.faults.inject({ kind: "slow", endpoint: "createKey", ms: 3000 });
      const job = start(folder, "node", "run.mjs", "up", "--width", "1");
      await until(() => (sandbox.ledger.requests({ endpoint: "createKey" }).length > 0 ? true : undefined));
      process.kill(job.pid, "SIGTERM");
      const cancelled = expectExit(1, await job.ended);
      expect(cancelled.output).toContain("0 done already, 1 failed, 3 not begun");
      expect(sandbox.partner30.keys()).not.toHaveLength(0);

      expectExit(0, await run("up"));
      expect(sandbox.partner30.keys()).toHaveLength(all);
      expect(sandbox.ledger.charges()).toHaveLength(all);
    }),
);
