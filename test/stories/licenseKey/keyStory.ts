import { join } from "node:path";

import { startSandbox, type Sandbox, type SandboxOptions } from "../../../testing/sandbox";
import { twin, type CommandOutcome, type Half, type TwinStack } from "../../harness/twin";

export type Declared = Record<string, Record<string, unknown>>;

/** A stack of licence keys beside the sandbox that they are bought on. */
export interface KeyStory extends TwinStack {
  half: Half;
  sandbox: Sandbox;
  declare(declared: Declared): Promise<void>;
  set(key: string, value: string, secret?: boolean): Promise<void>;
  /** The requests since the last call that changed anything, one word for each operation. */
  changes(): string[];
}

export interface KeyStoryOptions {
  sandbox?: SandboxOptions;
  login?: string;
  config?: Record<string, string>;
}

export const admin = { item: "PLESK-12-WEB-ADMIN-1M" };
export const languagePack = { item: "FT-PLESK-1-LANGUAGE-PACK-1M" };

/** A twin story of licence keys: each half has a sandbox of its own. */
export function keyStory(
  name: string,
  story: (run: KeyStory) => Promise<void>,
  options: KeyStoryOptions = {},
): void {
  twin(name, async (half) => {
    const sandbox = await startSandbox({
      ...options.sandbox,
      ...(options.login ? { login: options.login } : {}),
    });
    try {
      await story(await openKeyStory(half, sandbox, options));
      half.note(
        "ledger",
        sandbox.ledger
          .requests()
          .map(({ endpoint, operations, status }) => `${endpoint} ${status ?? "-"} ${operations.join("+")}`)
          .sort(),
      );
    } finally {
      await sandbox.close();
    }
  });
}

async function openKeyStory(half: Half, sandbox: Sandbox, options: KeyStoryOptions): Promise<KeyStory> {
  const opened = await half.open({
    project: join(__dirname, "program"),
    env: { ...sandbox.env },
    ...(options.config ? { config: options.config } : {}),
  });
  let seen = 0;
  return {
    ...opened,
    half,
    sandbox,
    declare: (declared) => opened.stack.setConfig("keys:declared", { value: JSON.stringify(declared) }),
    set: (key, value, secret = false) => opened.stack.setConfig(key, { value, secret }),
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

/** The inputs that the steps of a kind change, from the engine's events. */
export function changed(
  { events }: CommandOutcome,
  op: string,
): { property: string; from: unknown; to: unknown }[] {
  return events.flatMap(({ resourcePreEvent: event }) => {
    if (event?.metadata.op !== op) return [];
    const { old, new: fresh, diffs = [] } = event.metadata;
    return diffs.map((property) => ({ property, from: old?.inputs[property], to: fresh?.inputs[property] }));
  });
}
