/** One operation on one stack: what is known at its start, what has happened so far, and the parts that the steps share. */

import { type Events, type Op } from "./events";
import { type Hooks } from "./hooks";
import { type Journal } from "./journal";
import { type Registry } from "./registry";
import { ResourceProvider } from "./resourceProvider";
import { isProviderType, urnName, type PendingOperation, type ResourceState } from "./state";
import { UserError } from "./userError";
import { type Step } from "./step";

export type Kind = "update" | "preview" | "refresh" | "destroy";

export interface RunOptions {
  kind: Kind;
  dryRun: boolean;
  refresh: boolean;
  /** Run the program during a destroy, so that providers and hooks come from it. */
  runProgram: boolean;
  parallel: number;
  targets: string[];
  /** In previews: what keeps its place and its state, and is not looked at. */
  excludes: string[];
  targetDependents: boolean;
  replace: string[];
}

/** The operation cannot go on; what there is to say has been said in a diagnostic. */
export class Bail extends Error {}

export class Run {
  /** Resources of the last snapshot that are not marked for deletion, by URN. */
  olds = new Map<string, ResourceState>();
  readonly counts: Partial<Record<Op, number>> = {};
  readonly cancellation = new AbortController();
  failed = false;
  /** The operation was given up before its steps were done. */
  bailed = false;
  /** A step failed, as opposed to the planning of one or to the program. */
  stepFailed = false;
  maybeCorrupt = false;

  constructor(
    readonly project: string,
    readonly stack: string,
    readonly options: RunOptions,
    readonly events: Events,
    readonly registry: Registry,
    readonly hooks: Hooks,
    readonly journal: Journal | undefined,
    public base: ResourceState[],
    readonly pendingOperations: PendingOperation[],
  ) {
    this.rebase(base);
  }

  rebase(resources: ResourceState[]): void {
    this.base = resources;
    this.olds = new Map(resources.filter((state) => !state.delete).map((state) => [state.urn, state]));
  }

  get canceled(): boolean {
    return this.cancellation.signal.aborted;
  }

  /** No new steps; those that run are finished and saved. */
  cancel(): void {
    this.cancellation.abort();
  }

  /** The error is said here and ends the operation. */
  bail(message: string, urn = ""): Bail {
    this.error(message, urn);
    return new Bail(message);
  }

  error(message: string, urn = ""): void {
    this.failed = true;
    this.events.diagnostic("error", message, urn);
  }

  warn(message: string, urn = ""): void {
    this.events.diagnostic("warning", message, urn);
  }

  info(message: string, urn = ""): void {
    this.events.diagnostic("info", message, urn);
  }

  count(op: Op): void {
    this.counts[op] = (this.counts[op] ?? 0) + 1;
  }

  /** The provider of a resource that the program registered or the state holds. */
  async providerOf(state: ResourceState): Promise<ResourceProvider> {
    if (!state.provider) throw new UserError(`the resource ${state.urn} has no provider`);
    return new ResourceProvider(await this.registry.load(state.provider, this.base), this.options.dryRun);
  }
}

/** Steps that a reader of the output should not see: those of providers that nobody declared. */
export function isInternal(step: Pick<Step, "op" | "subject">): boolean {
  const { type, urn } = step.subject;
  return step.op === "remove-pending-replace" || (isProviderType(type) && isDefaultName(urnName(urn)));
}

function isDefaultName(name: string): boolean {
  return name === "default" || name.startsWith("default_");
}
