import {
  startSandbox,
  type EnvOptions,
  type PleskServer,
  type Sandbox,
  type SandboxOptions,
} from "plesk-sandbox";
import type { ResourceSpec, Step } from "../../provider/converge/resource";
import { failure } from "../../provider/failure";
import { quickClock, type QuickClock } from "./clock";
import { configOf, serversOf } from "./config";
import type { Declared } from "./declarations";
import { Driver } from "./driver";
import { inProcessProvider } from "./inProcess";
import { memoryJournal } from "./journal";
import { resources } from "./resources";

export type { Declared } from "./declarations";

/** A sandbox and the least of an engine in front of it, in one process and on a clock that does not wait. */
export interface Lab {
  sandbox: Sandbox;
  driver: Driver;
  clock: QuickClock;
  /** What the provider said while it worked. */
  said: string[];
  /** The notes of the journal of orders, by their names. */
  notes: Map<string, string>;
  /** Runs, and returns the message of what failed, undefined where nothing did. */
  up(declared: Declared): Promise<string | undefined>;
  refresh(): Promise<string | undefined>;
  destroy(): Promise<string | undefined>;
  /** What executed since the last call, one word for each operation. */
  changes(): string[];
  /** What was paid since the last call, one word for each. */
  charges(): string[];
  /** The id of a licence key, as the provider knows it. */
  keyId(name: string): string;
  /** The Plesk server that the seeded subscriptions and add-ons belong to. */
  readonly alpha: PleskServer;
  /** Runs until the engine is killed at the first request to an endpoint, after its work; false where none came. */
  killedAfter(endpoint: string, declared: Declared): Promise<boolean>;
  /** A driver with other configuration on the same state and sandbox. */
  as(config: Record<string, string>): Driver;
  /** The configuration of another login to the Plesk servers. */
  config(login: EnvOptions): Record<string, string>;
  close(): Promise<void>;
}

export interface LabOptions extends SandboxOptions {
  /** Configuration beside where the sandbox is. */
  config?: Record<string, string> | ((sandbox: Sandbox) => Record<string, string>);
  /** How the provider logs in to all Plesk servers. */
  serverLogin?: EnvOptions;
}

export async function openLab<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  { config = {}, serverLogin, ...options }: LabOptions = {},
): Promise<Lab> {
  const clock = quickClock();
  const sandbox = await startSandbox({ ...options, now: () => new Date(clock.now()) });
  const base = configOf(sandbox, typeof config === "function" ? config(sandbox) : config, serverLogin);
  const said: string[] = [];
  const notes = new Map<string, string>();
  const journal = memoryJournal(notes);
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
        const say = (sentence: string): void => void said.push(sentence);
        return Promise.resolve(inProcessProvider(spec, guard, say, clock, journal));
      },
      { ...base, ...more },
    );
  const driver = as({});
  let seen = 0;
  let paid = 0;
  return {
    sandbox,
    driver,
    clock,
    said,
    notes,
    as,
    up: (declared) => messageOf(driver.up(declared)),
    refresh: () => messageOf(driver.refresh()),
    destroy: () => messageOf(driver.destroy()),
    changes: () => {
      const done = sandbox.ledger.changes({ since: seen });
      seen = sandbox.ledger.mark();
      return done.map(({ operations }) => operations.join("+"));
    },
    charges: () => {
      const since = sandbox.ledger.charges().slice(paid);
      paid += since.length;
      return since.map(({ item }) => item);
    },
    keyId: (name) => {
      const key = driver.state[name]?.outputs.key as { keyId: string } | undefined;
      return key?.keyId ?? "";
    },
    get alpha() {
      return sandbox.plesk.server("alpha");
    },
    config: (login) => serversOf(sandbox, login),
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

/** A resource's labs: each is closed again, whatever comes of the work. */
export function lab<D, State, S extends Step>(spec: ResourceSpec<D, State, S>) {
  return async <T>(options: LabOptions, work: (lab: Lab) => Promise<T>): Promise<T> => {
    const opened = await openLab(spec, options);
    try {
      return await work(opened);
    } finally {
      await opened.close();
    }
  };
}

export const withKeyLab = lab(resources.licenseKey.spec);
export const withUpgradeLab = lab(resources.pleskLicenseUpgrade.spec);
export const withBindingLab = lab(resources.subscriptionPlanBinding.spec);
