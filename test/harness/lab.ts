import { failure } from "../../provider/failure";
import type { ResourceSpec, Step } from "../../provider/converge/resource";
import type { Values } from "pulumi-embedded-engine";
import { startSandbox, type Sandbox, type SandboxOptions } from "plesk-sandbox";
import { quickClock, type QuickClock } from "./clock";
import { Driver } from "./driver";
import { inProcessProvider } from "./inProcess";

export type Declared = Record<string, Values>;

/** A sandbox and the least of an engine in front of it, in one process and on a clock that does not wait. */
export interface Lab {
  sandbox: Sandbox;
  driver: Driver;
  clock: QuickClock;
  /** What the provider said while it worked. */
  said: string[];
  /** Runs, and returns the message of what failed, undefined where nothing did. */
  up(declared: Declared): Promise<string | undefined>;
  refresh(): Promise<string | undefined>;
  destroy(): Promise<string | undefined>;
  /** What executed since the last call, one word for each operation. */
  changes(): string[];
  /** Runs until the engine is killed at the first request to an endpoint, after its work; false where none came. */
  killedAfter(endpoint: string, declared: Declared): Promise<boolean>;
  /** A driver with other configuration on the same state and sandbox. */
  as(config: Record<string, string>): Driver;
  close(): Promise<void>;
}

export async function openLab<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  configOf: (sandbox: Sandbox) => Record<string, string>,
  options: SandboxOptions,
): Promise<Lab> {
  const clock = quickClock();
  const sandbox = await startSandbox({ ...options, now: () => new Date(clock.now()) });
  const said: string[] = [];
  // One token for each provider that was started; those whose engine was killed are dead.
  let current = Symbol("provider");
  const dead = new Set<symbol>();
  const gone = failure({ kind: "refused", what: "The engine is gone" });
  const as = (more: Record<string, string>): Driver =>
    new Driver(
      () => {
        const mine = (current = Symbol("provider"));
        const guard = async (): Promise<void> => {
          if (dead.has(mine)) await Promise.reject(gone);
        };
        return Promise.resolve(inProcessProvider(spec, guard, (sentence) => said.push(sentence), clock));
      },
      { ...configOf(sandbox), ...more },
    );
  const driver = as({});
  let seen = 0;
  return {
    sandbox,
    driver,
    clock,
    said,
    as,
    up: (declared) => messageOf(driver.up(declared)),
    refresh: () => messageOf(driver.refresh()),
    destroy: () => messageOf(driver.destroy()),
    changes: () => {
      const done = sandbox.ledger.changes({ since: seen });
      seen = sandbox.ledger.mark();
      return done.map(({ operations }) => operations.join("+"));
    },
    killedAfter: async (endpoint, declared) => {
      let hit = false;
      const remove = sandbox.faults.onRequest("after", (entry) => {
        if (hit || entry.endpoint !== endpoint) return undefined;
        hit = true;
        dead.add(current);
        driver.kill();
        return "drop";
      });
      await messageOf(driver.up(declared));
      remove();
      return hit;
    },
    close: () => sandbox.close(),
  };
}

/** The message of what a promise rejects with, undefined where it does not. */
export async function messageOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Closes a lab whatever comes of the work. */
export async function closing<L extends Lab, T>(
  opening: Promise<L>,
  work: (lab: L) => Promise<T>,
): Promise<T> {
  const lab = await opening;
  try {
    return await work(lab);
  } finally {
    await lab.close();
  }
}
