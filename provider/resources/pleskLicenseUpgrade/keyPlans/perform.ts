/** Changing a key: one request, then a look at what came of it. */
import { faultFailure } from "../../../apis/partner10/calls";
import { downgradeKey, getKeyInfo, upgradeKey } from "../../../apis/partner10/keys";
import { identityOf, type Changed } from "../../../apis/partner10/structures";
import type { Call } from "../../../call";
import { failure, isFailure, isUnsettled, type Failure } from "../../../failure";
import { Interrupted, unseen } from "../../../converge/resource";
import {
  isShown,
  keyWarnings,
  missingPlans,
  outcomeOf,
  stillRunningFailure,
  unsettledFailure,
  withConfirmation,
  withSaid,
  withSeen,
} from "./plan";
import type { Desired, KeyStep, State } from "./model";

/** How often plans whose answer was lost are sent in all, if each look in between shows that they are missing. */
const tries = 3;

/** Between an answer that was lost and the look for what it did, in milliseconds. */
const settlePauseMs = 5_000;

/** Sends one step and returns the state after it. */
export function perform(call: Call, { request }: KeyStep, state: State): Promise<State> {
  switch (request.kind) {
    case "upgrade":
      return applyPlans(call, state, request.plans, request.declared);
    case "downgrade":
      return takePlanOff(call, state, request.plan, request.declared);
  }
}

/** The key as it is now, and what that tells of the plans. */
export async function lookAtKey(call: Call, state: State, desired: Desired | undefined): Promise<State> {
  // Without the revision: an older one may not name the key any more.
  const key = await call(getKeyInfo, { keyNumber: identityOf(state.key.keyNumber) });
  for (const warning of keyWarnings(key)) call.say(warning);
  const seen = withSeen({ ...state, key }, desired, isOver(call, state));
  return desired === undefined ? seen : withConfirmation(seen, desired.confirm);
}

/** Whether the system has surely ended what it may still have been working on when the answer was given up. */
function isOver(call: Call, { unsettled }: State): boolean {
  return (
    unsettled?.since === undefined || call.systemTime("partner10").getTime() >= endOf(call, unsettled.since)
  );
}

/** In milliseconds since 1970; may be Infinity. */
function endOf(call: Call, since: string): number {
  return Date.parse(since) + call.account("partner10").settleWindowMs;
}

/**
 * Applies plans. Whatever comes for an answer, the key is read again: plans that show count as applied,
 * those that surely are not may be sent once more, and those that nothing can tell of are kept as
 * unsettled for the user to decide. What may still be worked on is not sent again before it has surely
 * ended, whatever the key shows.
 */
async function applyPlans(
  call: Call,
  state: State,
  plans: readonly string[],
  desired: Desired,
): Promise<State> {
  const { unsettled } = state;
  if (unsettled?.since !== undefined && plans.some((plan) => unsettled.plans.includes(plan)))
    throw new Interrupted(state, stillRunningFailure(unsettled, state.key, endOf(call, unsettled.since)));
  for (let left = [...plans], current = state, attempt = 1; ; attempt++) {
    const answer = await answerOf(call, current, left, desired);
    if ("lost" in answer) await call.wait(settlePauseMs);
    const seen = await lookAfter(call, current, left, answer, desired);
    const missing = missingPlans(seen, desired).filter((plan) => left.includes(plan));
    if (missing.length === 0) return "code" in answer ? withSaid(seen, left, desired) : seen;
    if ("code" in answer) {
      // 110 speaks of one feature: of several plans it does not say which.
      if (answer.code !== alreadyThere || left.length === 1)
        return reportHidden(call, withSaid(seen, left, desired), missing);
      return applyOneByOne(call, seen, missing, desired);
    }
    const unclear =
      "refused" in answer && left.length === 1
        ? []
        : missing.filter((plan) => outcomeOf(plan, left, seen.key, desired.expect) === "unclear");
    if (unclear.length > 0) throw unsettledAt(call, seen, unclear, desired, reasonOf(answer, left, current));
    if ("lost" in answer && answer.lost.fields.mayStillRun)
      throw unsettledAt(call, seen, missing, desired, answer.lost);
    if (!("lost" in answer) || attempt === tries)
      throw new Interrupted(seen, reasonOf(answer, left, current));
    [left, current] = [missing, seen];
  }
}

const alreadyThere = 110;

/** What came of a request: an answer, the refusal of all or some of it, or nothing that says. */
type Answer = Changed | { refused: Failure } | { lost: Failure };

async function answerOf(call: Call, state: State, plans: string[], desired: Desired): Promise<Answer> {
  try {
    const { licenseType } = desired;
    return await call(upgradeKey, { keyNumber: state.key.keyNumber, plans, licenseType });
  } catch (error) {
    if (isFailure(error, "rejected")) return { refused: error };
    if (isUnsettled(error)) return { lost: error };
    throw error;
  }
}

/** A look that fails must not lose what the answer said. */
async function lookAfter(
  call: Call,
  state: State,
  plans: readonly string[],
  answer: Answer,
  desired: Desired,
): Promise<State> {
  try {
    return await lookAtKey(call, state, desired);
  } catch (error) {
    if (!isFailure(error)) throw error;
    if ("code" in answer && (answer.code !== alreadyThere || plans.length === 1))
      throw unseen(
        withSaid(state, plans, desired),
        `The system says that ${plans.join(", ")} was applied`,
        error,
      );
    if ("refused" in answer && plans.length === 1) throw new Interrupted(state, answer.refused);
    const reason = "code" in answer ? error : reasonOf(answer, plans, state);
    throw unsettledAt(call, state, [...plans], desired, reason);
  }
}

function reportHidden(call: Call, state: State, missing: readonly string[]): State {
  const { keyNumber, identifiers, hasUnnamed } = state.key;
  if (!hasUnnamed)
    call.say(
      `Key ${keyNumber}: the system says that ${missing.join(", ")} was applied, and the key does not show it under that name. It is not sent again. If it shows under another name, declare that in partner10.expect, so that a later loss is seen; the key shows ${identifiers.join(", ")}`,
    );
  return state;
}

async function applyOneByOne(
  call: Call,
  start: State,
  plans: readonly string[],
  desired: Desired,
): Promise<State> {
  let state = start;
  for (const plan of plans) state = await applyPlans(call, state, [plan], desired);
  return state;
}

/** Nobody knows what came of the plans; what may still be worked on is known by the time since when. */
function unsettledAt(
  call: Call,
  state: State,
  plans: string[],
  { confirm }: Desired,
  reason: Failure,
): Interrupted<State> {
  const since = call.systemTime("partner10").toISOString();
  const open = { plans, ...(confirm === undefined ? {} : { confirm }) };
  const unsettled = reason.fields.mayStillRun ? { ...open, since } : open;
  const isUnclear = plans.some((plan) => outcomeOf(plan, plans, state.key, state.expect) === "unclear");
  const { what, next } =
    isUnclear || !reason.fields.mayStillRun
      ? unsettledFailure(unsettled, state.key).fields
      : stillRunningFailure(unsettled, state.key, endOf(call, since)).fields;
  return new Interrupted(
    { ...state, unsettled },
    failure({ ...reason.fields, kind: "outcome-unknown", what: `${reason.fields.what}. ${what}`, next }),
  );
}

function reasonOf(
  answer: Exclude<Answer, { code: number }>,
  plans: readonly string[],
  { key }: State,
): Failure {
  if ("refused" in answer) return answer.refused;
  if ("lost" in answer) return answer.lost;
  const what = `Key ${key.keyNumber} could not be upgraded with ${plans.join(", ")}`;
  return faultFailure(answer.fault, "upgradeKey of Partner API 1.0", what);
}

/** Takes one plan off. Sending it again does nothing more, so a lost answer is settled by the lifecycle. */
async function takePlanOff(
  call: Call,
  state: State,
  plan: string,
  desired: Desired | undefined,
): Promise<State> {
  const failed = `Plan ${plan} could not be taken off key ${state.key.keyNumber}`;
  const answer = await call(downgradeKey, { keyNumber: state.key.keyNumber, plan });
  if ("fault" in answer) throw faultFailure(answer.fault, "downgradeKey of Partner API 1.0", failed);
  const { [plan]: seenAs, ...applied } = state.applied;
  const seen = await lookAtKey(call, { ...state, applied }, desired);
  if (!isShown(plan, seen.key, state.expect, seenAs)) return seen;
  throw new Interrupted(
    { ...seen, applied: state.applied },
    failure({
      kind: "rejected",
      what: `${failed}: the system answered ${answer.code}, and the key still shows it`,
      next: "Look at the key in Partner Central, then run again",
    }),
  );
}
