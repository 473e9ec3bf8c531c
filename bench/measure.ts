/** One side, once: a fresh stack from nothing to a look at all that is there, each command timed. */
import { execFile, fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { promisify } from "node:util";

import { busySeconds, childrensSeconds, peaks } from "./machine";
import type { Answer, Counts, Question, Stock } from "./sandboxProcess";
import { commands, type Command, type Opened, type Side, type SideOptions } from "./sides";

export interface Timed {
  /**
   * Processor seconds of the engine, the program and the providers together: what is left of a time when the machine is
   * busy with other things.
   */
  cpu: number;
  wall: number;
  /** Processor seconds of the sandbox; next to nothing for the no-ops, which do not use it. */
  sandbox: number;
  /** How many cores everything else on the machine took meanwhile. */
  elsewhere: number;
  /** The most memory that the process which answers for the resources has taken, in bytes. */
  providerPeak: number;
  /** And the one which declares them; nothing where it is no process of its own. */
  programPeak: number;
}

export interface Measured extends Record<Command, Timed> {
  /** Of the state, compact. */
  stateBytes: number;
}

export async function measure(side: Side, options: Omit<SideOptions, "env">): Promise<Measured> {
  const { resources } = options;
  const sandbox = await startSandboxProcess();
  let opened: Opened | undefined;
  try {
    opened = await side.open({ ...options, env: sandbox.env });
    const timed = {} as Record<Command, Timed>;
    for (const command of Object.keys(commands) as Command[])
      timed[command] = await time(opened, command, { provider: side.provider, sandbox });
    const state = await opened.state();
    if (state.resources !== resources)
      throw new Error(`${side.title}: ${state.resources} resources are there, not ${resources}`);
    return { ...timed, stateBytes: state.bytes };
  } finally {
    await opened?.dispose();
    sandbox.close();
  }
}

/** Matches the command line of the process in which a Node.js program runs. */
const program = /pulumi[/\\]cmd[/\\]run/;

interface Around {
  provider: RegExp;
  sandbox: SandboxProcess;
}

async function time(opened: Opened, command: Command, { provider, sandbox }: Around): Promise<Timed> {
  const { file, args, cwd, env } = opened.lineOf(command);
  const [providerPeak, programPeak] = [watchPeak(provider), watchPeak(program)];
  const before = await clocks(sandbox);
  await promisify(execFile)(file, args, { cwd, env, maxBuffer: 256 << 20, timeout: 30 * 60_000 });
  const after = await clocks(sandbox);
  const spent = (name: keyof typeof after): number => after[name] - before[name];
  const ours = spent("children") + spent("own") + spent("sandbox");
  return {
    cpu: spent("children"),
    wall: spent("wall"),
    sandbox: spent("sandbox"),
    elsewhere: Math.max(0, spent("busy") - ours) / spent("wall"),
    providerPeak: providerPeak.stop(),
    programPeak: programPeak.stop(),
  };
}

export async function clocks(sandbox: SandboxProcess) {
  const { user, system } = process.cpuUsage();
  return {
    wall: performance.now() / 1000,
    busy: busySeconds(),
    children: childrensSeconds(),
    own: (user + system) / 1e6,
    sandbox: await sandbox.cpuSeconds(),
  };
}

function watchPeak(provider: RegExp): { stop(): number } {
  let most = 0;
  const look = (): void => {
    for (const { command, bytes } of peaks()) if (provider.test(command)) most = Math.max(most, bytes);
  };
  const timer = setInterval(look, 250);
  return {
    stop: () => {
      clearInterval(timer);
      return most;
    },
  };
}

export interface SandboxProcess {
  env: Readonly<Record<string, string>>;
  pid: number | undefined;
  cpuSeconds(): Promise<number>;
  counts(): Promise<Counts>;
  close(): void;
}

export async function startSandboxProcess(stock?: Stock): Promise<SandboxProcess> {
  const child = fork(
    join(__dirname, "sandboxProcess.js"),
    stock === undefined ? [] : [JSON.stringify(stock)],
  );
  const { env } = (await answerOf(child)) as Extract<Answer, { env: unknown }>;
  const ask = async (question: Question): Promise<Answer> => {
    child.send(question);
    return answerOf(child);
  };
  return {
    env,
    pid: child.pid,
    cpuSeconds: async () => ((await ask("cpu")) as Extract<Answer, { cpuSeconds: unknown }>).cpuSeconds,
    counts: async () => (await ask("counts")) as Counts,
    close: () => {
      child.disconnect();
    },
  };
}

async function answerOf(child: ChildProcess): Promise<Answer> {
  const [answer] = (await once(child, "message", { signal: AbortSignal.timeout(10_000) })) as [Answer];
  return answer;
}
