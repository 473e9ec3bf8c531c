import type { Mark, Operation, Step } from "../../converge/resource";
import {
  isMeant,
  nameOf,
  resolutionOf,
  titleOf,
  type Desired,
  type Live,
  type PlanFacts,
  type PlanReference,
  type State,
  type SubscriptionReference,
  type Sync,
} from "./model";

/** One request to the subscription's server, and the read that follows it. */
export interface BindingStep extends Step {
  request:
    | { kind: "switch"; plan: PlanReference | "none" }
    | { kind: "attach"; plan: PlanReference }
    | { kind: "detach"; plan: PlanFacts }
    | { kind: "sync" };
}

/**
 * From a subscription as it is and a binding as declared to the requests that lead from one to the
 * other. Pure: no network, no clock, no settings.
 *
 * 1. the base plan, since it decides what the rest is applied to;
 * 2. add-on plans, if they are managed: those that are not listed go, those that are missing come;
 * 3. a sync, where the subscription has lost touch with its plans and `sync` asks for it.
 *
 * After a switch the rest is planned again: it may have dropped add-on plans, taken away a lock or
 * brought everything in sync, and none of this is documented (plesk-xml-api.md section 8).
 */
export function plan(current: State | undefined, desired: Desired): BindingStep[] {
  if (current === undefined) return [bind(desired), ...(desired.addOnPlans ?? []).map(attach)];
  const { live, resolved } = current;
  if (desired.plan === undefined) return [];
  const switching = isBound(current, desired.plan) ? [] : [switchTo(live, desired.plan)];
  if (desired.plan === "none") return switching;
  const { missing, extra } = addOnsBetween(live, desired.addOnPlans, resolved?.addOnPlans);
  return [
    ...switching,
    ...extra.map(detach),
    ...missing.map(attach),
    ...(needsSync(current, desired.sync) ? [sync(live)] : []),
  ];
}

/** What deleting does: by `onDelete`, and nothing where it is unset or done already. */
export function planDelete({ live, onDelete }: State): BindingStep[] {
  return onDelete === undefined || live.plan === null ? [] : [switchTo(live, "none")];
}

/** What a user should know beside the steps, in preview. */
export function remarks(current: State | undefined, desired: Desired): string[] {
  if (current === undefined) return [];
  const { live } = current;
  const goes = desired.plan === "none" && live.plan !== null && live.addOnPlans.length > 0;
  const later = ["plan", "addOnPlans"].filter((name) => desired.unknown.includes(name));
  return [
    ...(later.length > 0
      ? [
          `${later.join(" and ")}: not known yet, nor what it will change; \`pulumi up\` says so before it is sent`,
        ]
      : []),
    ...(goes ? [`With the plan go its add-on plans: ${titles(live.addOnPlans)}`] : []),
    ...(needsSync(current, desired.sync) ? [] : outOfTouch(live)),
  ];
}

/** What a first look found. */
export function standsFor({ server, live }: State): string {
  const addOns = live.addOnPlans.length === 0 ? "" : ` with ${addOnTitles(live.addOnPlans)}`;
  const { name, plan: base, locked } = live;
  return `Subscription ${name} of server ${server} is on ${planTitle(base)}${addOns}, ${locked ? "locked" : "not locked"}`;
}

/** The warning on a subscription that does not follow its plan and is not synced. */
function outOfTouch({ name, plan: base, locked, synchronized }: Live): string[] {
  if (base === null) return [];
  if (locked)
    return [`Subscription ${name} is locked: it has settings of its own and edits of its plan skip it`];
  return synchronized
    ? []
    : [`Subscription ${name} is out of sync: not all that its plans ask for is provided`];
}

/** What somebody did between two looks, one sentence for each class of difference. */
export function changesBetween(last: Live, live: Live): string[] {
  const subject = `Subscription ${live.name}`;
  const lost = without(last.addOnPlans, live.addOnPlans);
  const added = without(live.addOnPlans, last.addOnPlans);
  return [
    ...(last.name !== live.name && last.name !== "" ? [`${subject} was called ${last.name} before`] : []),
    ...(last.plan?.guid === live.plan?.guid
      ? []
      : [`${subject} was moved from ${planTitle(last.plan)} to ${planTitle(live.plan)}`]),
    ...(live.locked && !last.locked ? [`${subject} was locked: somebody gave it settings of its own`] : []),
    ...(last.synchronized && !live.synchronized
      ? [`${subject} went out of sync: not all that its plans ask for is provided`]
      : []),
    ...(lost.length > 0 ? [`${subject} lost ${addOnTitles(lost)}`] : []),
    ...(added.length > 0 ? [`${subject} got ${addOnTitles(added)}`] : []),
  ];
}

export function without(plans: readonly PlanFacts[], others: readonly PlanFacts[]): PlanFacts[] {
  return plans.filter(({ guid }) => !others.some((other) => other.guid === guid));
}

export function planTitle(facts: PlanFacts | null): string {
  return facts === null ? "no plan" : `plan ${titleOf(facts)}`;
}

export function addOnTitles(plans: readonly PlanFacts[]): string {
  return `the add-on ${plans.length === 1 ? "plan" : "plans"} ${titles(plans)}`;
}

/** What a sync that changed nothing is remembered by. */
export function syncMark({ plan: base, addOnPlans, locked, synchronized }: Live): string {
  const plans = [base?.guid, ...addOnPlans.map(({ guid }) => guid).sort()].join(" ");
  return `${plans} ${locked ? "locked" : "unlocked"} ${synchronized ? "synchronized" : "unsynchronized"}`;
}

/** Whether `sync` asks for a sync of a subscription in this state. */
export function asksForSync({ locked, synchronized }: Live, wanted: Sync): boolean {
  if (wanted === "always") return locked || !synchronized;
  return wanted === "unsynchronized" && !synchronized && !locked;
}

function isBound({ live, resolved }: State, wanted: PlanReference | "none"): boolean {
  if (wanted === "none" || live.plan === null) return wanted === "none" && live.plan === null;
  return isMeant(wanted, live.plan, resolved?.plan);
}

/** Whatever plan is there will give way to the declared one; what is there is only seen by `up`. */
function bind({ plan: wanted, subscription, server, addOnPlans, unknown }: Desired): BindingStep {
  const where = `subscription ${subscription === undefined ? "(not known yet)" : subject(subscription)} of server ${server ?? "(not known yet)"}`;
  if (wanted === "none") {
    return step({ kind: "switch", plan: "none" }, `take the plan away from ${where}, if it has one`, [
      "removes",
    ]);
  }
  const target =
    wanted === undefined || unknown.includes("plan")
      ? "a plan that is not known yet"
      : `plan ${nameOf(wanted)}`;
  const others = addOnPlans === undefined ? "" : "; add-on plans that are not listed are detached";
  return step(
    { kind: "switch", plan: wanted ?? {} },
    `bind ${where} to ${target}, if it is on another one; if it is locked, its own settings may be lost${others}`,
    ["removes"],
  );
}

/** Sentences do not name the subscription: they stand on its resource, and it may be renamed meanwhile. */
function switchTo(live: Live, wanted: PlanReference | "none"): BindingStep {
  const { plan: base, locked } = live;
  const request = { kind: "switch", plan: wanted } as const;
  if (wanted === "none") {
    return step(request, `take ${planTitle(base)} away; the subscription keeps its settings`, ["removes"]);
  }
  const sentence = `switch from ${planTitle(base)} to plan ${nameOf(wanted)}`;
  if (!locked) return step(request, sentence, []);
  return step(request, `${sentence}; it is locked, so its own settings may be lost`, ["removes"]);
}

function addOnsBetween(
  { addOnPlans: live }: Live,
  wanted: readonly PlanReference[] | undefined,
  resolved: NonNullable<State["resolved"]>["addOnPlans"],
): { missing: PlanReference[]; extra: PlanFacts[] } {
  if (wanted === undefined) return { missing: [], extra: [] };
  const meant = (reference: PlanReference, facts: PlanFacts): boolean =>
    isMeant(reference, facts, resolutionOf(reference, resolved));
  return {
    missing: wanted.filter((reference) => !live.some((facts) => meant(reference, facts))),
    extra: live.filter((facts) => !wanted.some((reference) => meant(reference, facts))),
  };
}

function attach(wanted: PlanReference): BindingStep {
  return step({ kind: "attach", plan: wanted }, `attach add-on plan ${nameOf(wanted)}`, []);
}

function detach(facts: PlanFacts): BindingStep {
  return step({ kind: "detach", plan: facts }, `detach add-on plan ${titleOf(facts)}`, ["removes"]);
}

function needsSync({ live, unsyncable }: State, wanted: Sync): boolean {
  return live.plan !== null && asksForSync(live, wanted) && unsyncable !== syncMark(live);
}

function sync({ locked }: Live): BindingStep {
  if (!locked) return step({ kind: "sync" }, "sync with its plans: it is out of sync", []);
  const sentence = "sync with its plans: it is locked, and its own settings are replaced by theirs";
  return step({ kind: "sync" }, sentence, ["removes"]);
}

/** After a switch everything is planned again; the others leave what follows as it is. */
function step(request: BindingStep["request"], sentence: string, marks: readonly Mark[]): BindingStep {
  const operation: Operation = { kind: request.kind, sentence, marks };
  return { operations: [operation], request, ...(request.kind === "switch" ? { replans: true } : {}) };
}

function subject(named: SubscriptionReference): string {
  if ("name" in named) return named.name;
  if ("guid" in named) return named.guid;
  return "id" in named ? `with id ${named.id}` : `with external id ${named.externalId}`;
}

function titles(plans: readonly PlanFacts[]): string {
  return plans.map(titleOf).join(", ");
}
