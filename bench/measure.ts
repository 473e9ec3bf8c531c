/** One side, once: a fresh stack from nothing to `preview --refresh`, each command timed. */
import { execFile, fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { promisify } from "node:util";

import { openStack, type Engine, type OpenedStack } from "pulumi-plesk/testing";

import type { Answer, Question } from "./sandboxProcess";

export const sides = {
  licenseKey: "LicenseKey",
  dynamicResource: "(a) no-op `dynamic.Resource`",
  constantString: "(b) no-op, constant string",
} as const;

export type Side = keyof typeof sides;

export const commands = {
  create: ["up", "--yes", "--skip-preview"],
  noChange: ["up", "--yes", "--skip-preview", "--expect-no-changes"],
  preview: ["preview", "--expect-no-changes"],
  previewRefresh: ["preview", "--refresh", "--expect-no-changes"],
} as const;

export type Command = keyof typeof commands;

export interface Measured {
  /** Seconds by command. */
  seconds: Record<Command, number>;
  /**
   * Processor seconds by command, of the engine, the program and the providers together: what is left of a time when
   * the machine is busy with other things. Zeroes where there is no /proc.
   */
  processorSeconds: Record<Command, number>;
  /** Of the deployment, exported and compact. */
  stateBytes: number;
  /** Processor seconds of the sandbox by command; next to nothing for the no-ops, which do not use it. */
  sandboxSeconds: Record<Command, number>;
}

const execute = promisify(execFile);
const programs = join(__dirname, "..", "..", "bench", "programs");

export async function measure(side: Side, engine: Engine, resources: number): Promise<Measured> {
  const sandbox = await startSandboxProcess();
  const stack = await openStack({
    project: join(programs, side),
    engine,
    config: { "bench:resources": String(resources) },
    env: { ...sandbox.env, ...roomFor(resources) },
  });
  try {
    const seconds = zeroes();
    const processorSeconds = zeroes();
    const sandboxSeconds = zeroes();
    for (const command of Object.keys(commands) as Command[]) {
      const before = { children: childrensSeconds(), sandbox: await sandbox.cpuSeconds() };
      seconds[command] = await timed(stack, commands[command]);
      processorSeconds[command] = childrensSeconds() - before.children;
      sandboxSeconds[command] = (await sandbox.cpuSeconds()) - before.sandbox;
    }
    return { seconds, processorSeconds, sandboxSeconds, stateBytes: await stateBytes(stack, resources) };
  } finally {
    await stack.dispose();
    sandbox.close();
  }
}

/** The command line itself, without what the Automation API asks before and after. */
async function timed({ workspace, name, engine }: OpenedStack, command: readonly string[]): Promise<number> {
  const start = performance.now();
  await execute(engine.command.command, [...command, "--stack", name, "--non-interactive"], {
    cwd: workspace.workDir,
    env: { ...process.env, ...workspace.envVars },
    maxBuffer: 256 << 20,
    timeout: 30 * 60_000,
  });
  return (performance.now() - start) / 1000;
}

/** What all processes took that this one started, and those that they started, and that have ended: proc(5), cutime and cstime. */
function childrensSeconds(): number {
  if (process.platform !== "linux") return 0;
  const stat = readFileSync("/proc/self/stat", "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}

// The unit of proc(5) on every architecture that Node runs on.
const TICKS_PER_SECOND = 100;

async function stateBytes(stack: OpenedStack, resources: number): Promise<number> {
  const deployment = (await stack.exportStack()).deployment as { resources: { type: string }[] };
  const registered = deployment.resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/"));
  if (registered.length !== resources)
    throw new Error(`${registered.length} resources were registered, not ${resources}`);
  return Buffer.byteLength(JSON.stringify(deployment));
}

/** Nothing but the work itself may slow our side down. */
function roomFor(resources: number): Record<string, string> {
  return {
    PLESK_LIMITS: JSON.stringify({ purchasesPerRun: resources }),
    PLESK_PARTNER30_MAX_IN_FLIGHT: "16",
  };
}

function zeroes(): Record<Command, number> {
  return { create: 0, noChange: 0, preview: 0, previewRefresh: 0 };
}

interface SandboxProcess {
  env: Readonly<Record<string, string>>;
  cpuSeconds(): Promise<number>;
  close(): void;
}

async function startSandboxProcess(): Promise<SandboxProcess> {
  const child = fork(join(__dirname, "sandboxProcess.js"));
  const { env } = (await answerOf(child)) as Extract<Answer, { env: unknown }>;
  return {
    env,
    cpuSeconds: async () => {
      const question: Question = "cpu";
      child.send(question);
      return ((await answerOf(child)) as Extract<Answer, { cpuSeconds: unknown }>).cpuSeconds;
    },
    close: () => {
      child.disconnect();
    },
  };
}

async function answerOf(child: ChildProcess): Promise<Answer> {
  const [answer] = (await once(child, "message", { signal: AbortSignal.timeout(10_000) })) as [Answer];
  return answer;
}
