/** The kinds of steps, and what applying each of them does. */

import { type Op } from "./events";
import { equal, inverted } from "./propertyDiff";
import { NO_CHANGE, PartialFailure, type Diff } from "./resourceProvider";
import { type Run } from "./run";
import { isProviderType, type ResourceState } from "./state";
import { type Step, type Waiting } from "./step";
import { messageOf } from "./userError";
import { UNKNOWN } from "./values";

/** A protected resource stops its own deletion, not the report about the others. */
export class ProtectedError extends Error {
  constructor(urn: string) {
    super(
      `resource "${urn}" cannot be deleted\nbecause it is protected. To unprotect the resource, either remove the \`protect\` flag ` +
        `from the resource in your Pulumi program and run \`pulumi up\`, or use the command:\n\`pulumi state unprotect '${urn}'\``,
    );
  }
}

export function sameStep(run: Run, old: ResourceState, state: ResourceState, waiting?: Waiting): Step {
  return {
    op: "same",
    old,
    new: state,
    subject: state,
    logical: true,
    waiting,
    apply: async () => {
      state.id = old.id;
      state.outputs = old.outputs;
      if (isProviderType(state.type)) await run.registry.same({ ...state, inputs: old.inputs });
    },
  };
}

/** A resource outside the targets keeps its place and its state. */
export function untargetedStep(old: ResourceState, waiting?: Waiting): Step {
  const state = { ...old, id: "" };
  const apply = (): Promise<void> => {
    state.id = old.id;
    return Promise.resolve();
  };
  return { op: "same", old, new: state, subject: state, logical: true, waiting, apply };
}

export function skippedCreateStep(state: ResourceState, waiting: Waiting): Step {
  const old = { ...state };
  return {
    op: "same",
    old,
    new: state,
    subject: state,
    logical: true,
    waiting,
    skippedCreate: true,
    apply: () => Promise.resolve(),
  };
}

export interface Replacement {
  old: ResourceState;
  keys: string[];
  diff: Pick<Diff, "changedKeys" | "detailedDiff">;
  /** Whether the old one is deleted after everything else. */
  pendingDelete: boolean;
}

export function createStep(run: Run, state: ResourceState, waiting: Waiting, replacing?: Replacement): Step {
  return {
    op: replacing ? "create-replacement" : "create",
    old: replacing?.old,
    new: state,
    subject: state,
    logical: !replacing,
    waiting,
    ...(replacing && { keys: replacing.keys, diff: replacing.diff }),
    apply: () => create(run, state, replacing),
  };
}

export function replaceStep(state: ResourceState, replacing: Replacement): Step {
  const { old, keys, diff } = replacing;
  return {
    op: "replace",
    old,
    new: state,
    subject: state,
    logical: true,
    keys,
    diff,
    apply: () => Promise.resolve(),
  };
}

export function updateStep(
  run: Run,
  old: ResourceState,
  state: ResourceState,
  diff: Diff,
  waiting: Waiting,
): Step {
  return {
    op: "update",
    old,
    new: state,
    subject: state,
    logical: true,
    waiting,
    diff,
    apply: () => update(run, old, state),
  };
}

export function deleteStep(run: Run, old: ResourceState, replacing?: { pendingReplacement: boolean }): Step {
  const op: Op = old.external
    ? replacing
      ? "discard-replaced"
      : "discard"
    : replacing
      ? "delete-replaced"
      : "delete";
  return {
    op,
    old,
    new: undefined,
    subject: old,
    logical: !replacing,
    apply: async () => {
      await run.hooks.run("BeforeDelete", old, {
        id: old.id,
        oldInputs: old.inputs,
        oldOutputs: old.outputs,
      });
      if (!replacing && old.protect) throw new ProtectedError(old.urn);
      await remove(run, old);
      if (replacing?.pendingReplacement) old.pendingReplacement = true;
      await afterHook(run, "AfterDelete", old, { oldInputs: old.inputs, oldOutputs: old.outputs });
    },
  };
}

/** Forgets a resource that was deleted for a replacement which the program no longer wants. */
export function removePendingReplaceStep(old: ResourceState): Step {
  return {
    op: "remove-pending-replace",
    old,
    new: undefined,
    subject: old,
    logical: false,
    apply: () => Promise.resolve(),
  };
}

export function readStep(
  run: Run,
  old: ResourceState | undefined,
  state: ResourceState,
  waiting: Waiting,
  replacing = false,
): Step {
  return {
    op: replacing ? "read-replacement" : "read",
    old,
    new: state,
    subject: state,
    logical: !replacing,
    waiting,
    apply: async () => {
      await read(run, state);
      if (replacing && old) old.delete = true;
      state.created = old?.created;
      const unchanged = old && equal(old.inputs, state.inputs) && equal(old.outputs, state.outputs);
      state.modified = unchanged ? old.modified : now();
    },
  };
}

export function refreshStep(run: Run, old: ResourceState): Step {
  const step: Step = {
    op: "refresh",
    old,
    new: old,
    subject: old,
    logical: false,
    diff: NO_CHANGE,
    resultOp: () => resultOf(step),
    apply: () => refresh(run, old, step),
  };
  return step;
}

async function create(run: Run, state: ResourceState, replacing: Replacement | undefined): Promise<void> {
  await run.hooks.run("BeforeCreate", state, { id: "", newInputs: state.inputs });
  const failure = await orPartialFailure(async () => {
    if (state.custom) Object.assign(state, await created(run, state));
  });
  if (failure)
    Object.assign(state, { id: failure.id, outputs: failure.outputs, initErrors: failure.reasons });
  state.created = state.modified = now();
  if (replacing?.pendingDelete) replacing.old.delete = true;
  if (failure) throw failure;
  if (state.custom)
    await afterHook(run, "AfterCreate", state, { newInputs: state.inputs, newOutputs: state.outputs });
}

async function created(
  run: Run,
  state: ResourceState,
): Promise<{ id: string; outputs: ResourceState["outputs"] }> {
  if (isProviderType(state.type)) return run.registry.create(state.urn, state.inputs);
  return (await run.providerOf(state)).create(state);
}

async function update(run: Run, old: ResourceState, state: ResourceState): Promise<void> {
  Object.assign(state, { id: old.id, created: old.created, modified: old.modified });
  const olds = { oldInputs: old.inputs, oldOutputs: old.outputs };
  await run.hooks.run("BeforeUpdate", state, { id: state.id, newInputs: state.inputs, ...olds });
  const failure = await orPartialFailure(async () => {
    if (state.custom) state.outputs = await updated(run, old, state);
  });
  if (failure) Object.assign(state, { outputs: failure.outputs, initErrors: failure.reasons });
  if (state.custom) state.modified = now();
  if (failure) throw failure;
  if (state.custom)
    await afterHook(run, "AfterUpdate", state, {
      newInputs: state.inputs,
      newOutputs: state.outputs,
      ...olds,
    });
}

async function updated(
  run: Run,
  old: ResourceState,
  state: ResourceState,
): Promise<ResourceState["outputs"]> {
  if (isProviderType(state.type)) return run.registry.update(state.urn, old.id, state.inputs);
  return (await run.providerOf(state)).update(old, state);
}

async function remove(run: Run, old: ResourceState): Promise<void> {
  const untouched =
    run.options.dryRun || old.external || old.retainOnDelete || !old.custom || isProviderType(old.type);
  if (!untouched) await (await run.providerOf(old)).delete(old);
}

async function read(run: Run, state: ResourceState): Promise<void> {
  // In a preview the id may be that of a resource which does not exist yet.
  if (state.id === UNKNOWN) return;
  const found = await (await run.providerOf(state)).read(state.urn, state.id, state.inputs, state.inputs);
  state.outputs = found.outputs;
  if (found.id) state.id = found.id;
}

async function refresh(run: Run, old: ResourceState, step: Step): Promise<void> {
  if (!old.custom || isProviderType(old.type) || old.pendingReplacement) return;
  const provider = await run.providerOf(old);
  const found = await provider.read(old.urn, old.id, old.outputs, old.inputs);
  if (!found.id) {
    step.new = undefined;
    return;
  }
  const inputs = found.inputs ?? old.inputs;
  const state = { ...old, id: found.id, inputs, outputs: found.outputs, initErrors: [] };
  if (!equal(inputs, old.inputs) || !equal(found.outputs, old.outputs)) state.modified = now();
  step.new = state;
  if (old.external) return;
  // What `up` would change back, seen from the other side, is what has changed out there.
  const diff = await provider.diff(state, old.inputs, old.ignoreChanges);
  step.diff = {
    changedKeys: diff.changedKeys,
    detailedDiff: diff.detailedDiff && inverted(diff.detailedDiff),
  };
  step.resultOp = () => (diff.changes ? "update" : "same");
}

function resultOf(step: Step): Op {
  if (!step.new) return "delete";
  return step.old?.external && !equal(step.old.outputs, step.new.outputs) ? "update" : "same";
}

/** The thing is done when an "after" hook fails: the error is reported and fails the run, the step stands. */
export async function afterHook(
  run: Run,
  kind: "AfterCreate" | "AfterUpdate" | "AfterDelete",
  state: ResourceState,
  args: object,
): Promise<void> {
  try {
    await run.hooks.run(kind, state, { id: state.id, ...args });
  } catch (error) {
    run.error(messageOf(error), state.urn);
    run.stepFailed = true;
    run.cancel();
  }
}

async function orPartialFailure(work: () => Promise<void>): Promise<PartialFailure | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof PartialFailure) return error;
    throw error;
  }
}

function now(): string {
  return new Date().toISOString();
}
