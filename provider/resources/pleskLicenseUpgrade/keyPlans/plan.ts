/** Which plans a key has, which are missing, and what is sent for that. Pure. */
import type { KeyFacts } from "../../../apis/partner10/structures";
import { failure, type Failure } from "../../../failure";
import { confirmLeftOver, sayAnew, type Confirm } from "../model";
import type { Desired, KeyStep, Partner10, State, Unsettled } from "./model";

/**
 * What has to be sent so that the key has the declared plans: those that are not declared any more are
 * taken off first, since a plan `A_TO_B` may begin where they led away from; then one request applies
 * all missing ones in their order. Same in, nothing out.
 */
export function plan(current: State | undefined, desired: Desired): KeyStep[] {
  if (current === undefined) return [firstUpgrade(desired)];
  const state = withConfirmation(current, desired.confirm);
  const { unsettled } = state;
  if (
    unsettled?.plans.some((plan) => outcomeOf(plan, unsettled.plans, state.key, desired.expect) === "unclear")
  )
    throw unsettledFailure(unsettled, state.key);
  const missing = missingPlans(state, desired);
  const extra = surplusPlans(state, desired);
  if (extra.length > 0 && desired.onDelete !== "downgrade") throw keepsPlans(extra);
  const { key } = state;
  if (key.terminated || (missing.length + extra.length > 0 && !isUsable(key))) throw unusable(key);
  const downgrades = [...extra].reverse().map((plan) => downgrade(plan, desired));
  return missing.length === 0 ? downgrades : [...downgrades, upgrade(missing, desired)];
}

/** Takes off all plans that the resource stands for, the last one first. What may still arrive could not be taken off then. */
export function planDelete(state: State): KeyStep[] {
  if (state.onDelete === undefined || state.key.terminated) return [];
  if (state.unsettled !== undefined) throw unsettledDeletion(state.unsettled, state.key);
  return Object.keys(state.applied)
    .filter((plan) => isThere(plan, state, state))
    .reverse()
    .map((plan) => downgrade(plan, undefined));
}

export function remarks(current: State | undefined, { confirm }: Partner10): string[] {
  if (current === undefined) return [];
  const { key, unsettled } = current;
  const isLeftOver = confirm !== undefined && unsettled === undefined;
  return [
    ...(unsettled === undefined
      ? []
      : [
          `No answer came to ${unsettled.plans.join(", ")}; the key is looked at first, and what it has is not sent`,
        ]),
    ...(isLeftOver ? [confirmLeftOver] : []),
    ...keyWarnings(key),
  ];
}

/** What somebody should know of a key whatever is done with it. */
export function keyWarnings(key: KeyFacts): string[] {
  return isUsable(key) && !key.terminated ? [] : [unusable(key).message];
}

/** The declared plans that the key does not have. */
export function missingPlans(state: State, desired: Partner10): string[] {
  return desired.upgradePlans.filter(
    (plan) => !isThere(plan, state, desired) && !isPassed(plan, state, desired),
  );
}

/**
 * Whether a plan is on the key: shown by one of its identifiers, or, where the system cannot or did not
 * show it, recorded. One that showed and has an expected identifier has to show.
 */
function isThere(plan: string, { key, applied }: State, { expect }: Pick<Partner10, "expect">): boolean {
  if (isShown(plan, key, expect, applied[plan])) return true;
  const recorded = applied[plan];
  return recorded !== undefined && (recorded === null || (key.hasUnnamed && expect?.[plan] === undefined));
}

/** Whether a plan led to where a later declared one went on from: then its own identifier is gone for good. */
function isPassed(plan: string, state: State, desired: Partner10): boolean {
  const later = desired.upgradePlans.slice(desired.upgradePlans.indexOf(plan) + 1);
  return identifiersOf(plan, desired.expect).some((identifier) =>
    later.some((other) => sourceOf(other) === identifier && isOnKey(other, state, desired)),
  );
}

function isOnKey(plan: string, state: State, desired: Partner10): boolean {
  return isThere(plan, state, desired) || isPassed(plan, state, desired);
}

export function isShown(
  plan: string,
  { identifiers }: KeyFacts,
  expect: Partner10["expect"],
  seenAs?: string | null,
): boolean {
  return shownAs(plan, identifiers, expect, seenAs) !== undefined;
}

function shownAs(
  plan: string,
  identifiers: readonly string[],
  expect: Partner10["expect"],
  seenAs?: string | null,
): string | undefined {
  const candidates = [...identifiersOf(plan, expect), ...(seenAs ? [seenAs] : [])];
  return candidates.find((identifier) => identifiers.includes(identifier));
}

/** By what a plan shows: as declared, else by its own name or by what it leads to. */
function identifiersOf(plan: string, expect: Partner10["expect"]): string[] {
  const expected = expect?.[plan];
  if (expected !== undefined) return [expected];
  const at = plan.lastIndexOf(path);
  return at < 0 ? [plan] : [plan, plan.slice(at + path.length)];
}

/** What a plan `A_TO_B` begins with. */
function sourceOf(plan: string): string | undefined {
  const at = plan.lastIndexOf(path);
  return at < 0 ? undefined : plan.slice(0, at);
}

const path = "_TO_";

/**
 * What a look at the key tells of the plans: those that show are recorded, and so is by what they show.
 * `isOver` says whether a request that was given up has surely ended by now.
 */
export function withSeen(state: State, desired: Partner10 | undefined, isOver: boolean): State {
  const expect = desired?.expect ?? state.expect;
  const { identifiers } = state.key;
  const known = Object.entries(state.applied)
    .filter(([plan]) => desired === undefined || isKept(plan, state, desired))
    .map(([plan, seenAs]) => [plan, shownAs(plan, identifiers, expect, seenAs) ?? seenAs] as const);
  const others = (desired?.upgradePlans ?? [])
    .filter((plan) => !(plan in state.applied))
    .flatMap((plan) => {
      const shown = shownAs(plan, identifiers, expect);
      return shown === undefined ? [] : [[plan, shown] as const];
    });
  const applied = inOrder(Object.fromEntries([...known, ...others]), desired);
  return withSettled({ ...state, ...(expect === undefined ? {} : { expect }), applied }, isOver);
}

/** The system says that they are there; those that do not show are taken at its word. */
export function withSaid(state: State, plans: readonly string[], desired: Partner10): State {
  const said = plans.filter((plan) => !(plan in state.applied)).map((plan) => [plan, null] as const);
  return { ...state, applied: inOrder({ ...state.applied, ...Object.fromEntries(said) }, desired) };
}

/** In the order of the declaration, in which they were sent; what is not declared any more came before. */
function inOrder(applied: State["applied"], desired: Partner10 | undefined): State["applied"] {
  const place = ([plan]: [string, unknown]): number => desired?.upgradePlans.indexOf(plan) ?? -1;
  return Object.fromEntries(Object.entries(applied).sort((a, b) => place(a) - place(b)));
}

/** A plan that is not declared any more is remembered for as long as it may have to be taken off. */
function isKept(plan: string, state: State, desired: Partner10): boolean {
  return desired.upgradePlans.includes(plan) || surplusPlans(state, desired).includes(plan);
}

/** The plans on the key that are not declared any more, in the order in which they came. */
function surplusPlans(state: State, desired: Partner10): string[] {
  return Object.keys(state.applied).filter(
    (plan) =>
      !desired.upgradePlans.includes(plan) &&
      isThere(plan, state, state) &&
      !isPassed(plan, state, { ...desired, expect: { ...state.expect, ...desired.expect } }),
  );
}

/** What a look settles of a change whose outcome was not known. */
function withSettled({ unsettled, ...state }: State, isOver: boolean): State {
  if (unsettled === undefined) return state;
  const { plans: sent, since } = unsettled;
  const plans = sent.filter((plan) => {
    const outcome = outcomeOf(plan, sent, state.key, state.expect);
    return outcome === "unclear" || (outcome === "not-applied" && since !== undefined && !isOver);
  });
  const shown = sent.flatMap((plan) => {
    const as = shownAs(plan, state.key.identifiers, state.expect);
    return as === undefined ? [] : [[plan, as] as const];
  });
  const applied = { ...state.applied, ...Object.fromEntries(shown) };
  return { ...state, applied, ...(plans.length === 0 ? {} : { unsettled: { ...unsettled, plans } }) };
}

/**
 * What a look at the key says of a plan that was sent with others and not answered for. Where things have
 * no names it says nothing. A plan `A_TO_B` of which neither end shows may have led to another name, unless
 * the plan that was to lead to A was not applied either; where the next one of the chain has gone on from
 * B, it was.
 */
export function outcomeOf(
  plan: string,
  sent: readonly string[],
  key: KeyFacts,
  expect: Partner10["expect"],
): "applied" | "not-applied" | "unclear" {
  if (isShown(plan, key, expect)) return "applied";
  const at = sent.indexOf(plan);
  const [before, after] = [sent.slice(0, Math.max(at, 0)), sent.slice(at + 1)];
  const goals = identifiersOf(plan, expect);
  if (
    after.some(
      (next) => goals.includes(sourceOf(next) ?? "") && outcomeOf(next, after, key, expect) === "applied",
    )
  )
    return "applied";
  if (expect?.[plan] !== undefined) return "not-applied";
  if (key.hasUnnamed || renewsService.test(plan)) return "unclear";
  const source = sourceOf(plan);
  if (source === undefined || key.identifiers.includes(source)) return "not-applied";
  const feeder = before.findLast((each) => identifiersOf(each, expect).includes(source));
  return feeder !== undefined && outcomeOf(feeder, before, key, expect) === "not-applied"
    ? "not-applied"
    : "unclear";
}

/** Plans that move the date of the Software Update Service add no feature, so nothing shows them. */
const renewsService = /(^|_)SUS(_|$)/;

/** The user's word on an unknown outcome; the one that was there already when it became unknown does not count. */
export function withConfirmation({ unsettled, ...state }: State, confirm: Confirm | undefined): State {
  if (unsettled === undefined) return state;
  if (confirm === undefined || confirm === unsettled.confirm) {
    // Without the old word, the same one can be said anew.
    const { confirm: _, ...open } = unsettled;
    return { ...state, unsettled: confirm === undefined ? open : unsettled };
  }
  if (confirm === "resend") return state;
  const applied = Object.fromEntries(unsettled.plans.map((plan) => [plan, null]));
  return { ...state, applied: { ...state.applied, ...applied } };
}

export function unsettledFailure({ plans, confirm }: Unsettled, key: KeyFacts): Failure {
  return failure({
    kind: "outcome-unknown",
    help: "outcome-not-known",
    property: "partner10.confirm",
    what: `Whether ${areOn(plans, key)} is not known: no answer came, and the key does not show it`,
    next: `Nothing is sent until that is clear. ${askedToConfirm(confirm)}. An identifier in partner10.expect lets a read tell`,
  });
}

function unsettledDeletion({ plans, since }: Unsettled, key: KeyFacts): Failure {
  const unanswered = since === undefined ? "" : `; the request got no answer until ${since}`;
  return failure({
    kind: "outcome-unknown",
    help: "outcome-not-known",
    property: "partner10.confirm",
    what: `Whether ${areOn(plans, key)} is not known${unanswered}, so it cannot be taken off`,
    next: "Nothing was sent, and the resource stays in the state. Run `pulumi refresh` later, which looks at the key, and then again. Or declare it again with partner10.confirm, or without onDelete to leave the key as it is",
  });
}

/** A request that was given up and may still be worked on. `until`: when it has surely ended; Infinity is never. */
export function stillRunningFailure(
  { plans, since = "?", confirm }: Unsettled,
  key: KeyFacts,
  until: number,
): Failure {
  const later =
    until === Infinity
      ? "It is never sent again by itself (plesk:partner10SettleWindow)"
      : `From ${new Date(until).toISOString()} on (plesk:partner10SettleWindow), \`pulumi up\` sends it again if the key still does not show it`;
  return failure({
    kind: "outcome-unknown",
    help: "outcome-not-known",
    property: "partner10.confirm",
    what: `Whether ${areOn(plans, key)} is not known: the request got no answer until ${since} and may still be worked on, and the key does not show it yet`,
    source: "upgradeKey of Partner API 1.0",
    next: `Run again later: the key is looked at first. ${later}. ${askedToConfirm(confirm)}`,
  });
}

function areOn(plans: readonly string[], { keyNumber }: KeyFacts): string {
  return `${plans.join(", ")} ${plans.length === 1 ? "is" : "are"} on key ${keyNumber}`;
}

function askedToConfirm(said: Confirm | undefined): string {
  return `Look at the key in Partner Central, then declare confirm: "applied" if it is there or confirm: "resend" if it is not${sayAnew(said)}`;
}

function isUsable({ problem, overridingKeyNumber }: KeyFacts): boolean {
  return !problem && overridingKeyNumber === undefined;
}

function unusable({ keyNumber, terminated, overridingKeyNumber }: KeyFacts): Failure {
  const blame = { kind: "rejected", property: "partner10.keyNumber" } as const;
  const what = `Key ${keyNumber} is`;
  if (terminated)
    return failure({
      ...blame,
      help: "terminated",
      what: `${what} terminated: nothing can be done with it any more`,
      next: "Declare another key, or take the resource out of the program",
    });
  if (overridingKeyNumber !== undefined)
    return failure({
      ...blame,
      help: "key-replaced",
      what: `${what} replaced by key ${overridingKeyNumber}`,
      next: `Declare partner10.keyNumber: "${overridingKeyNumber}" to upgrade that one`,
    });
  return failure({
    ...blame,
    what: `${what} marked as a problem: nothing can be changed`,
    next: "Ask the Plesk partner support, with the key number",
  });
}

function keepsPlans(plans: readonly string[]): Failure {
  const names = plans.join(", ");
  return failure({
    kind: "refused",
    help: "plan-taken-out",
    property: "partner10.upgradePlans",
    what: `${names} ${plans.length === 1 ? "is" : "are"} on the key and not declared any more, and plans are only removed when you ask for it`,
    next: `Nothing was sent. Declare ${names} again, or onDelete: "downgrade" to take off what is not declared, or give the resource another name to leave the key as it is`,
  });
}

function firstUpgrade(declared: Desired): KeyStep {
  const { keyNumber, upgradePlans: plans, licenseType } = declared;
  return upgradeStep(
    plans,
    declared,
    (plan) => `apply ${plan} to key ${keyNumber}${licence(licenseType)}, unless it has it`,
  );
}

function upgrade(plans: readonly string[], declared: Desired): KeyStep {
  return upgradeStep(plans, declared, (plan) => `apply ${plan}${licence(declared.licenseType)}`);
}

function upgradeStep(
  plans: readonly string[],
  declared: Desired,
  sentenceOf: (plan: string) => string,
): KeyStep {
  return {
    system: "partner10",
    request: { kind: "upgrade", plans, declared },
    operations: plans.map((plan) => ({
      kind: "upgrade",
      sentence: sentenceOf(plan),
      marks: ["buys"],
      uses: "purchases",
      bought: [{ name: plan, quantity: 1 }],
    })),
  };
}

function licence(type: Desired["licenseType"]): string {
  return type === undefined ? "" : ` (${type})`;
}

function downgrade(plan: string, declared: Desired | undefined): KeyStep {
  return {
    system: "partner10",
    request: { kind: "downgrade", plan, declared },
    operations: [{ kind: "downgrade", sentence: `take ${plan} off the key`, marks: ["removes"] }],
  };
}
