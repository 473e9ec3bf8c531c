import type { Call } from "../call";
import { failure, isFailure, isUnsettled } from "../failure";
import { describe, describeOperation, Interrupted, type ResourceSpec, type Step } from "./resource";
import type { Allowance } from "./allowance";
import type { Claims } from "./claims";

/** What a run of the lifecycle works with: the way to the systems and the run's limits. */
export interface Run {
  call: Call;
  allowance: Allowance;
  claims: Claims;
}

/** A resource on its way to what is wanted of it. */
export interface Work<D, State, S extends Step> {
  spec: ResourceSpec<D, State, S>;
  run: Run;
  /** Undefined: it is deleted. */
  desired: D | undefined;
  /** What is left to do from a state. */
  planFrom: (state: State | undefined) => S[];
  /** Whether no other resource of this run holds an object, and none has let go of it. */
  isFree: (object: string) => boolean;
}

/** How often a change whose answer was lost is planned again from a fresh read. */
const replansAfterLostAnswers = 2;

/**
 * Performs the steps that were planned from the state, in order, and folds the state after each. A lost
 * answer is settled by reading and planning again: what was done is not in the new plan, what was not is
 * sent once more. Where the read fails, or the request may still be worked on, nothing is sent again. Any
 * other failure ends it; the object is read again, so that the state holds what really is.
 */
export async function execute<D, State, S extends Step>(
  work: Work<D, State, S>,
  start: State | undefined,
  planned: readonly S[],
): Promise<State | undefined> {
  let state = start;
  let steps = planned;
  const book = bookOnce(work);
  for (let replans = 0; steps.length > 0;) {
    const [step, ...rest] = steps as [S, ...S[]];
    try {
      book(step);
      state = await performOne(work, step, state);
      steps = step.replans ? planAgain(work, state, rest) : rest;
    } catch (error) {
      if (error instanceof Interrupted || state === undefined) throw error;
      const rescued = isFailure(error, "rejected") ? await performEven(work, book, rest, state) : undefined;
      const seen = await readAgain(work, rescued?.state ?? state);
      state = seen ?? rescued?.state ?? state;
      const maySendAgain = seen !== undefined && isUnsettled(error) && error.fields.mayStillRun !== true;
      if (!maySendAgain || replans >= replansAfterLostAnswers) {
        throw stopped(error, state, step, rescued?.said ?? []);
      }
      replans += 1;
      steps = planAgain(work, state, [step, ...rest]);
    }
  }
  return state;
}

/** The plan from what a request returned; it may hold less than was to follow, and nothing costly more. */
function planAgain<D, State, S extends Step>(
  { planFrom }: Work<D, State, S>,
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
  { spec, run, desired, isFree }: Work<D, State, S>,
  step: S,
  state: State | undefined,
): Promise<State> {
  return spec.perform(run.call, step, state, desired, { isFree });
}

/** What one resource wants counts once against the limits, however often it is tried. */
function bookOnce<D, State, S extends Step>({ spec, run }: Work<D, State, S>) {
  const booked = new Set<string>();
  return ({ operations }: Step): void => {
    const fresh = operations.filter(({ sentence }) => !booked.has(sentence));
    run.allowance.spend(fresh, spec.name);
    for (const { sentence } of fresh) booked.add(sentence);
  };
}

/** The later steps that are wanted all the same, e.g. to suspend a key whose upgrade was rejected. */
async function performEven<D, State, S extends Step>(
  work: Work<D, State, S>,
  book: (step: Step) => void,
  steps: readonly S[],
  start: State,
): Promise<{ state: State; said: string[] }> {
  let state = start;
  const said: string[] = [];
  for (const step of steps.filter(({ evenAfterRejection }) => evenAfterRejection)) {
    try {
      book(step);
      state = await performOne(work, step, state);
      said.push(`Done all the same: ${describe(step)}`);
    } catch (error) {
      if (!isFailure(error)) throw error;
      said.push(`Could not ${describe(step)} either: ${error.message}`);
    }
  }
  return { state, said };
}

/** What is there now. Undefined where that could not be seen: then nothing is planned from it. */
async function readAgain<D, State, S extends Step>(
  { spec, run, desired }: Work<D, State, S>,
  state: State,
): Promise<State | undefined> {
  try {
    const observed = await spec.observe(run.call, state, desired);
    return observed.kind === "seen" ? observed.state : undefined;
  } catch (error) {
    // The first failure is the one to report.
    if (isFailure(error)) return undefined;
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
    help: "changed-since-refresh",
    what: `The object changed since the last refresh, so this would now be needed and was not in the preview: ${surprises.join("; ")}`,
    next: `${sent}. Run \`pulumi up --refresh\` to see it and decide`,
  });
}
