/** A fleet of stacks against one sandbox, run by the example's own runner as a user runs it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { root } from "../command";
import { memoryNow } from "../machine";
import { clocks, startSandboxProcess, type SandboxProcess } from "../measure";

/** What is done with the fleet, in this order. */
export const steps = {
  create: { title: "create (`up`)", args: ["up"] },
  resume: { title: "`up` of what is done already", args: ["up"] },
  again: { title: "`up --again`", args: ["up", "--again"] },
  drift: { title: "`drift`, one report", args: ["drift"] },
} as const;

export type Step = keyof typeof steps;

export interface Fleet {
  stacks: number;
  keysOfEach: number;
  /** How many stacks run at the same time. */
  width: number;
}

export interface Outcome {
  /** Seconds on the clock. */
  wall: number;
  /** Processor seconds of runner, engines, programs and providers together. */
  cpu: number;
  /** How many cores everything else on the machine took meanwhile. */
  elsewhere: number;
  /** The most memory that all of them took at the same time, in bytes. */
  memory: number;
  requests: number;
  purchases: number;
  /** How many requests arrived within one second at most, from the first step on. */
  mostPerSecond: number;
}

/** What the account takes in all, whoever asks. */
export const account = { maxInFlight: 16, requestsPerSecond: 100 };

export async function simulate(fleet: Fleet): Promise<Record<Step, Outcome>> {
  const sandbox = await startSandboxProcess();
  // Inside of the repository, so that the example finds its packages.
  const world = mkdtempSync(join(root, "dist", "bench-fleet-"));
  try {
    const folder = await declare(fleet, world);
    const outcomes = {} as Record<Step, Outcome>;
    for (const [step, { args }] of Object.entries(steps) as [Step, (typeof steps)[Step]][])
      outcomes[step] = await take([...args, "--width", String(fleet.width)], { folder, world, sandbox });
    const { purchases } = outcomes.create;
    if (purchases !== fleet.stacks * fleet.keysOfEach || outcomes.again.purchases > 0)
      throw new Error(`${purchases} purchases were made for ${fleet.stacks * fleet.keysOfEach} keys`);
    return outcomes;
  } finally {
    sandbox.close();
    rmSync(world, { recursive: true, force: true });
  }
}

/** The two examples side by side, with a fleet of this size. */
async function declare({ stacks, keysOfEach }: Fleet, world: string): Promise<string> {
  for (const name of ["gitops", "fleet-of-stacks"])
    cpSync(join(root, "examples", name), join(world, name), { recursive: true });
  const folder = join(world, "fleet-of-stacks");
  rmSync(join(folder, "shards"), { recursive: true });
  const keys = Array.from({ length: stacks * keysOfEach }, (_, at) => {
    const name = `web-${String(at).padStart(6, "0")}`;
    return [name, { items: [{ item: "PLESK-12-WEB-ADMIN-1M" }], nickname: name }] as const;
  });
  // Each JSON is YAML.
  writeFileSync(join(folder, "fleet.yaml"), JSON.stringify({ keys: Object.fromEntries(keys) }));
  for (const place of ["backend", "home"]) mkdirSync(join(world, place));
  await node(["split.mjs", "--size", String(keysOfEach)], folder, process.env);
  return folder;
}

async function take(
  args: readonly string[],
  { folder, world, sandbox }: { folder: string; world: string; sandbox: SandboxProcess },
): Promise<Outcome> {
  let memory = 0;
  const timer = setInterval(() => {
    memory = Math.max(memory, memoryNow(sandbox.pid));
  }, 250);
  const before = { ...(await clocks(sandbox)), ...(await sandbox.counts()) };
  await node(["run.mjs", ...args], folder, { ...process.env, ...environment(world, sandbox) }).finally(() => {
    clearInterval(timer);
  });
  const after = { ...(await clocks(sandbox)), ...(await sandbox.counts()) };
  const spent = (name: keyof typeof after): number => after[name] - before[name];
  const ours = spent("children") + spent("own") + spent("sandbox");
  return {
    wall: spent("wall"),
    cpu: spent("children"),
    elsewhere: Math.max(0, spent("busy") - ours) / spent("wall"),
    memory,
    requests: spent("requests"),
    purchases: spent("purchases"),
    mostPerSecond: after.mostPerSecond,
  };
}

/** The runner tells what it does as it does it. */
async function node(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, args, {
    cwd,
    env,
    stdio: ["ignore", "ignore", "inherit"],
    timeout: 60 * 60_000,
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${String(code)}`);
}

function environment(world: string, { env }: SandboxProcess): Record<string, string> {
  return {
    ...env,
    PLESK_PARTNER30_MAX_IN_FLIGHT: String(account.maxInFlight),
    PLESK_PARTNER30_REQUESTS_PER_SECOND: String(account.requestsPerSecond),
    // The executable for dynamic providers comes with the SDK; the CLI looks for it on PATH.
    PATH: [process.env.PATH, dirname(require.resolve("@pulumi/pulumi/package.json"))].join(delimiter),
    PULUMI_BACKEND_URL: pathToFileURL(join(world, "backend")).href,
    PULUMI_HOME: join(world, "home"),
    PULUMI_CONFIG_PASSPHRASE: "bench",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  };
}
