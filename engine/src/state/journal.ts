/** The state while it changes: after and before each step there is a snapshot on disk from which the next run can go on. */

import { isDeepStrictEqual } from "node:util";
import { type Op } from "../output/events";
import { type Snapshot } from "./deployment";
import {
  parseReference,
  providerReference,
  type OperationType,
  type PendingOperation,
  type ResourceState,
} from "./state";

/** The part of a step that changes the state. */
export interface JournalStep {
  readonly op: Op;
  readonly old?: ResourceState | undefined;
  /** The state after the step; undefined when the step takes the resource away. */
  readonly new?: ResourceState | undefined;
}

const PENDING: Partial<Record<Op, OperationType>> = {
  create: "creating",
  "create-replacement": "creating",
  update: "updating",
  delete: "deleting",
  "delete-replaced": "deleting",
  discard: "deleting",
  read: "reading",
};

/** Writes down what steps begin and do. */
export class Journal {
  private base: ResourceState[];
  private news: ResourceState[] = [];
  private readonly interruptedCreates: PendingOperation[];
  private readonly removed = new Set<ResourceState>();
  private readonly pending = new Set<PendingOperation>();
  private refreshed = false;

  /** `save` writes a snapshot to disk before it returns. */
  constructor(
    { resources, pendingOperations }: Snapshot,
    private readonly save: (snapshot: Snapshot) => void,
  ) {
    this.base = resources;
    this.interruptedCreates = pendingOperations.filter(({ type }) => type === "creating");
  }

  /** Call the answer when the step has ended. */
  begin(step: JournalStep): (succeeded: boolean) => void {
    const type = PENDING[step.op];
    const resource = step.new ?? step.old;
    const operation = type && resource && { type, resource: { ...resource } };
    if (operation) {
      this.pending.add(operation);
      this.write();
    }
    return (succeeded) => {
      if (operation) this.pending.delete(operation);
      if (succeeded) this.apply(step);
      // A "same" that changes nothing needs no write; with many resources these are most steps.
      const isUnchanged = step.op === "same" && isDeepStrictEqual(step.old, step.new);
      if (!succeeded || !isUnchanged) this.write();
    };
  }

  /** After a refresh: what was read is now the state that the update starts from. */
  rebase(resources: ResourceState[]): void {
    this.base = resources;
    this.refreshed = false;
    this.write();
  }

  /** Of the interrupted operations of earlier runs only creates are kept: the others are settled by what this run does. */
  write(): void {
    const present = [...this.news, ...this.base].filter((state) => !this.removed.has(state));
    const resources = withoutAliases(present);
    this.save({
      resources: this.refreshed ? withoutDangling(resources) : resources,
      pendingOperations: [...this.pending, ...this.interruptedCreates],
    });
  }

  private apply({ op, old, new: fresh }: JournalStep): void {
    if (op === "replace") return;
    if (op === "refresh") this.replaceInPlace(old, fresh);
    else if (fresh) {
      const isBeside = op.startsWith("create") && !old?.pendingReplacement;
      if (old && !isBeside) this.removed.add(old);
      this.news.push(fresh);
    }
    // A resource that is deleted before its replacement exists stays, marked, until the replacement is there.
    else if (old && !(op === "delete-replaced" && old.pendingReplacement)) this.removed.add(old);
  }

  private replaceInPlace(old: ResourceState | undefined, fresh: ResourceState | undefined): void {
    this.refreshed = true;
    this.base = this.base.flatMap((state) => (state === old ? (fresh ?? []) : state));
  }
}

/** References to a renamed resource follow it, also those of resources that the run has not come to yet. */
function withoutAliases(states: ResourceState[]): ResourceState[] {
  const renamed = new Map(
    states.flatMap(({ aliases, urn }) => aliases.map((alias) => [alias, urn] as const)),
  );
  if (renamed.size === 0) return states;
  const fix = (urn: string): string => renamed.get(urn) ?? urn;
  return states.map((state) => ({ ...withUrns(state, fix), urn: fix(state.urn), aliases: [] }));
}

/** A refresh may find resources gone that others depend on or live under. */
export function withoutDangling(states: ResourceState[]): ResourceState[] {
  const present = new Set(states.map(({ urn }) => urn));
  return states.map((state) => {
    const left = withUrns(state, (urn) => (present.has(urn) ? urn : undefined));
    // A property that depends on nothing any more is left out, as the CLI does.
    const properties = Object.entries(left.propertyDependencies).filter(([, urns]) => urns.length > 0);
    return { ...left, propertyDependencies: Object.fromEntries(properties) };
  });
}

/** The resource with other references, or without those that become undefined. */
function withUrns(state: ResourceState, change: (urn: string) => string | undefined): ResourceState {
  const changed = (urns: string[]): string[] => urns.flatMap((urn) => change(urn) ?? []);
  const { urn, id } = parseReference(state.provider);
  const properties = Object.entries(state.propertyDependencies);
  return {
    ...state,
    parent: change(state.parent) ?? "",
    provider: state.provider && providerReference({ urn: change(urn) ?? urn, id }),
    dependencies: changed(state.dependencies),
    propertyDependencies: Object.fromEntries(properties.map(([key, urns]) => [key, changed(urns)])),
  };
}
