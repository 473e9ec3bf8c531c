import { filled, type OneSubscription, type Webspace } from "../../apis/pleskXml/structures";
import { readWebspace, readWebspaces } from "../../apis/pleskXml/webspaces";
import type { Call } from "../../call";
import { failure, type Failure } from "../../failure";
import type { Home, Observed, ResourceSpec } from "../../converge/resource";
import { performed } from "./perform";
import { codec, isSame, type Desired, type Live, type State, type SubscriptionReference } from "./model";
import { changesBetween, plan, planDelete, remarks, type BindingStep } from "./plan";
import { classified, resolved } from "./servicePlans";

export const subscriptionPlanBinding: ResourceSpec<Desired, State, BindingStep> = {
  name: "SubscriptionPlanBinding",
  codec,
  policyNames: ["onDelete", "subscription"],
  idOf: ({ server, live }) => `${server}/${live.guid}`,
  fromId,
  accounts: ({ server }) => (server === undefined ? [] : [{ system: "pleskXml", server }]),
  homeOf,
  replaces,
  needsAttention: ({ notVisible }) => notVisible,
  plan,
  planDelete,
  remarks,
  observe,
  perform,
};

async function perform(
  call: Call,
  step: BindingStep,
  state: State | undefined,
  desired: Desired | undefined,
): Promise<State> {
  if (state === undefined) throw new Error("a subscription is changed before it was looked at");
  try {
    return await performed(call, step, state, desired, async (before) => {
      const live = await liveOf(call, before, undefined);
      if (live === undefined) throw gone(before);
      return { ...before, live };
    });
  } finally {
    // Also what others read of all subscriptions while this one was changed.
    call.memory.forget(readsOf(state.server));
  }
}

/** Another server or another subscription makes another binding; a renamed subscription is the same one. */
function replaces({ server, live, subscription: bound }: State, desired: Desired): string[] {
  const { subscription } = desired;
  const others: string[] = desired.server === undefined || desired.server === server ? [] : ["server"];
  if (subscription === undefined || isSame(subscription, bound)) return others;
  const isIt =
    ("guid" in subscription && subscription.guid === live.guid) ||
    ("id" in subscription && String(subscription.id) === live.id) ||
    ("name" in subscription && subscription.name === live.name);
  return isIt ? others : [...others, "subscription"];
}

/** `server/guid`: what `SubscriptionPlanBinding.get` is given. */
function fromId(id: string, call: Call): State {
  const [, server, guid] = /^([^/]+)\/(.+)$/.exec(id) ?? [];
  if (server === undefined || guid === undefined) {
    throw failure({
      kind: "rejected",
      what: `${JSON.stringify(id)} is no id of a SubscriptionPlanBinding`,
      next: "It is the server's name and the subscription's GUID, e.g. alpha/5142fa81-95c1-4ab4-84f6-cc588ff53e2b",
    });
  }
  const live: Live = {
    guid,
    id: "",
    name: "",
    plan: null,
    addOnPlans: [],
    unknownPlanGuids: [],
    locked: false,
    synchronized: true,
  };
  return { server, origin: call.account("pleskXml", server).origin, live, notVisible: false };
}

async function observe(
  call: Call,
  last: State | undefined,
  desired: Desired | undefined,
  sharedRead?: "sharedRead",
): Promise<Observed<State>> {
  const known = last ?? (await firstLook(call, desired));
  const live = last === undefined ? known.live : await liveOf(call, last, sharedRead);
  if (live === undefined) return missing(call, known, desired);
  if (last !== undefined && last.live.name !== "")
    for (const change of changesBetween(last.live, live)) call.say(change);
  const found = desired === undefined ? {} : { resolved: await resolved(call, known.server, desired) };
  return { kind: "seen", state: { ...known, ...found, live, notVisible: false } };
}

/** The subscription as it is declared; without it there is nothing to bind. */
async function firstLook(call: Call, desired: Desired | undefined): Promise<State> {
  if (desired?.server === undefined || desired.subscription === undefined)
    throw new Error("a binding is looked for before it is declared");
  const { server, subscription } = desired;
  const asked = filterOf(subscription);
  const webspace = await call(readWebspace, { server, subscription: asked });
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
  if ("guid" in named) return { by: "guid", value: filled(named.guid, "subscription.guid") };
  if ("id" in named) return { by: "id", value: filled(String(named.id), "subscription.id") };
  if ("name" in named) return { by: "name", value: filled(named.name, "subscription.name") };
  return { by: "external-id", value: filled(named.externalId, "subscription.externalId") };
}

/** The subscription of a state; undefined where the server says that it does not exist. */
async function liveOf(
  call: Call,
  { server, live: { guid } }: State,
  sharedRead: "sharedRead" | undefined,
): Promise<Live | undefined> {
  const one = (): Promise<Webspace | undefined> =>
    call(readWebspace, {
      server,
      subscription: { by: "guid", value: filled(guid, "The subscription's GUID") },
    });
  const all = async (): Promise<Map<string, Webspace | undefined>> =>
    new Map((await call(readWebspaces, { server })).map((webspace) => [webspace.guid, webspace]));
  const isShared = sharedRead !== undefined && call.account("pleskXml", server).bulkRead;
  const webspace = await (isShared ? call.memory.oneOfMany(readsOf(server), guid, one, all) : one());
  return webspace && liveFrom(call, server, webspace);
}

function readsOf(server: string): string {
  return `subscriptions of ${server}`;
}

/** The subscription of an answer, its plans told apart. */
export async function liveFrom(call: Call, server: string, webspace: Webspace): Promise<Live> {
  const { guid, id, name, planGuids, locked, synchronized } = webspace;
  return { guid, id, name, ...(await classified(call, server, planGuids)), locked, synchronized };
}

/**
 * Only the administrator can tell that a subscription is gone: to a reseller one that belongs to
 * somebody else looks the same. Gone while it is declared is an error, since nothing makes it again.
 */
function missing(call: Call, state: State, desired: Desired | undefined): Observed<State> {
  if (call.account("pleskXml", state.server).accountKind === "reseller") {
    const hidden = failure({
      kind: "not-visible",
      what: `Subscription ${titleOf(state)} is not shown to the reseller's login of server ${state.server}. It may be deleted or belong to somebody else, so it is kept`,
      next: "Use the login that sees it. If it is deleted, take it out of the program and run: pulumi state delete <urn>",
    });
    return { kind: "notVisible", state: { ...state, notVisible: true }, failure: hidden };
  }
  if (desired !== undefined) throw gone(state);
  return { kind: "absent" };
}

function gone(state: State): Failure {
  return failure({
    kind: "rejected",
    property: "subscription",
    what: `Subscription ${titleOf(state)} does not exist on server ${state.server} any more`,
    next: "Take it out of the program, or declare the one in its place; `pulumi refresh` drops it from the state",
  });
}

function titleOf({ live: { name, guid } }: State): string {
  return name === "" ? guid : `${name} (${guid})`;
}

function homeOf(state: State): Home {
  const { server, origin } = state;
  return {
    account: { system: "pleskXml", server },
    origin,
    deed: `Subscription ${titleOf(state)} was bound`,
    system: `server ${server}`,
    setting: `plesk:servers.${server}.url`,
    otherwise: "give the other server another name",
  };
}
