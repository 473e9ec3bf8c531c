/**
 * Twin stories: one story, told on the embedded engine and, wherever the Pulumi CLI is to be had, on the real one, each
 * with a fresh state. What both engines did, said and left behind must be equal.
 *
 * Each half appends a line to the file TWIN_SUMMARY_FILE; `twinSummary()` turns it into the sentence that closes a test run.
 */

import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  type DestroyOptions,
  type EngineEvent,
  type PreviewOptions,
  type RefreshOptions,
  type UpOptions,
} from "@pulumi/pulumi/automation";
import { findEngine, openStack, type Engine, type OpenedStack, type OpenStackOptions } from "../../src";
import { diagnosticsOf, stateOf, stepsOf, type Json } from "./twinRecord";

export interface CommandOutcome {
  exitCode: number;
  /** Everything that the engine printed. */
  output: string;
  events: EngineEvent[];
}

export interface TwinStack {
  readonly stack: OpenedStack;
  up(options?: UpOptions): Promise<CommandOutcome>;
  preview(options?: PreviewOptions): Promise<CommandOutcome>;
  refresh(options?: RefreshOptions): Promise<CommandOutcome>;
  previewRefresh(options?: RefreshOptions): Promise<CommandOutcome>;
  destroy(options?: DestroyOptions): Promise<CommandOutcome>;
}

/** One half of a story: the engine, a folder that is removed afterwards, and the record that is compared. */
export interface Half {
  readonly engine: Engine;
  readonly folder: string;
  open(options: Omit<OpenStackOptions, "engine">): Promise<TwinStack>;
  /** A fact that must be the same on both engines. */
  note(name: string, fact: Json): void;
}

export type Story = (half: Half) => Promise<void>;

const TWIN_SUMMARY_FILE = process.env.PULUMI_PLESK_TWINS_FILE ?? join(tmpdir(), "pulumi-plesk-twins.jsonl");

let realEngine: Promise<Engine | string> | undefined;

export interface TwinOptions {
  /** In milliseconds; default six minutes: no claim about speed, only an end for what hangs. */
  timeout?: number;
  /** The story runs things side by side that race by nature: only its exit codes and notes are compared. */
  racing?: boolean;
}

export function twin(
  name: string,
  story: Story,
  { timeout = 360_000, racing = false }: TwinOptions = {},
): void {
  test(
    name,
    async () => {
      const real = await (realEngine ??= findEngine({ engine: "pulumi" }).catch((error: unknown) =>
        String(error),
      ));
      const halves = [tell(await findEngine({ engine: "embedded" }), story)];
      if (typeof real !== "string") halves.push(tell(real, story));
      report({ name, real: typeof real === "string" ? real : "ran" });
      const [embedded, pulumi] = await settled(halves);
      if (pulumi)
        expect(racing ? withoutRaces(embedded) : embedded).toEqual(racing ? withoutRaces(pulumi) : pulumi);
    },
    timeout,
  );
}

/** A twin story for `npm run test:full`: a rule of the engines that the daily stories use only in part. */
export function fullTwin(name: string, story: Story, options: TwinOptions = {}): void {
  if (process.env.PULUMI_PLESK_TEST === "full") twin(name, story, options);
  else test.skip(`${name} (full)`, () => undefined);
}

function withoutRaces(record: readonly Json[] = []): Json[] {
  return record.map((entry) => {
    const { command, exitCode } = entry as { command?: Json; exitCode?: Json };
    return command === undefined ? entry : { command, exitCode: exitCode ?? null };
  });
}

/** The closing sentence of a test run, from the lines of all test files; and a clean sheet for the next run. */
export function twinSummary(): string {
  if (!existsSync(TWIN_SUMMARY_FILE)) return "Twin stories: none were told.";
  const lines = readFileSync(TWIN_SUMMARY_FILE, "utf8").trim().split("\n");
  const told = lines.map((line) => JSON.parse(line) as { name: string; real: string });
  const ran = told.filter(({ real }) => real === "ran").length;
  rmSync(TWIN_SUMMARY_FILE);
  if (ran === told.length)
    return `Twin stories: ${told.length}, each on the embedded engine and on the Pulumi CLI, with equal outcome required.`;
  const why = told.find(({ real }) => real !== "ran")?.real ?? "";
  return `Twin stories: ${told.length} on the embedded engine, ${ran} of them also on the Pulumi CLI (${why}).`;
}

/** One half of a twin story: what only one of the engines can do is told by this alone. */
export async function tell(engine: Engine, story: Story): Promise<Json[]> {
  const folder = mkdtempSync(join(tmpdir(), `twin-${engine.kind}-`));
  const record: Json[] = [];
  const opened: OpenedStack[] = [];
  try {
    await story({
      engine,
      folder,
      note: (name, fact) => void record.push({ note: name, fact }),
      open: async (options) => {
        const stateDir = join(folder, options.stack ?? "dev");
        mkdirSync(stateDir, { recursive: true });
        const stack = await openStack({ stateDir, ...options, engine });
        opened.push(stack);
        return recorded(stack, record);
      },
    });
    return record;
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new Error(`on the engine ${engine.kind}: ${text}`, { cause: error });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Both halves end before one's failure is told, so that none goes on in the background. */
async function settled(halves: Promise<Json[]>[]): Promise<Json[][]> {
  const results = await Promise.allSettled(halves);
  const failures = results.flatMap((result) => (result.status === "rejected" ? [String(result.reason)] : []));
  if (failures.length > 0) throw new Error(failures.join("\n\n"));
  return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

function recorded(stack: OpenedStack, record: Json[]): TwinStack {
  const command = async (
    name: string,
    run: (onEvent: (event: EngineEvent) => void) => Promise<{ stdout: string }>,
  ): Promise<CommandOutcome> => {
    const events: EngineEvent[] = [];
    const { exitCode, output } = await outcomeOf(run((event) => events.push(event)));
    const state = stateOf((await stack.exportStack()).deployment as Json);
    record.push({
      command: name,
      exitCode,
      steps: stepsOf(events),
      diagnostics: diagnosticsOf(events),
      state,
    });
    return { exitCode, output, events };
  };
  // The SDK asks for outputs and history after each command, three more processes; the record needs neither.
  const bare = Object.assign(Object.create(stack) as OpenedStack, {
    outputs: () => Promise.resolve({}),
    info: () => Promise.resolve(undefined),
  });
  return {
    stack,
    up: (options = {}) => command("up", (onEvent) => bare.up({ ...options, onEvent })),
    preview: (options = {}) => command("preview", (onEvent) => bare.preview({ ...options, onEvent })),
    refresh: (options = {}) => command("refresh", (onEvent) => bare.refresh({ ...options, onEvent })),
    previewRefresh: (options = {}) =>
      command("refresh --preview-only", (onEvent) => bare.previewRefresh({ ...options, onEvent })),
    destroy: (options = {}) => command("destroy", (onEvent) => bare.destroy({ ...options, onEvent })),
  };
}

/** The SDK turns every failure into one error; the exit code and the output are inside. */
async function outcomeOf(work: Promise<{ stdout: string }>): Promise<{ exitCode: number; output: string }> {
  try {
    return { exitCode: 0, output: (await work).stdout };
  } catch (error) {
    const result = (error as { commandResult?: { err?: { exitCode?: number } } }).commandResult;
    if (result?.err?.exitCode === undefined) throw error;
    return { exitCode: result.err.exitCode, output: (error as Error).message };
  }
}

/** A command that the Automation API has no method for, run as the SDK itself runs commands. */
export async function cli(stack: OpenedStack, ...args: string[]): Promise<string> {
  interface Runner {
    run(args: string[], cwd: string, env: Record<string, string>): Promise<{ stdout: string }>;
  }
  const { workDir, envVars } = stack.workspace;
  const { stdout } = await (stack.engine.command as unknown as Runner).run(args, workDir, envVars);
  return stdout;
}

function report(line: { name: string; real: string }): void {
  mkdirSync(dirname(TWIN_SUMMARY_FILE), { recursive: true });
  appendFileSync(TWIN_SUMMARY_FILE, `${JSON.stringify(line)}\n`);
}
