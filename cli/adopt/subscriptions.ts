import type { Webspace } from "../../provider/apis/pleskXml/structures";
import { listWebspaces } from "../../provider/apis/pleskXml/webspaces";
import type { Call } from "../../provider/call";
import { isFailure } from "../../provider/failure";
import type {
  Desired,
  Live,
  PlanFacts,
  PlanReference,
  State,
} from "../../provider/resources/subscriptionPlanBinding/model";
import { liveFrom } from "../../provider/resources/subscriptionPlanBinding/find";
import { resolvePlans } from "../../provider/resources/subscriptionPlanBinding/servicePlans";
import { subscriptionPlanBinding as binding } from "../../provider/resources/subscriptionPlanBinding/spec";
import { declarationOf, type Declaration, type Harvest } from "./found";
import { matching } from "./names";
import type { Progress } from "../progress";

/** Which subscriptions are meant; an absent member lets all through. */
export interface SubscriptionFilters {
  owner?: string;
  name?: string;
  /** A pattern for the plan's name, or `none` for subscriptions that follow none. */
  plan?: string;
}

/** The subscriptions of a server that follow a plan, ready to be declared. */
export async function existingBindings(
  call: Call,
  server: string,
  filters: SubscriptionFilters,
  progress: Progress,
): Promise<Harvest> {
  const { owner } = filters;
  const { webspaces, unreadable } = await call(listWebspaces, {
    server,
    ...(owner === undefined ? {} : { ownerLogin: owner }),
  });
  const harvest: Harvest = {
    found: [],
    leftOut: unreadable.map(({ message }) => ({ what: `a subscription of ${server}`, reason: message })),
    remarks: [],
  };
  const inOrder = [...webspaces].sort((a, b) => Number(a.id) - Number(b.id));
  progress.start(`subscriptions of ${server} looked at`, inOrder.length);
  for (const webspace of inOrder) {
    await addTo(harvest, { call, server, webspace, filters });
    progress.step();
  }
  progress.stop();
  return harvest;
}

/** One subscription of the server's list. */
interface Listed {
  call: Call;
  server: string;
  webspace: Webspace;
  filters: SubscriptionFilters;
}

async function addTo(harvest: Harvest, { call, server, webspace, filters }: Listed): Promise<void> {
  const { name, plan } = filters;
  if (name !== undefined && !matching(name)(webspace.name)) return;
  const live = await liveFrom(call, server, webspace);
  if (
    plan !== undefined &&
    !matching(plan)(live.plan === null ? ("none" as const) : (live.plan.name ?? live.plan.guid))
  )
    return;
  const what = `subscription ${live.name} of ${server}`;
  if (live.plan === null && plan !== "none") {
    harvest.leftOut.push({ what, reason: "it follows no plan (--plan none takes it)" });
    return;
  }
  const declared = await declare(call, server, live);
  if ("reason" in declared) {
    harvest.leftOut.push({ what, reason: declared.reason });
    return;
  }
  harvest.found.push({
    resource: "SubscriptionPlanBinding",
    names: [live.name, `${live.name}-${server}`, `${live.name}-${server}-${live.guid}`],
    id: `${server}/${live.guid}`,
    ...declared,
  });
}

/** As a run leaves a binding that it found on its plan: with the GUIDs that the declared plans stand for. */
async function declare(call: Call, server: string, live: Live): Promise<Declaration> {
  const { origin } = call.account("pleskXml", server);
  try {
    const plan =
      live.plan === null
        ? ("none" as const)
        : await referenceTo(live.plan, { call, server, property: "plan" });
    const addOnPlans: PlanReference[] = [];
    for (const each of live.addOnPlans)
      addOnPlans.push(await referenceTo(each, { call, server, property: "addOnPlans" }));
    const args = {
      server,
      subscription: { name: live.name },
      plan,
      ...(addOnPlans.length > 0 ? { addOnPlans } : {}),
    };
    const state: State = {
      server,
      origin,
      live,
      resolved: await resolvePlans(call, server, { ...nothing, ...args }),
      notVisible: false,
    };
    return declarationOf(binding, state, args);
  } catch (error) {
    if (isFailure(error, "rejected")) return { reason: error.message };
    throw error;
  }
}

const nothing: Desired = { sync: "never", onProblems: "warn", unknown: [] };

/** Where a plan is declared: as a subscription's plan or among its add-on plans, on a server. */
interface Place {
  call: Call;
  server: string;
  property: "plan" | "addOnPlans";
}

/** The most readable words that stand for the plan and for no other; a failure where there are none. */
async function referenceTo({ guid, name, externalId }: PlanFacts, place: Place): Promise<PlanReference> {
  const readable: PlanReference[] = [
    ...(name === undefined ? [] : [{ name }]),
    ...(externalId === undefined ? [] : [{ externalId }]),
  ];
  for (const reference of readable) if (await standsFor(guid, reference, place)) return reference;
  return { guid };
}

async function standsFor(
  guid: string,
  reference: PlanReference,
  { call, server, property }: Place,
): Promise<boolean> {
  const declared = property === "plan" ? { plan: reference } : { addOnPlans: [reference] };
  try {
    const found = await resolvePlans(call, server, { ...nothing, ...declared });
    return (found.plan ?? found.addOnPlans?.[0])?.guid === guid;
  } catch (error) {
    if (isFailure(error, "rejected")) return false;
    throw error;
  }
}
