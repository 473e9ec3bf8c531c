import { startSandbox, type LedgerEntry, type Sandbox, type SandboxOptions } from "plesk-sandbox";
import type { Step } from "../../provider/converge/resource";
import { quickClock, type QuickClock } from "./clock";
import type { Driver } from "./driver";
import { daily } from "./full";
import { door } from "./inProcess";
import type { TestedResource } from "./resources";
import { inProcess, pluginProcess, providerProcess, type Speed, type Victim } from "./speeds";

/** Where a run is cut: at its n-th request, before or after the system has done its work. */
export interface Cut {
  request: number;
  when: "before" | "after";
}

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
  return withSandbox(story, async (sandbox, clock) => {
    const { driver, end } = speed.start(sandbox, clock, story.config);
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
  return withSandbox(story, async (sandbox, clock) => {
    const { driver, kill, end } = speed.start(sandbox, clock, story.config);
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

async function withSandbox<T>(
  story: CutStory,
  work: (sandbox: Sandbox, clock: QuickClock) => Promise<T>,
): Promise<T> {
  const clock = quickClock();
  const sandbox = await startSandbox({ ...story.sandbox, now: () => new Date(clock.now()) });
  try {
    return await work(sandbox, clock);
  } finally {
    await sandbox.close();
  }
}

export interface CutMatrix<D, State, S extends Step> {
  resource: TestedResource<D, State, S>;
  stories: Record<string, CutStory>;
  /** How many of the stories are told daily at the speed of the provider processes, which take their time to start. */
  daily: number;
}

/**
 * Tells each story with a kill before and after each of its requests, handlers called directly; and
 * around the requests that change something, in the real provider processes of both doors.
 */
export function tellCuts<D, State, S extends Step>({
  resource: { spec, outcomeOf },
  stories,
  daily: some,
}: CutMatrix<D, State, S>): void {
  const all = Object.entries(stories);
  const told = daily(all.slice(0, some), { full: all });
  const handlers = { speed: inProcess(spec), cuts: everyCut, told: all };
  const processes = { speed: providerProcess(spec), cuts: cutsAroundChanges, told };
  const plugin = { speed: pluginProcess(spec), cuts: cutsAroundChanges, told };
  // The processes are those of both doors in any case.
  const speeds =
    door === "native" ? [handlers] : daily([handlers, processes], { full: [handlers, processes, plugin] });
  const outcome = (sandbox: Sandbox, { state }: Driver) => outcomeOf(sandbox, state);

  describe.each(speeds)("killed in the middle, at the speed of $speed.name", ({ speed, cuts, told }) => {
    describe.each(speed.victims)("with the %s as the victim", (victim) => {
      it.each(told)("%s ends as if nothing had happened", async (_, story) => {
        const calm = await undisturbed(speed, story, outcome);
        for (const cut of cuts(calm.requests)) {
          const left = await cutAndResumed(speed, story, victim, cut, outcome);
          expect({ cut, left }).toEqual({ cut, left: calm.outcome });
        }
      });
    });
  });
}
