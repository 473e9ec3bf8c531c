import { startSandbox, type LedgerEntry, type Sandbox, type SandboxOptions } from "plesk-sandbox";
import type { Driver } from "./driver";

/** Where a run is cut: at its n-th request, before or after the system has done its work. */
export interface Cut {
  request: number;
  when: "before" | "after";
}

/** What is needed to run one story again and again at one speed. */
export interface Speed {
  name: string;
  /** A driver whose victim `kill` stops; it may take a while, the request waits for it. */
  start(
    sandbox: Sandbox,
    config?: Record<string, string>,
  ): { driver: Driver; kill: (victim: Victim) => Promise<void>; end: () => Promise<void> };
  victims: readonly Victim[];
}

export type Victim = "provider" | "engine";

export interface CutStory {
  sandbox?: SandboxOptions;
  /** Configuration beside where the sandbox is. */
  config?: Record<string, string>;
  /** Brings the world to where the story begins; never cut. */
  before?: (driver: Driver, sandbox: Sandbox) => Promise<void>;
  /** What is cut, and then run again. */
  run: (driver: Driver) => Promise<void>;
}

/** The undisturbed run: its outcome, and how many requests it takes. */
export async function undisturbed<T>(
  speed: Speed,
  story: CutStory,
  outcomeOf: (sandbox: Sandbox, driver: Driver) => T,
): Promise<{ outcome: T; requests: readonly LedgerEntry[] }> {
  return withSandbox(story, async (sandbox) => {
    const { driver, end } = speed.start(sandbox, story.config);
    await story.before?.(driver, sandbox);
    const start = sandbox.ledger.mark();
    await story.run(driver);
    await end();
    return { outcome: outcomeOf(sandbox, driver), requests: sandbox.ledger.since(start) };
  });
}

/** The same story, cut once, and run again until the end. */
export async function cutAndResumed<T>(
  speed: Speed,
  story: CutStory,
  victim: Victim,
  cut: Cut,
  outcomeOf: (sandbox: Sandbox, driver: Driver) => T,
): Promise<T> {
  return withSandbox(story, async (sandbox) => {
    const { driver, kill, end } = speed.start(sandbox, story.config);
    await story.before?.(driver, sandbox);
    const first = sandbox.ledger.mark();
    let count = 0;
    const remove = sandbox.faults.onRequest(cut.when, async (entry) => {
      if (entry.number <= first || ++count !== cut.request) return undefined;
      await kill(victim);
      return "drop";
    });
    await expect(story.run(driver)).rejects.toThrow();
    remove();
    await story.run(driver);
    await end();
    return outcomeOf(sandbox, driver);
  });
}

/** Every place at which a run can be cut. */
export function everyCut(requests: readonly LedgerEntry[]): Cut[] {
  return requests.flatMap((_, index) => [
    { request: index + 1, when: "before" as const },
    { request: index + 1, when: "after" as const },
  ]);
}

/** The places around the requests that changed something. */
export function cutsAroundChanges(requests: readonly LedgerEntry[]): Cut[] {
  return everyCut(requests).filter(({ request }) => (requests[request - 1]?.operations.length ?? 0) > 0);
}

async function withSandbox<T>(story: CutStory, work: (sandbox: Sandbox) => Promise<T>): Promise<T> {
  const sandbox = await startSandbox(story.sandbox);
  try {
    return await work(sandbox);
  } finally {
    await sandbox.close();
  }
}
