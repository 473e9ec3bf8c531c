/** The kinds of steps, and what applying each of them does. The same steps are planned in a preview and in an update. */

import { type Op } from "../output/events";
import { InitFailed } from "../providers/process";
import { type JournalStep } from "../state/journal";
import { equal, revealedDiff, withIgnored } from "../state/propertyDiff";
import { isProviderType, type HookType, type ResourceState } from "../state/state";
import { markSecretsLike, UNKNOWN, type Properties } from "../state/values";
import { messageOf } from "../userError";
import { diffOf, NO_CHANGE, type Diff } from "./diff";
import { type Run } from "./run";

/** One thing that the engine does to one resource. */
export interface Step extends JournalStep {
  new?: ResourceState | undefined;
  diff?: Diff;
  /** A resource outside the targets that would have been created: nothing is recorded. */
  readonly skippedCreate?: true;
  /** What a refresh turned out to be. */
  result?: Op;
  apply(): Promise<void>;
}

/** A resource and what comes in its place. */
export interface Change {
  old: ResourceState;
  state: ResourceState;
  diff: Diff;
}

/** A change that the resource does not survive. */
export interface Replacement extends Change {
  /** Whether the old one is deleted after everything else. */
  pendingDelete: boolean;
}

/** A protected resource stops its own deletion, not the report about the others. */
export class ProtectedError extends Error {
  constructor(urn: string) {
    super(
      `resource "${urn}" cannot be deleted\nbecause it is protected. To unprotect the resource, either remove the \`protect\` flag ` +
        `from the resource in your Pulumi program and run \`pulumi up\`, or use the command:\n\`pulumi state unprotect '${urn}'\``,
    );
  }
}

const nothing = (): Promise<void> => Promise.resolve();

/** The state that a step is about. */
export function subjectOf(step: Step): ResourceState {
  const subject = step.new ?? step.old;
  if (!subject) throw new Error(`the step ${step.op} is about no resource`);
  return subject;
}

/** Whether a step stands for something that the program did: a replacement is one thing, in three steps. */
export function isLogical({ op }: Step): boolean {
  return ["same", "create", "update", "delete", "replace", "read", "discard"].includes(op);
}

/** Nothing differs; the resource is known again. */
export function sameStep(run: Run, old: ResourceState, state: ResourceState): Step {
  const apply = async (): Promise<void> => {
    Object.assign(state, { id: old.id, outputs: old.outputs });
    if (isProviderType(state.type)) await run.registry.configured({ ...state, inputs: old.inputs });
  };
  return { op: "same", old, new: state, apply };
}

/** A resource outside the targets keeps its place and its state. */
export function untargetedStep(old: ResourceState): Step {
  const state = { ...old, id: "" };
  const apply = (): Promise<void> => {
    state.id = old.id;
    return Promise.resolve();
  };
  return { op: "same", old, new: state, apply };
}

/** A resource outside the targets that does not exist is not made. */
export function skippedCreateStep(state: ResourceState): Step {
  return { op: "same", old: { ...state }, new: state, skippedCreate: true, apply: nothing };
}

/** Makes a resource, perhaps in the place of another. */
export function createStep(run: Run, state: ResourceState, replaced?: Replacement): Step {
  const apply = (): Promise<void> => create(run, state, replaced);
  if (!replaced) return { op: "create", new: state, apply };
  return { op: "create-replacement", old: replaced.old, new: state, diff: replaced.diff, apply };
}

/** Stands for a replacement as a whole. */
export function replaceStep({ old, state, diff }: Change): Step {
  return { op: "replace", old, new: state, diff, apply: nothing };
}

/** Changes a resource. */
export function updateStep(run: Run, { old, state, diff }: Change): Step {
  return { op: "update", old, new: state, diff, apply: () => update(run, old, state) };
}

/**
 * Takes a resource away: because nobody wants it, after its replacement, or before it. In the last case the state
 * remembers that the replacement is owed.
 */
export function deleteStep(run: Run, old: ResourceState, why: "unwanted" | "replaced" | "first"): Step {
  const op = old.external ? "discard" : why === "unwanted" ? "delete" : "delete-replaced";
  const apply = async (): Promise<void> => {
    await run.hooks.call("BeforeDelete", { old });
    if (why === "unwanted" && old.protect) throw new ProtectedError(old.urn);
    const isForgotten = old.external || old.retainOnDelete || !old.custom || isProviderType(old.type);
    if (!run.options.dryRun && !isForgotten) await (await run.providerOf(old)).delete(old, old.outputs);
    if (why === "first") old.pendingReplacement = true;
    await afterHook(run, "AfterDelete", { old });
  };
  return { op, old, apply };
}

/** Forgets a resource that was deleted for a replacement which the program no longer wants. */
export function removePendingReplaceStep(old: ResourceState): Step {
  return { op: "remove-pending-replace", old, apply: nothing };
}

/** Reads a resource that somebody else manages. */
export function readStep(run: Run, old: ResourceState | undefined, state: ResourceState): Step {
  const apply = async (): Promise<void> => {
    // In a preview the id may be that of a resource which does not exist yet.
    if (state.id === UNKNOWN) return;
    const provider = await run.providerOf(state);
    const found = await provider.read(state, { outputs: state.inputs, inputs: state.inputs });
    state.outputs = found.outputs;
    if (found.id) state.id = found.id;
  };
  return { op: "read", old, new: state, apply };
}

/** Reads a resource back. */
export function refreshStep(run: Run, old: ResourceState): Step {
  const step: Step = { op: "refresh", old, new: old, diff: NO_CHANGE, apply: () => refresh(run, old, step) };
  return step;
}

async function create(run: Run, state: ResourceState, replaced: Replacement | undefined): Promise<void> {
  const { hooks, registry } = run;
  await hooks.call("BeforeCreate", { new: state });
  const failure = await initFailureOf(state, async () => {
    if (isProviderType(state.type)) Object.assign(state, await registry.create(state));
    else if (state.custom && run.options.dryRun) state.outputs = state.inputs;
    else if (state.custom)
      Object.assign(state, await (await run.providerOf(state)).create(state.urn, state.inputs));
  });
  if (replaced?.pendingDelete) replaced.old.delete = true;
  if (failure) {
    state.id = failure.id;
    throw failure;
  }
  await afterHook(run, "AfterCreate", { new: state });
}

async function update(run: Run, old: ResourceState, state: ResourceState): Promise<void> {
  const { hooks, registry } = run;
  state.id = old.id;
  await hooks.call("BeforeUpdate", { old, new: state });
  const failure = await initFailureOf(state, async () => {
    if (isProviderType(state.type)) state.outputs = await registry.update(state);
    else if (state.custom && run.options.dryRun) state.outputs = state.inputs;
    else if (state.custom) {
      const provider = await run.providerOf(state);
      state.outputs = await provider.update(state, { olds: old.outputs, news: state.inputs });
    }
  });
  if (failure) throw failure;
  await afterHook(run, "AfterUpdate", { old, new: state });
}

async function refresh(run: Run, old: ResourceState, step: Step): Promise<void> {
  step.result = "same";
  if (!old.custom || isProviderType(old.type) || old.pendingReplacement) return;
  const found = await (await run.providerOf(old)).read(old, old);
  if (!found.id) {
    step.new = undefined;
    step.result = "delete";
    return;
  }
  const { id, outputs, inputs = old.inputs } = found;
  const state = { ...old, id, inputs, outputs, initErrors: [] };
  step.new = state;
  if (old.external) {
    if (!equal(old.outputs, outputs)) step.result = "update";
    return;
  }
  // What `up` would change back, seen from the other side, is what has changed out there.
  const diff = await diffOf(run, state, { ...old, replaceOnChanges: [], news: old.inputs });
  const seen = revealedDiff(withIgnored(old.inputs, inputs, old.ignoreChanges), inputs);
  step.diff = { ...diff, replaceKeys: [], detailedDiff: diff.detailedDiff && seen?.detailed };
  if (diff.changes) step.result = "update";
}

/** The thing is done when an "after" hook fails: the error is reported and fails the run, the step stands. */
async function afterHook(run: Run, kind: HookType, subject: Pick<JournalStep, "old" | "new">): Promise<void> {
  try {
    await run.hooks.call(kind, subject);
  } catch (error) {
    run.error(messageOf(error), (subject.new ?? subject.old)?.urn);
    run.stepFailed = true;
    run.cancel();
  }
}

/** A half-made resource is kept as far as it was made. */
async function initFailureOf(
  state: ResourceState,
  work: () => Promise<void>,
): Promise<InitFailed | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof InitFailed)) throw error;
    state.outputs = markSecretsLike(error.properties as Properties, state.inputs);
    state.initErrors = error.reasons;
    return error;
  }
}
