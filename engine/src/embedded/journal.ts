/** The state while it changes: after and before each step there is a snapshot on disk from which the next run can go on. */

import { type Op } from "./events";
import { equal } from "./propertyDiff";
import {
  createUrn,
  parseReference,
  providerReference,
  qualifiedType,
  ROOT_STACK_TYPE,
  urnName,
  type OperationType,
  type PendingOperation,
  type ResourceState,
} from "./state";
import { type Snapshot } from "./deployment";

export interface JournalStep {
  op: Op;
  old: ResourceState | undefined;
  /** The state after the step; undefined when the step takes the resource away. */
  new: ResourceState | undefined;
}

const PENDING: Partial<Record<Op, OperationType>> = {
  create: "creating",
  "create-replacement": "creating",
  update: "updating",
  delete: "deleting",
  "delete-replaced": "deleting",
  discard: "deleting",
  "discard-replaced": "deleting",
  read: "reading",
  "read-replacement": "reading",
};

export class Journal {
  private news: ResourceState[] = [];
  private readonly removed = new Set<ResourceState>();
  private readonly pending = new Set<PendingOperation>();
  private refreshed = false;

  /** `save` writes a snapshot to disk before it returns. */
  constructor(
    private base: ResourceState[],
    private readonly basePending: PendingOperation[],
    private readonly save: (snapshot: Snapshot) => void,
  ) {}

  begin(step: JournalStep): (succeeded: boolean, after: JournalStep) => void {
    const type = PENDING[step.op];
    const resource = step.new ?? step.old;
    if (!type || !resource)
      return (succeeded, after) => {
        this.end(succeeded, after);
      };
    const operation = { type, resource: { ...resource } };
    this.pending.add(operation);
    this.write();
    return (succeeded, after) => {
      this.pending.delete(operation);
      this.end(succeeded, after);
    };
  }

  /** Outputs that a component or the stack registered after its own step. */
  outputs(): void {
    this.write();
  }

  /** After a refresh: what was read is now the state that the update starts from. */
  rebase(resources: ResourceState[]): void {
    this.base = resources;
    this.news = [];
    this.removed.clear();
    this.refreshed = false;
    this.write();
  }

  /** Where an update, refresh or destroy starts: the format is brought up to date, pending operations but creates are dropped. */
  write(): void {
    this.save(this.snapshot());
  }

  snapshot(): Snapshot {
    const resources = [...this.news, ...this.base].filter((state) => !this.removed.has(state));
    const created = this.basePending.filter((operation) => operation.type === "creating");
    const normalized = withoutAliases(resources);
    return {
      resources: this.refreshed ? withoutDangling(normalized) : normalized,
      pendingOperations: [...this.pending, ...created],
    };
  }

  private end(succeeded: boolean, step: JournalStep): void {
    if (succeeded) this.apply(step);
    if (!succeeded || !isQuiet(step)) this.write();
  }

  private apply({ op, old, new: fresh }: JournalStep): void {
    if (op === "replace") return;
    if (op === "refresh") this.replaceInPlace(old, fresh);
    else if (op === "create" || op === "create-replacement")
      this.add(fresh, old?.pendingReplacement ? old : undefined);
    else if (op === "read-replacement") this.add(fresh, undefined);
    else if (fresh) this.add(fresh, old);
    // A resource that is deleted before its replacement exists stays, marked, until the replacement is there.
    else if (old && !(op === "delete-replaced" && old.pendingReplacement)) this.removed.add(old);
  }

  private add(fresh: ResourceState | undefined, instead: ResourceState | undefined): void {
    if (instead) this.removed.add(instead);
    if (fresh) this.news.push(fresh);
  }

  private replaceInPlace(old: ResourceState | undefined, fresh: ResourceState | undefined): void {
    this.refreshed = true;
    if (!old || old === fresh) return;
    const replace = (states: ResourceState[]): ResourceState[] =>
      states.flatMap((state) => (state === old ? (fresh ? [fresh] : []) : [state]));
    this.base = replace(this.base);
    this.news = replace(this.news);
  }
}

/** A "same" that changes nothing in the state needs no write; with many resources these are most steps. */
function isQuiet({ op, old, new: fresh }: JournalStep): boolean {
  if (op !== "same" || !old || !fresh) return false;
  const members = ["urn", "type", "custom", "id", "provider", "parent", "protect", "retainOnDelete"] as const;
  const plain = [...(["dependencies", "propertyDependencies", "resourceHooks", "customTimeouts"] as const)];
  return (
    members.every((member) => old[member] === fresh[member]) &&
    plain.every((member) => JSON.stringify(old[member]) === JSON.stringify(fresh[member])) &&
    equal(old.inputs, fresh.inputs) &&
    equal(old.outputs, fresh.outputs)
  );
}

/** References to a renamed resource follow it, also those of resources that the run has not come to yet. */
function withoutAliases(states: ResourceState[]): ResourceState[] {
  const renamed = new Map<string, string>();
  for (const state of states) {
    for (const alias of state.aliases) renamed.set(alias, state.urn);
    const parent = renamed.get(state.parent);
    if (parent && qualifiedType(parent) !== ROOT_STACK_TYPE) renamed.set(state.urn, moved(state, parent));
  }
  if (renamed.size === 0) return states;
  const fix = (urn: string): string => renamed.get(urn) ?? urn;
  return states.map((state) => ({
    ...state,
    urn: fix(state.urn),
    parent: fix(state.parent),
    provider: fixProvider(state.provider, fix),
    dependencies: state.dependencies.map(fix),
    propertyDependencies: Object.fromEntries(
      Object.entries(state.propertyDependencies).map(([key, urns]) => [key, urns.map(fix)]),
    ),
    aliases: [],
  }));
}

function moved(state: ResourceState, parent: string): string {
  const [, , stack = ""] = state.urn.split(":");
  return createUrn(stack, state.urn.split("::")[1] ?? "", parent, state.type, urnName(state.urn));
}

function fixProvider(reference: string, fix: (urn: string) => string): string {
  if (!reference) return reference;
  const { urn, id } = parseReference(reference);
  return providerReference(fix(urn), id);
}

/** A refresh may find resources gone that others depend on or live under. */
export function withoutDangling(states: ResourceState[]): ResourceState[] {
  const present = new Set<string>();
  const parents = new Map<string, string>();
  return states.map((state) => {
    const here = (urn: string): boolean => present.has(urn);
    const parent =
      !state.parent || states.some((s) => s.urn === state.parent)
        ? state.parent
        : (parents.get(state.parent) ?? "");
    // A property that depends on nothing (any more) is left out, as the CLI does after a refresh.
    const kept = Object.entries(state.propertyDependencies).map(
      ([key, urns]) => [key, urns.filter(here)] as const,
    );
    const propertyDependencies = Object.fromEntries(kept.filter(([, urns]) => urns.length > 0));
    const result = { ...state, parent, dependencies: state.dependencies.filter(here), propertyDependencies };
    present.add(state.urn);
    parents.set(state.urn, parent);
    return result;
  });
}
