/** What is left of the last snapshot when the program has named everything: resources to delete, dependents before what they need. */

import { type ResourceState } from "../state/state";
import { dependentReplacements } from "./diff";
import { type Generator } from "./generator";
import { dependenciesOf, dependentsOf } from "./graph";
import { type Run } from "./run";
import { deleteStep, removePendingReplaceStep, subjectOf, untargetedStep, type Step } from "./steps";

/**
 * The last steps of an operation: untargeted resources only keep their place in the state; of the deletions, everything in
 * one round may be deleted at the same time.
 */
export async function planDeletions(
  run: Run,
  generator: Generator,
): Promise<{ kept: Step[]; rounds: Step[][] }> {
  const allowed = await allowedDeletions(run, generator);
  const { pendingDeletes } = generator;
  const left = run.base.filter((state) => state.delete || !generator.isOperatedOn(state.urn));
  const kept = left.filter(({ urn }) => !allowed.has(urn) && !generator.isOperatedOn(urn));
  const deletions = left
    .filter((state) => allowed.has(state.urn) && !(state.delete && pendingDeletes.has(state)))
    .map((state) => {
      if (state.delete) return deleteStep(run, state, "replaced");
      return state.pendingReplacement ? removePendingReplaceStep(state) : deleteStep(run, state, "unwanted");
    });
  refuseUntargeted(run, deletions);
  return { kept: kept.map((state) => untargetedStep(state)), rounds: schedule(deletions, run.base) };
}

async function allowedDeletions(run: Run, { operatedOn, deleted }: Generator): Promise<Set<string>> {
  const { targets, excludes } = run.options;
  if (targets.length === 0)
    return new Set(run.base.map(({ urn }) => urn).filter((urn) => !excludes.includes(urn)));
  const roots = run.base.filter((state) => targets.includes(state.urn));
  const reached = roots.flatMap((state) =>
    dependentsOf(state, run.base, { children: true, ignore: new Set() }),
  );
  const allowed = new Set([...roots, ...reached].map(({ urn }) => urn));
  // What a deletion would replace goes with it.
  for (const state of run.base.filter(({ urn }) => allowed.has(urn))) {
    const dependents = await dependentReplacements(run, state, new Set([...operatedOn, ...deleted.keys()]));
    for (const dependent of dependents) allowed.add(dependent.state.urn);
  }
  return allowed;
}

function refuseUntargeted(run: Run, deletions: Step[]): void {
  const { targets, dryRun } = run.options;
  if (targets.length === 0) return;
  const untargeted = deletions.map((step) => subjectOf(step).urn).filter((urn) => !targets.includes(urn));
  const [bail] = untargeted.map((urn) =>
    run.bail(
      `Resource '${urn}' will be destroyed but was not specified in --target list.\nEither include resource in --target list or pass --target-dependents to proceed.`,
      urn,
    ),
  );
  if (!bail) return;
  run.stepFailed = true;
  if (!dryRun) throw bail;
}

/** Rounds from the last to the first: what needs nothing else that goes, goes last. */
function schedule(steps: Step[], all: ResourceState[]): Step[][] {
  const rounds: Step[][] = [];
  const waiting = new Map(steps.map((step) => [subjectOf(step), step]));
  while (waiting.size > 0) {
    const round = [...waiting].filter(
      ([subject]) => !dependenciesOf(subject, all).some((state) => waiting.has(state)),
    );
    if (round.length === 0) throw new Error("the dependencies of the resources to delete form a circle");
    for (const [subject] of round) waiting.delete(subject);
    rounds.unshift(round.map(([, step]) => step));
  }
  return rounds;
}
