/** Changing a subscription: one request, then a look at what came of it. */
import { shortfalls, type ProblemsReport } from "../../apis/pleskXml/problems";
import { nonEmpty } from "../../apis/pleskXml/structures";
import {
  addSubscription,
  removeSubscription,
  switchSubscription,
  syncSubscription,
  type Changed,
} from "../../apis/pleskXml/webspaces";
import type { Call } from "../../call";
import { failure } from "../../failure";
import { Interrupted, unseen } from "../../converge/resource";
import { gone, liveOf, readsOf } from "./find";
import { resolutionOf, titleOf, type Desired, type PlanReference, type State } from "./model";
import { addOnTitles, asksForSync, planTitle, syncMark, without, type BindingStep } from "./plan";

/** Sends one step, reads the subscription again and says what came of it. */
export async function perform(
  call: Call,
  { request }: BindingStep,
  state: State | undefined,
  desired: Desired | undefined,
): Promise<State> {
  if (state === undefined) throw new Error("a subscription is changed before it was looked at");
  try {
    const { problems } = await send(call, request, state);
    const seen = await readAgain(call, state);
    assertTaken(request, state, seen);
    tellLostAddOns(call, request, state, seen);
    const after = request.kind === "sync" ? afterSync(call, seen, desired) : seen;
    report(call, problems, after, desired);
    return after;
  } finally {
    // Also what others read of all subscriptions while this one was changed.
    call.memory.forget(readsOf(state.server));
  }
}

async function readAgain(call: Call, state: State): Promise<State> {
  const live = await liveOf(call, state).catch((error: unknown) => {
    throw unseen(state, `Server ${state.server} answered ok to the change`, error);
  });
  if (live === undefined) throw gone(state);
  return { ...state, live };
}

function send(call: Call, request: BindingStep["request"], state: State): Promise<Changed> {
  const { server, live } = state;
  const subscription = { by: "guid", value: nonEmpty(live.guid, "The subscription's GUID") } as const;
  const planOf = (guid: string) => ({ by: "plan-guid", value: nonEmpty(guid, "The plan's GUID") }) as const;
  switch (request.kind) {
    case "switch": {
      const plan = request.plan === "none" ? "none" : planOf(guidOf(request.plan, state));
      return call(switchSubscription, { server, subscription, plan });
    }
    case "attach":
      return call(addSubscription, { server, subscription, plan: planOf(guidOf(request.plan, state)) });
    case "detach":
      return call(removeSubscription, { server, subscription, plan: planOf(request.plan.guid) });
    case "sync":
      return call(syncSubscription, { server, subscription });
  }
}

/** The GUID that the look before the change found for a declared plan. */
function guidOf(reference: PlanReference, { resolved }: State): string {
  const known = resolutionOf(reference, [
    ...(resolved?.plan ? [resolved.plan] : []),
    ...(resolved?.addOnPlans ?? []),
  ]);
  if (known === undefined) throw new Error("a plan is sent before it was looked up");
  return known.guid;
}

/** An ok answer is not believed: what is there afterwards counts. */
function assertTaken(request: BindingStep["request"], before: State, after: State): void {
  const { live } = after;
  const isAttached = (guid: string): boolean => live.addOnPlans.some((plan) => plan.guid === guid);
  const notTaken = (what: string): Interrupted<State> =>
    new Interrupted(
      after,
      failure({
        kind: "rejected",
        help: "answered-ok-but",
        what: `Server ${after.server} answered ok, but ${what}`,
        next: "Look at the subscription in the server's panel, then run again",
      }),
    );
  switch (request.kind) {
    case "switch": {
      const wanted = request.plan === "none" ? undefined : guidOf(request.plan, before);
      if (live.plan?.guid !== wanted)
        throw notTaken(`subscription ${live.name} is on ${planTitle(live.plan)}`);
      return;
    }
    case "attach":
      if (!isAttached(guidOf(request.plan, before)))
        throw notTaken(`subscription ${live.name} did not get the add-on plan`);
      return;
    case "detach":
      if (isAttached(request.plan.guid))
        throw notTaken(`subscription ${live.name} still has the add-on plan ${titleOf(request.plan)}`);
      return;
    case "sync":
  }
}

function tellLostAddOns(call: Call, request: BindingStep["request"], before: State, { live }: State): void {
  const lost = without(before.live.addOnPlans, live.addOnPlans).filter(
    ({ guid }) => request.kind !== "detach" || request.plan.guid !== guid,
  );
  if (lost.length > 0) call.say(`Subscription ${live.name} lost ${addOnTitles(lost)} with this change`);
}

/** The report on settings is shown and never kept; only a value that could not be had can be a failure. */
function report(call: Call, problems: ProblemsReport, state: State, desired: Desired | undefined): void {
  const { name } = state.live;
  const short = shortfalls(problems).map(
    ({ description, requested, allowed }) => `${description}: asked for ${requested}, got ${allowed}`,
  );
  const settled = problems.rows
    .filter(({ requested, allowed }) => requested === allowed)
    .map(({ description, current, allowed }) =>
      current === allowed
        ? `${description}: stays ${current}`
        : `${description}: ${current} became ${allowed}`,
    );
  if (settled.length > 0) call.say(`Subscription ${name}: ${settled.join("; ")}`);
  for (const text of problems.unparsed) call.say(`Subscription ${name}: the server also reports:\n${text}`);
  if (short.length === 0) return;
  const what = `Server ${state.server} cannot give subscription ${name} all that its plans ask for: ${short.join("; ")}`;
  if (desired?.onProblems !== "fail") {
    call.say(`Warning: ${what}`);
    return;
  }
  throw new Interrupted(
    state,
    failure({
      kind: "rejected",
      help: "not-all-provided",
      what,
      next: 'The change is made all the same. Ask for less in the plan or give the server more; onProblems: "warn" only reports it',
    }),
  );
}

/** What a sync left as it was is remembered, or every run would try again. */
function afterSync(call: Call, { unsyncable: _, ...state }: State, desired: Desired | undefined): State {
  const { live } = state;
  if (!asksForSync(live, desired?.sync ?? "never")) return state;
  call.say(
    `Subscription ${live.name} is still ${live.locked ? "locked" : "out of sync"} after the sync. It is not tried again until something changes; look at it in the server's panel`,
  );
  return { ...state, unsyncable: syncMark(live) };
}
