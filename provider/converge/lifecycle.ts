import { failure, isFailure, type Failure } from "../failure";
import {
  describe,
  Interrupted,
  withPolicies,
  type Look,
  type Observed,
  type ResourceSpec,
  type Step,
} from "./resource";
import { nameOf, type Claimant } from "./claims";
import { assertPreviewed, execute, type Run } from "./execute";
import { assertSameOrigin } from "./sameOrigin";

/**
 * Makes the object as declared, whether it is not there yet, known, or left over from an interrupted
 * run: look, plan, send, fold. Create and update are this one function. A create that is tried again has a last state too.
 */
export async function converge<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  run: Run,
  last: State | undefined,
  desired: D,
  claimant: Claimant = {},
  isNew = last === undefined,
): Promise<State> {
  const before = isNew || last === undefined ? [] : spec.objectsOf(last, undefined);
  const takeNew = (objects: readonly string[]): void => {
    run.claims.take(objects.filter((object) => !before.includes(object)));
  };
  try {
    const state = await change(spec, run, last, desired, claimant);
    takeNew(claimMade(spec, run, state, desired, claimant));
    return withPolicies(spec, state, desired);
  } catch (error) {
    // What is half made is kept too.
    if (error instanceof Interrupted) takeNew(spec.objectsOf(error.state as State, desired));
    throw error;
  }
}

/** What was made or found is kept, also where another resource turns out to hold it. */
function claimMade<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  run: Run,
  state: State,
  desired: D,
  claimant: Claimant,
): string[] {
  const objects = spec.objectsOf(state, desired);
  try {
    run.claims.claim(spec.name, objects, claimant);
    return objects;
  } catch (error) {
    throw error instanceof Error ? new Interrupted(withPolicies(spec, state, desired), error) : error;
  }
}

async function change<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  run: Run,
  last: State | undefined,
  desired: D,
  claimant: Claimant,
): Promise<State> {
  const looked = await lookForChange(spec, run, last, desired, claimant);
  run.claims.claim(spec.name, spec.objectsOf(looked, desired), claimant);
  const current = withoutOthers(spec, run, looked, desired, claimant);
  const planFrom = (state: State | undefined): S[] => spec.plan(state, desired);
  const steps = planOrStop(spec, current, desired);
  if (last !== undefined) assertPreviewed(previewedSteps(planFrom, last), steps);
  if (steps.length > 0) await spec.assertPossible?.(run.call, steps, current, desired);
  const isFree = freeFor(run, claimant);
  const state = await execute({ spec, run, desired, planFrom, isFree }, current, steps);
  if (state === undefined) throw new Error(`${spec.name}: the plan for a missing object is empty`);
  return state;
}

/** What the declaration has dropped and another resource declares by now is that one's: it is not taken away. */
function withoutOthers<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  { call, claims }: Run,
  current: State | undefined,
  desired: D,
  claimant: Claimant,
): State | undefined {
  if (current === undefined || spec.without === undefined) return current;
  const declared = spec.objectsOf(current, desired);
  const held = spec.objectsOf(current, undefined).flatMap((object) => {
    const holder = declared.includes(object) ? undefined : claims.otherHolder(object, claimant);
    return holder === undefined ? [] : [{ object, holder }];
  });
  for (const { object, holder } of held) call.say(`${object} now belongs to ${nameOf(holder)}, so it stays`);
  return held.length === 0
    ? current
    : spec.without(
        current,
        held.map(({ object }) => object),
      );
}

/**
 * What a refresh finds: the live state, the last one where nothing better is known, or nothing. What
 * is not ours but only looked up has no last state to fall back on.
 */
export async function read<D, State>(
  spec: ResourceSpec<D, State>,
  run: Run,
  last: State,
  isOurs = true,
): Promise<State | undefined> {
  const observed = await lookAt(spec, run, last, undefined, { shared: true });
  if (observed.kind === "absent") return undefined;
  if (observed.kind !== "seen") {
    if (!isOurs) throw observed.failure;
    run.call.say(observed.failure.message);
  }
  if (spec.forgets?.(observed.state)) return undefined;
  return isOurs ? observed.state : (spec.imported?.(observed.state) ?? observed.state);
}

/**
 * Deletes by the policy that the state carries, and says what became of the object. Deleting what is already gone
 * succeeds, and so does deleting what another resource holds by now, e.g. under a new name: then nothing is sent.
 * `kept` are objects that the resource itself still stands for, as when it was replaced.
 */
export async function remove<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  run: Run,
  last: State,
  claimant: Claimant = {},
  kept: readonly string[] = [],
): Promise<string> {
  const heldOf = (objects: readonly string[]): Held[] =>
    objects.flatMap((object) =>
      kept.includes(object)
        ? { object, holder: claimant }
        : (run.claims.holderAfterAll([object], claimant) ?? []),
    );
  const objects = spec.objectsOf(last, undefined);
  const held = heldOf(objects);
  if (held.length > 0 && (spec.without === undefined || held.length === objects.length))
    return held.slice(0, 1).map(leftToHolder).join("");
  const others = held.map(({ object }) => object);
  const own = objects.filter((object) => !others.includes(object));
  // A purchase without an answer names no object before it is found.
  const heldInstead = (state: State): Held | undefined =>
    objects.length > 0 ? undefined : heldOf(spec.objectsOf(state, undefined))[0];
  const outcome = await removeOwn(spec, run, spec.without?.(last, others) ?? last, heldInstead);
  run.claims.release(own);
  return [outcome, ...held.map(leftToHolder)].join("; ");
}

/** An object and who has it now. */
interface Held {
  object: string;
  holder: Claimant;
}

function leftToHolder({ object, holder }: Held): string {
  return leftTo(nameOf(holder), object);
}

/** What a deletion says that leaves the object to the resource that holds it by now. */
export function leftTo(holder: string, object: string): string {
  return `${object} now belongs to ${holder}, so deleting it here sends nothing`;
}

/** What a deletion says that nobody asked to send anything. */
export const leftAsItIs = "nothing was sent: it stays as it is, and what is billed for it stays billed";

async function removeOwn<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  run: Run,
  last: State,
  heldInstead: (state: State) => Held | undefined,
): Promise<string> {
  const observed = await lookAt(spec, run, last, undefined);
  if (observed.kind === "absent") return "nothing was sent: it is not there any more";
  if (observed.kind !== "seen") {
    if (spec.countsAsGone?.(observed.state)) return "nothing was sent: by its onGone it counts as gone";
    throw observed.failure;
  }
  if (spec.countsAsGone?.(last) && !spec.countsAsGone(observed.state)) throw backAgain(spec, last);
  const held = heldInstead(observed.state);
  if (held !== undefined) return leftToHolder(held);
  const elsewhere = spec.heldElsewhere?.(observed.state);
  if (elsewhere !== undefined) return elsewhere;
  const planFrom = (state: State | undefined): S[] => (state === undefined ? [] : spec.planDelete(state));
  const steps = planFrom(observed.state);
  assertPreviewed(previewedSteps(planFrom, last), steps);
  await execute({ spec, run, desired: undefined, planFrom, isFree: () => true }, observed.state, steps);
  run.claims.release(spec.objectsOf(observed.state, undefined));
  if (steps.length === 0) return "nothing was sent: it is as its onDelete wants it already";
  return `done: ${steps.map(describe).join(" | ")}`;
}

/** What was shown was the deletion, or the replacement, of something that was gone. */
function backAgain<D, State>(spec: ResourceSpec<D, State>, last: State): Failure {
  return failure({
    kind: "refused",
    what: `${spec.objectsOf(last, undefined).join(" and ")} was gone at the last refresh and is there again`,
    next: "Nothing was sent. Run `pulumi refresh` to see it, then decide",
  });
}

/** What may not be changed any more is kept with what was seen of it and the policies that are declared. */
function planOrStop<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  current: State | undefined,
  desired: D,
): S[] {
  try {
    return spec.plan(current, desired);
  } catch (error) {
    if (current === undefined || !isFailure(error)) throw error;
    throw new Interrupted(withPolicies(spec, current, desired), error);
  }
}

/** What the preview could show: nothing, where by the state nothing could be done. */
function previewedSteps<State, S extends Step>(
  planFrom: (state: State | undefined) => S[],
  last: State,
): S[] {
  try {
    return planFrom(last);
  } catch (error) {
    if (isFailure(error)) return [];
    throw error;
  }
}

/** What is known is looked at on the system that it was made on only. */
async function lookAt<D, State>(
  spec: ResourceSpec<D, State>,
  { call }: Run,
  last: State | undefined,
  desired: D | undefined,
  look?: Look,
): Promise<Observed<State>> {
  if (last !== undefined) assertSameOrigin(call, spec.homeOf(last));
  return spec.observe(call, last, desired, look);
}

/** Whether no other resource of this run holds an object, and none has let go of it. */
function freeFor({ claims }: Run, claimant: Claimant): (object: string) => boolean {
  return (object) => claims.otherHolder(object, claimant) === undefined && !claims.isReleased(object);
}

async function lookForChange<D, State>(
  spec: ResourceSpec<D, State>,
  run: Run,
  last: State | undefined,
  desired: D,
  claimant: Claimant,
): Promise<State | undefined> {
  const observed = await lookAt(spec, run, last, desired, { isFree: freeFor(run, claimant) });
  switch (observed.kind) {
    case "seen":
      return observed.state;
    case "absent":
      return undefined;
    case "pending":
    case "notVisible":
      throw new Interrupted(withPolicies(spec, observed.state, desired), observed.failure);
  }
}
