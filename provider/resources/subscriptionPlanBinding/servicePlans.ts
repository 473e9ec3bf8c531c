/** What the server knows of plans: which there are, and which one a declaration means. */
import { readPlans } from "../../apis/pleskXml/plans";
import type { Plan } from "../../apis/pleskXml/structures";
import type { Call } from "../../call";
import { failure } from "../../failure";
import { similarTo } from "../../similar";
import {
  nameOf,
  type Desired,
  type Live,
  type PlanFacts,
  type PlanReference,
  type Resolved,
  type State,
} from "./model";

/** Where plans are looked up. */
interface Where {
  call: Call;
  server: string;
}

/**
 * The plans of a subscription in their kinds. What neither list shows is unknown: deleted, or not
 * visible to this login. Where no base plan is left, an unknown one has to be it.
 */
export async function classifyPlans(
  call: Call,
  server: string,
  guids: readonly string[],
): Promise<Pick<Live, "plan" | "addOnPlans" | "unknownPlanGuids">> {
  if (guids.length === 0) return { plan: null, addOnPlans: [], unknownPlanGuids: [] };
  const isComplete = (plans: readonly Plan[]): boolean =>
    guids.every((guid) => plans.some((plan) => plan.guid === guid));
  const plans = await plansOf({ call, server }, isComplete);
  const known = plans.filter(({ guid }) => guids.includes(guid));
  const unknown = guids.filter((guid) => !known.some((plan) => plan.guid === guid)).sort();
  const base = known.find(({ kind }) => kind === "base");
  const addOnPlans = known.filter(({ kind }) => kind === "addOn").map(factsOf);
  const [candidate, ...rest] = unknown;
  if (base !== undefined || candidate === undefined)
    return { plan: base === undefined ? null : factsOf(base), addOnPlans, unknownPlanGuids: unknown };
  return { plan: { guid: candidate }, addOnPlans, unknownPlanGuids: rest };
}

/** Finds the declared plans, or says of the first that cannot be found which property names it. */
export async function resolvePlans(
  call: Call,
  server: string,
  { plan, addOnPlans }: Desired,
): Promise<NonNullable<State["resolved"]>> {
  const where = { call, server };
  const base =
    plan === undefined || plan === "none" ? undefined : await findPlan(where, plan, "base", "plan");
  const addOns: Resolved[] = [];
  for (const [at, reference] of (addOnPlans ?? []).entries())
    addOns.push(await findPlan(where, reference, "addOn", `addOnPlans[${at}]`));
  return {
    ...(base === undefined ? {} : { plan: base }),
    ...(addOnPlans === undefined ? {} : { addOnPlans: addOns }),
  };
}

async function findPlan(
  where: Where,
  reference: PlanReference,
  kind: Plan["kind"],
  property: string,
): Promise<Resolved> {
  const { owner } = reference;
  const matching = (plans: readonly Plan[]): Plan[] => plans.filter((plan) => matches(plan, reference));
  const all = await plansOf(where, (read) => matching(read).length > 0, owner);
  const plans = matching(all);
  const fitting = plans.filter((plan) => plan.kind === kind);
  const [plan, ...others] = fitting;
  if (plan !== undefined && others.length === 0) return { reference, guid: plan.guid };
  throw failure({
    kind: "rejected",
    property,
    ...(others.length > 0
      ? ambiguous(reference, fitting)
      : plans.length > 0
        ? wrongKind(reference, kind)
        : missing(reference, kind, where, all)),
  });
}

function ambiguous(reference: PlanReference, plans: readonly Plan[]) {
  const candidates = plans
    .map(({ name, guid, owner }) => `"${name}" (GUID ${guid}, owner ${owner})`)
    .join(", ");
  return {
    what: `Several plans are called ${nameOf(reference)}: ${candidates}`,
    next: "Nothing was sent. Name the owner's login, or name the plan by its GUID",
  };
}

function wrongKind(reference: PlanReference, kind: Plan["kind"]) {
  const [is, belongs] =
    kind === "base" ? ["an add-on plan", "addOnPlans"] : ["a service plan, no add-on plan", "plan"];
  return {
    what: `Plan ${nameOf(reference)} is ${is}`,
    next: `Nothing was sent. It belongs in ${belongs}`,
  };
}

function missing(
  reference: PlanReference,
  kind: Plan["kind"],
  { call, server }: Where,
  plans: readonly Plan[],
) {
  const isReseller = call.account("pleskXml", server).accountKind === "reseller";
  return {
    what: `There is no ${kind === "base" ? "service plan" : "add-on plan"} ${nameOf(reference)} on server ${server}${isReseller ? " that this reseller's login may see" : ""}`,
    next: `Nothing was sent. ${correction(
      reference,
      plans.filter((plan) => plan.kind === kind),
    )}`,
  };
}

/** How many plans are named to choose from. */
const mostCandidates = 5;

/** The plans whose names are like the one that is declared; where there are few at all, those. */
function correction({ name, owner }: PlanReference, plans: readonly Plan[]): string {
  if (name === undefined) return "Correct its external id or GUID";
  const names = [...new Set(plans.map((plan) => plan.name))].sort();
  const alike = similarTo(name, names).slice(0, mostCandidates);
  const candidates = alike.length > 0 || names.length > mostCandidates ? alike : names;
  const whose = owner === undefined ? "" : ` of ${owner}`;
  if (candidates.length === 0)
    return names.length === 0 ? `There is none${whose} at all` : "Correct its name";
  const listed = candidates.map((each) => `"${each}"`).join(", ");
  return alike.length > 0
    ? `Did you mean ${listed}?`
    : `Correct its name; there ${names.length === 1 ? "is" : "are"} ${listed}`;
}

function matches(plan: Plan, { guid, externalId, name }: PlanReference): boolean {
  if (guid !== undefined) return plan.guid === guid;
  return externalId === undefined ? plan.name === name : plan.externalId === externalId;
}

function factsOf({ guid, name, externalId }: Plan): PlanFacts {
  return { guid, name, ...(externalId === "" ? {} : { externalId }) };
}

/**
 * The plans of an owner, else of everybody that the login may see. Read once in a run, and once more
 * when something is missing, since it may have been made meanwhile.
 */
async function plansOf(
  { call, server }: Where,
  isComplete: (plans: readonly Plan[]) => boolean,
  login?: string,
): Promise<readonly Plan[]> {
  const { accountKind, supportsOwnerAll } = call.account("pleskXml", server);
  const everybody = accountKind === "administrator" && supportsOwnerAll ? "all" : "own";
  const owner = login === undefined ? everybody : { login };
  const name = `plans of ${login ?? "everybody"} on ${server}`;
  const plans = await call.memory.once(name, () => call(readPlans, { server, owner }));
  if (isComplete(plans)) return plans;
  return call.memory.once(`${name}, second look`, () => call(readPlans, { server, owner }));
}
