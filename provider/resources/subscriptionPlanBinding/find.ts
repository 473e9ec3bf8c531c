/** Looking at a subscription: as it is declared, or the one of a state. */
import { nonEmpty, type OneSubscription, type Webspace } from "../../apis/pleskXml/structures";
import { plainName, readWebspace, readWebspaces } from "../../apis/pleskXml/webspaces";
import type { Call } from "../../call";
import type { Look, Observed } from "../../converge/resource";
import { failure, type Failure } from "../../failure";
import { isSame, type Desired, type Live, type State, type SubscriptionReference } from "./model";
import { changesBetween } from "./plan";
import { classifyPlans, resolvePlans } from "./servicePlans";

export async function observe(
  call: Call,
  last: State | undefined,
  desired: Desired | undefined,
  look?: Look,
): Promise<Observed<State>> {
  const known = last ?? (await firstLook(call, desired, look?.shared));
  const live = last === undefined ? known.live : await liveOf(call, last, look?.shared);
  if (live === undefined) return missing(call, known, desired);
  if (last !== undefined && last.live.name !== "")
    for (const change of changesBetween(last.live, live)) call.say(change);
  if (last !== undefined) assertSameOne(last, live, desired);
  const found = desired === undefined ? {} : { resolved: await resolvePlans(call, known.server, desired) };
  return { kind: "seen", state: { ...known, ...found, live, notVisible: false } };
}

/** Whether it is the same one under another of its names, or in another spelling. */
export function names(reference: SubscriptionReference, live: Live): boolean {
  if ("guid" in reference) return reference.guid.toLowerCase() === live.guid.toLowerCase();
  if ("id" in reference) return String(reference.id) === live.id;
  if ("name" in reference) return plainName(reference.name) === plainName(live.name);
  return reference.externalId === live.externalId;
}

/** What the state took for another of its names may be another subscription's by now. */
function assertSameOne(last: State, live: Live, { subscription }: Partial<Desired> = {}): void {
  if (subscription === undefined || isSame(subscription, last.subscription) || names(subscription, live))
    return;
  const { by, value } = filterOf(subscription);
  throw failure({
    kind: "refused",
    property: "subscription",
    what: `The ${by} ${value} is not of subscription ${subjectOf(last)} any more, which this binding stands for`,
    next: "Nothing was sent. Run `pulumi up --refresh`, which shows the replacement, then decide",
  });
}

/** The subscription as it is declared; without it there is nothing to bind. */
async function firstLook(call: Call, desired: Desired | undefined, sharedRead = false): Promise<State> {
  if (desired?.server === undefined || desired.subscription === undefined)
    throw new Error("a binding is looked for before it is declared");
  const { server, subscription } = desired;
  const asked = filterOf(subscription);
  const one = (): Promise<Webspace | undefined> => call(readWebspace, { server, subscription: asked });
  const webspace = await (sharedRead ? oneOfAll(call, server, asked, one) : one());
  if (webspace === undefined) {
    throw failure({
      kind: "rejected",
      property: "subscription",
      what: `There is no subscription with the ${asked.by} ${asked.value} on server ${server}, or this login may not see it`,
      next: "Nothing was sent. Correct it, or use a login that sees it",
    });
  }
  const { origin } = call.account("pleskXml", server);
  return { server, origin, live: await liveFrom(call, server, webspace), notVisible: false };
}

function filterOf(named: SubscriptionReference): OneSubscription {
  if ("guid" in named) return { by: "guid", value: nonEmpty(named.guid, "subscription.guid") };
  if ("id" in named) return { by: "id", value: nonEmpty(String(named.id), "subscription.id") };
  if ("name" in named) return { by: "name", value: nonEmpty(named.name, "subscription.name") };
  return { by: "external-id", value: nonEmpty(named.externalId, "subscription.externalId") };
}

/** The subscription of a state; undefined where the server says that it does not exist. */
export async function liveOf(
  call: Call,
  { server, live: { guid } }: State,
  sharedRead = false,
): Promise<Live | undefined> {
  const one = (): Promise<Webspace | undefined> =>
    call(readWebspace, {
      server,
      subscription: { by: "guid", value: nonEmpty(guid, "The subscription's GUID") },
    });
  const webspace = await (sharedRead ? oneOfAll(call, server, { by: "guid", value: guid }, one) : one());
  return webspace && liveFrom(call, server, webspace);
}

/** From the fourth read of a server on, one answer with all its subscriptions serves everybody. */
function oneOfAll(
  call: Call,
  server: string,
  { by, value }: Pick<OneSubscription, "by"> & { value: string },
  one: () => Promise<Webspace | undefined>,
): Promise<Webspace | undefined> {
  if (!call.account("pleskXml", server).bulkRead) return one();
  const all = async (): Promise<Map<string, Webspace | undefined>> => {
    const webspaces = await call(readWebspaces, { server });
    return new Map(
      webspaces.flatMap((each) =>
        (["guid", "id", "name"] as const).map((key) => [`${key} ${each[key]}`, each]),
      ),
    );
  };
  return call.memory.oneOfMany(readsOf(server), `${by} ${value}`, one, all);
}

export function readsOf(server: string): string {
  return `subscriptions of ${server}`;
}

/** The subscription of an answer, its plans sorted by kind. */
export async function liveFrom(call: Call, server: string, webspace: Webspace): Promise<Live> {
  const { guid, id, name, externalId, planGuids, locked, synchronized } = webspace;
  const plans = await classifyPlans(call, server, planGuids);
  return { guid, id, name, ...(externalId === "" ? {} : { externalId }), ...plans, locked, synchronized };
}

/**
 * Only the administrator can tell that a subscription is gone: to a reseller one that belongs to
 * somebody else looks the same. Gone while it is declared is an error, since nothing makes it again.
 */
function missing(call: Call, state: State, desired: Desired | undefined): Observed<State> {
  if (call.account("pleskXml", state.server).accountKind === "reseller") {
    const hidden = failure({
      kind: "not-visible",
      help: "not-shown-to-reseller",
      what: `Subscription ${subjectOf(state)} is not shown to the reseller's login of server ${state.server}. It may be deleted or belong to somebody else, so it is kept`,
      next: "Use the login that sees it. If it is deleted, take it out of the program and run: pulumi state delete <urn>",
    });
    return { kind: "notVisible", state: { ...state, notVisible: true }, failure: hidden };
  }
  if (desired !== undefined) throw gone(state);
  return { kind: "absent" };
}

export function gone(state: State): Failure {
  return failure({
    kind: "rejected",
    property: "subscription",
    what: `Subscription ${subjectOf(state)} does not exist on server ${state.server} any more`,
    next: "Take it out of the program, or declare the one in its place; `pulumi refresh` drops it from the state",
  });
}

export function subjectOf({ live: { name, guid } }: State): string {
  return name === "" ? guid : `${name} (${guid})`;
}
