import { failure } from "../../provider/failure";
import type { Values } from "../../testing/engine";
import { startSandbox, type Sandbox, type SandboxOptions } from "../../testing/sandbox";
import { quickClock, type QuickClock } from "./clock";
import { Driver } from "./driver";
import { inProcessProvider } from "./inProcess";
import { configOf } from "./keyWorld";

export type Declared = Record<string, Values>;

/** A sandbox and the least of an engine in front of it, in one process and on a clock that does not wait. */
export interface KeyLab {
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
  /** The id of a resource's key, as the provider knows it. */
  keyId(name: string): string;
  /** A driver with other configuration on the same state and sandbox. */
  as(config: Record<string, string>): Driver;
  close(): Promise<void>;
}

export interface KeyLabOptions extends SandboxOptions {
  config?: Record<string, string>;
}

export const generous = {
  "plesk:limits": JSON.stringify({ purchasesPerRun: 20, ownerMoves: 20, allowTerminate: true }),
};

export async function openKeyLab({ config, ...options }: KeyLabOptions = {}): Promise<KeyLab> {
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
        return Promise.resolve(inProcessProvider(guard, (sentence) => said.push(sentence), clock));
      },
      configOf(sandbox, { ...generous, ...config, ...more }),
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
    keyId: (name) => {
      const key = driver.state[name]?.outputs.key as { keyId: string } | undefined;
      return key?.keyId ?? "";
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

export async function withKeyLab<T>(options: KeyLabOptions, work: (lab: KeyLab) => Promise<T>): Promise<T> {
  const lab = await openKeyLab(options);
  try {
    return await work(lab);
  } finally {
    await lab.close();
  }
}
