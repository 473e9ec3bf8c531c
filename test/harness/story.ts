import { startSandbox, type LedgerEntry, type Sandbox, type SandboxOptions, type When } from "plesk-sandbox";
import { engineProcess, killed, providerProcess, until } from "../../engine/test/harness/processes";
import { twin, type CommandOutcome, type Half, type TwinStack } from "../../engine/test/harness/twin";
import type { Declared } from "./declarations";
import { programOf, resources, type Program } from "./resources";

/** A stack whose program declares what the configuration says, beside the sandbox that it works on. */
export interface SandboxStory extends TwinStack {
  half: Half;
  sandbox: Sandbox;
  declare(declared: Declared): Promise<void>;
  set(key: string, value: string, secret?: boolean): Promise<void>;
  /** The requests since the last call that changed anything, one word for each operation. */
  changes(): string[];
  /** Kills the engine or the provider process at the next request to an endpoint, and cuts that request. */
  killAt(endpoint: string, when: When, victim: "engine" | "provider", command?: "up" | "destroy"): void;
}

export interface StoryOptions {
  sandbox?: SandboxOptions;
  config?: Record<string, string>;
  /** Many keys at once: which one gets which id, and who was first, is a race. */
  racing?: boolean;
}

/** Twin stories of a program beside a sandbox: each half has one of its own. */
export function story(program: Program) {
  return (name: string, tell: (run: SandboxStory) => Promise<void>, options: StoryOptions = {}): void => {
    const { racing = false } = options;
    const tellBeside = async (half: Half): Promise<void> => {
      const sandbox = await startSandbox(options.sandbox);
      try {
        await tell(await openStory(program, half, sandbox, options));
        if (racing) half.note("charges", sandbox.ledger.charges().length);
        else half.note("ledger", told(sandbox.ledger.requests()));
      } finally {
        await sandbox.close();
      }
    };
    twin(name, tellBeside, { racing });
  };
}

export const keyStory = story(resources.licenseKey.program);
export const upgradeStory = story(resources.pleskLicenseUpgrade.program);
export const bindingStory = story(resources.subscriptionPlanBinding.program);
/** Of resources of all kinds in one program. */
export const reportStory = story(programOf("reports", "reports"));

function told(entries: readonly LedgerEntry[]): string[] {
  return entries
    .map(({ endpoint, operations, status }) => `${endpoint} ${status ?? "-"} ${operations.join("+")}`)
    .sort();
}

async function openStory(
  program: Program,
  half: Half,
  sandbox: Sandbox,
  options: StoryOptions,
): Promise<SandboxStory> {
  const opened = await half.open({
    project: program.project,
    env: { ...sandbox.env },
    ...(options.config ? { config: options.config } : {}),
  });
  let seen = 0;
  return {
    ...opened,
    half,
    sandbox,
    declare: (declared) => opened.stack.setConfig(program.declared, { value: JSON.stringify(declared) }),
    set: (key, value, secret = false) => opened.stack.setConfig(key, { value, secret }),
    killAt: (endpoint, when, victim, command = "up") => {
      const find = () =>
        victim === "engine" ? engineProcess(half.folder, command) : providerProcess(half.folder);
      let death: Promise<void> | undefined;
      const stop = sandbox.faults.onRequest(when, async (entry) => {
        if (entry.endpoint !== endpoint) return undefined;
        await (death ??= killQuietly(find).finally(stop));
        return "drop";
      });
    },
    changes: () => {
      const done = sandbox.ledger.changes().filter(({ number }) => number > seen);
      seen = sandbox.ledger.requests().at(-1)?.number ?? seen;
      return done.map(({ operations }) => operations.join("+"));
    },
  };
}

/** What a command printed, for expectations on sentences. */
export function expectSuccess(outcome: CommandOutcome): CommandOutcome {
  if (outcome.exitCode !== 0) throw new Error(`exit code ${outcome.exitCode}:\n${outcome.output}`);
  return outcome;
}

/** Nothing differs, and nothing is left to do. */
export async function expectClean({ preview }: SandboxStory): Promise<void> {
  expectSuccess(await preview({ refresh: true, expectNoChanges: true }));
}

/** The inputs that the steps of a kind change, from the engine's events. */
export function changed(
  { events }: CommandOutcome,
  op: string,
): { property: string; from: unknown; to: unknown }[] {
  return events.flatMap(({ resourcePreEvent: event }) => {
    if (event?.metadata.op !== op) return [];
    const { old, new: fresh, diffs = [] } = event.metadata;
    const before = (old?.inputs ?? {}) as Record<string, unknown>;
    const after = (fresh?.inputs ?? {}) as Record<string, unknown>;
    return diffs.map((property) => ({ property, from: before[property], to: after[property] }));
  });
}

/**
 * The Pulumi CLI does not write its state file in one piece: killed while it writes, it leaves an
 * empty one beside its backup. That is not what these stories are about, so it is given time to
 * finish writing; all matching requests wait meanwhile.
 */
async function killQuietly(find: () => number | undefined): Promise<void> {
  const pid = await until(find);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await killed(pid);
}
