import type { Call } from "../call";
import { failure, isFailure, isUnsettled } from "../failure";
import { describe, describeOperation, Interrupted, type ResourceSpec, type Step } from "./resource";
import type { Allowance } from "./allowance";

/** What a run of the lifecycle works with: the way to the systems and the run's limits. */
export interface Run {
  call: Call;
  allowance: Allowance;
}

/** How often a change whose answer was lost is planned again from a fresh read. */
const replansAfterLostAnswers = 2;

/**
 * Performs the steps in order and folds the state after each. A lost answer is settled by reading
 * and planning again: what was done is not in the new plan, what was not is sent once more. Any
 * other failure ends it; the object is read again, so that the state holds what really is.
 */
export async function execute<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  run: Run,
  start: State | undefined,
  planFrom: (state: State | undefined) => S[],
  desired: D | undefined,
): Promise<State | undefined> {
  let state = start;
  let steps = planFrom(state);
  for (let replans = 0; steps.length > 0;) {
    const [step, ...rest] = steps as [S, ...S[]];
    try {
      state = await performOne(spec, run, step, state, desired);
      steps = step.replans ? planAgain(planFrom, state, rest) : rest;
    } catch (error) {
      if (error instanceof Interrupted || state === undefined) throw error;
      const rescued = isFailure(error, "rejected")
        ? await performEven(spec, run, rest, state, desired)
        : undefined;
      state = await readAgain(spec, run.call, rescued?.state ?? state, desired);
      if (!isUnsettled(error) || replans >= replansAfterLostAnswers) {
        throw stopped(error, state, step, rescued?.said ?? []);
      }
      replans += 1;
      steps = planAgain(planFrom, state, [step, ...rest]);
    }
  }
  return state;
}

/** The plan from what a request returned; it may hold less than was to follow, and nothing costly more. */
function planAgain<State, S extends Step>(
  planFrom: (state: State) => S[],
  state: State,
  shown: readonly S[],
): S[] {
  const steps = planFrom(state);
  try {
    assertPreviewed(shown, steps, "Nothing more was sent");
  } catch (error) {
    throw error instanceof Error ? new Interrupted(state, error) : error;
  }
  return steps;
}

function performOne<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  { call, allowance }: Run,
  step: S,
  state: State | undefined,
  desired: D | undefined,
): Promise<State> {
  allowance.spend(step, spec.name);
  return spec.perform(call, step, state, desired);
}

/** The later steps that are wanted all the same, e.g. to suspend a key whose upgrade was rejected. */
async function performEven<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  run: Run,
  steps: readonly S[],
  start: State,
  desired: D | undefined,
): Promise<{ state: State; said: string[] }> {
  let state = start;
  const said: string[] = [];
  for (const step of steps.filter(({ evenAfterRejection }) => evenAfterRejection)) {
    try {
      state = await performOne(spec, run, step, state, desired);
      said.push(`Done all the same: ${describe(step)}`);
    } catch (error) {
      if (!isFailure(error)) throw error;
      said.push(`Could not ${describe(step)} either: ${error.message}`);
    }
  }
  return { state, said };
}

async function readAgain<D, State>(
  spec: ResourceSpec<D, State>,
  call: Call,
  state: State,
  desired: D | undefined,
): Promise<State> {
  try {
    const observed = await spec.observe(call, state, desired);
    return observed.kind === "absent" ? state : observed.state;
  } catch (error) {
    // The first failure is the one to report; the last known state is still the best one.
    if (isFailure(error)) return state;
    throw error;
  }
}

function stopped<State>(
  error: unknown,
  state: State,
  step: Step,
  alsoSaid: readonly string[],
): Interrupted<State> {
  if (!isFailure(error))
    return new Interrupted(state, error instanceof Error ? error : new Error(String(error)));
  const next = [error.fields.next, ...alsoSaid].filter((each) => each !== undefined).join(". ");
  const what = `Could not ${describe(step)}: ${error.fields.what}`;
  return new Interrupted(state, failure({ ...error.fields, what, next }));
}

/**
 * D4: what was previewed is what is sent. An operation that pays, removes or cannot be undone must
 * also follow from what the preview knew.
 */
export function assertPreviewed(
  previewed: readonly Step[],
  now: readonly Step[],
  sent = "Nothing was sent",
): void {
  const shown = new Set(previewed.flatMap((step) => step.operations).map(describeOperation));
  const surprises = now
    .flatMap((step) => step.operations)
    .filter(({ marks }) => marks.length > 0)
    .map(describeOperation)
    .filter((sentence) => !shown.has(sentence));
  if (surprises.length === 0) return;
  throw failure({
    kind: "refused",
    what: `The object changed since the last refresh, so this would now be needed and was not in the preview: ${surprises.join("; ")}`,
    next: `${sent}. Run \`pulumi up --refresh\` to see it and decide`,
  });
}
