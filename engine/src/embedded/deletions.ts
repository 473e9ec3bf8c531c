/** What is left of the last snapshot when the program has named everything: resources to delete, dependents before what they need. */

import { type Generator } from "./generator";
import { dependenciesOf, dependentsOf } from "./graph";
import { dependentReplacements } from "./replacements";
import { type Run } from "./run";
import { type ResourceState } from "./state";
import { type Step } from "./step";
import { deleteStep, removePendingReplaceStep, untargetedStep } from "./steps";

export interface Deletions {
  /** Untargeted resources, which only keep their place in the state. */
  kept: Step[];
  /** Rounds: everything in one round may be deleted at the same time. */
  rounds: Step[][];
}

export async function planDeletions(run: Run, generator: Generator): Promise<Deletions> {
  const allowed = await allowedDeletions(run, generator);
  const isAllowed = (state: ResourceState): boolean => !allowed || allowed.has(state.urn);
  const kept: Step[] = [];
  const deletions: Step[] = [];
  for (const state of run.base) {
    if (!isAllowed(state)) {
      if (!generator.isOperatedOn(state.urn)) kept.push(untargetedStep(state));
    } else if (state.delete) {
      if (!generator.pendingDeletes.has(state))
        deletions.push(deleteStep(run, state, { pendingReplacement: false }));
    } else if (!generator.isOperatedOn(state.urn)) {
      deletions.push(state.pendingReplacement ? removePendingReplaceStep(state) : deleteStep(run, state));
    }
  }
  deletions.push(...generator.toDelete.filter(isAllowed).map((state) => deleteStep(run, state)));
  refuseUntargeted(run, deletions);
  return { kept, rounds: schedule(deletions, [...generator.toDelete, ...run.base]) };
}

async function allowedDeletions(
  run: Run,
  { operatedOn, deleted }: Generator,
): Promise<Set<string> | undefined> {
  const { targets, excludes } = run.options;
  if (excludes.length > 0)
    return new Set(run.base.map(({ urn }) => urn).filter((urn) => !excludes.includes(urn)));
  if (targets.length === 0) return undefined;
  const roots = run.base.filter((state) => targets.includes(state.urn));
  const allowed = withRelated(roots, (state) =>
    dependentsOf(state, run.base, { children: true, ignore: new Set() }),
  );
  // What a deletion would replace goes with it.
  for (const state of run.base.filter(({ urn }) => allowed.has(urn))) {
    const dependents = await dependentReplacements(run, state, new Set([...operatedOn, ...deleted.keys()]));
    for (const dependent of dependents) allowed.add(dependent.state.urn);
  }
  return allowed;
}

/** What may go while protected resources, and all that they need, stay. */
export function unprotected(states: ResourceState[]): string[] {
  const needed = withRelated(
    states.filter((state) => state.protect),
    (state) => [...dependenciesOf(state, states)],
  );
  return states.map(({ urn }) => urn).filter((urn) => !needed.has(urn));
}

/** The URNs of the roots and of everything that is reached from them. */
export function withRelated(
  roots: ResourceState[],
  related: (state: ResourceState) => ResourceState[],
): Set<string> {
  const found = new Set<string>();
  for (const frontier = [...roots]; frontier.length > 0;) {
    const state = frontier.pop();
    if (!state || found.has(state.urn)) continue;
    found.add(state.urn);
    frontier.push(...related(state));
  }
  return found;
}

function refuseUntargeted(run: Run, deletions: Step[]): void {
  const { targets, targetDependents, dryRun } = run.options;
  if (targets.length === 0 || targetDependents) return;
  const untargeted = deletions.filter((step) => !targets.includes(step.subject.urn));
  const bails = untargeted.map(({ subject: { urn } }) =>
    run.bail(
      `Resource '${urn}' will be destroyed but was not specified in --target list.\nEither include resource in --target list or pass --target-dependents to proceed.`,
      urn,
    ),
  );
  if (bails.length > 0) run.stepFailed = true;
  if (bails[0] && !dryRun) throw bails[0];
}

function schedule(steps: Step[], all: ResourceState[]): Step[][] {
  const rounds: Step[][] = [];
  const waiting = new Map(steps.map((step) => [step.subject, step]));
  while (waiting.size > 0) {
    const round = [...waiting.values()].filter(
      ({ subject }) => ![...dependenciesOf(subject, all)].some((state) => waiting.has(state)),
    );
    if (round.length === 0) throw new Error("the dependencies of the resources to delete form a circle");
    for (const { subject } of round) waiting.delete(subject);
    rounds.unshift(round);
  }
  return rounds;
}
