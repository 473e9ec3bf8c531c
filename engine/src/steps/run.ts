/** One operation on one stack: what is known at its start, what has happened so far, and the parts that the steps share. */

import { Events, type Op } from "../output/events";
import { guardInputs } from "../loopback";
import { Hooks } from "../program/hooks";
import { type Project } from "../program/project";
import { type ProviderProcess, type Stream } from "../providers/process";
import { Registry } from "../providers/registry";
import { type Config } from "../state/config";
import { type Snapshot } from "../state/deployment";
import { Journal } from "../state/journal";
import { type ResourceState } from "../state/state";
import { UserError } from "../userError";

/** The operations of the command line; a preview is an update that is not carried out. */
export type Kind = "update" | "refresh" | "destroy";

/** What an operation was asked to do. */
export interface RunOptions {
  kind: Kind;
  dryRun: boolean;
  /** Whether everything is read back first. */
  refresh: boolean;
  parallel: number;
  /** URNs; empty for everything. */
  targets: string[];
  /** In previews: what keeps its place and its state, and is not looked at. */
  excludes: string[];
  /** What is replaced though nothing differs. */
  replace: string[];
}

/** What an operation reads before it begins, and where it writes. */
export interface Facts {
  project: Project;
  stack: string;
  config: Config;
  snapshot: Snapshot;
  readonly save: (snapshot: Snapshot) => void;
}

/** The operation cannot go on; what there is to say has been said in a diagnostic. */
export class Bail extends Error {}

/** The operation while it runs. */
export class Run {
  /** Resources of the last snapshot that are not marked for deletion, by URN. */
  olds = new Map<string, ResourceState>();
  base: ResourceState[] = [];
  /** Where the engine listens for the program and its providers. */
  address = "";
  failed = false;
  /** The operation was given up before its steps were done. */
  bailed = false;
  /** A step failed, as opposed to the planning of one or to the program. */
  stepFailed = false;
  readonly counts: Partial<Record<Op, number>> = {};
  readonly cancellation = new AbortController();
  readonly events: Events;
  readonly registry: Registry;
  readonly hooks: Hooks;
  /** Undefined in a preview. */
  readonly journal: Journal | undefined;

  constructor(
    readonly facts: Facts,
    readonly options: RunOptions,
  ) {
    const secrets = Object.values(facts.config).filter(({ secret }) => secret);
    this.events = new Events(secrets.map(({ value }) => value));
    this.registry = new Registry(this, guardInputs);
    this.hooks = new Hooks(options.dryRun, this.warn);
    this.journal = options.dryRun ? undefined : new Journal(facts.snapshot, facts.save);
    this.rebase(facts.snapshot.resources);
  }

  /** What the snapshot says from now on. */
  rebase(resources: ResourceState[]): void {
    this.base = resources;
    this.olds = new Map(resources.filter((state) => !state.delete).map((state) => [state.urn, state]));
  }

  get canceled(): boolean {
    return this.cancellation.signal.aborted;
  }

  /** No new steps; those that run are finished and saved. */
  readonly cancel = (): void => {
    this.cancellation.abort();
  };

  /** The error is said here and ends the operation where it is thrown. */
  bail(message: string, urn = ""): Bail {
    this.error(message, urn);
    return new Bail(message);
  }

  error(message: string, urn = ""): void {
    this.failed = true;
    this.events.diagnostic("error", message, { urn });
  }

  readonly warn = (message: string, urn = ""): void => {
    this.events.diagnostic("warning", message, { urn });
  };

  /** A line that the program or a provider printed. */
  readonly heard = (line: string, stream: Stream): void => {
    this.events.diagnostic(stream === "stderr" ? "info#err" : "info", line);
  };

  /** The provider of a resource that the program registered or the state holds. */
  providerOf({ provider, urn }: Pick<ResourceState, "provider" | "urn">): Promise<ProviderProcess> {
    if (!provider) throw new UserError(`the resource ${urn} has no provider`);
    return this.registry.load(provider, this.base);
  }
}
