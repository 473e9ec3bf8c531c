/** Reading everything back before (or instead of) an update. */

import { Executor } from "./executor";
import { withoutDangling } from "./journal";
import { type Run } from "./run";
import { dependencyUrns, type ResourceState } from "./state";
import { type Step } from "./step";
import { refreshStep } from "./steps";

/** One object that cannot be read does not keep the others from being taken over, but fails the run. */
export async function refreshAll(run: Run): Promise<void> {
  const steps = new Map(selected(run).map((state) => [state, refreshStep(run, state)]));
  const executor = new Executor(run, true);
  await executor.together([...steps.values()]);
  run.rebase(refreshed(run.base, steps));
  run.journal?.rebase(run.base);
}

function selected(run: Run): ResourceState[] {
  const { targets, targetDependents, excludes } = run.options;
  if (targets.length === 0) return run.base.filter(({ urn }) => !excludes.includes(urn));
  const chosen = new Set(targets);
  return run.base.filter((state) => {
    const implied =
      targetDependents && [...dependencyUrns(state), state.parent].some((urn) => chosen.has(urn));
    if (!chosen.has(state.urn) && !implied) return false;
    chosen.add(state.urn);
    return true;
  });
}

function refreshed(base: ResourceState[], steps: Map<ResourceState, Step>): ResourceState[] {
  const states = base.flatMap((state) => {
    const step = steps.get(state);
    return step ? (step.new ?? []) : state;
  });
  return withoutDangling(states);
}
