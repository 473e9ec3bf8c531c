import type { Call } from "../../call";
import type { Home, ResourceSpec } from "../../converge/resource";
import { failure } from "../../failure";
import { names, observe, subjectOf } from "./find";
import { codec, isSame, type Desired, type Live, type State } from "./model";
import { perform } from "./perform";
import { plan, planDelete, remarks, standsFor, type BindingStep } from "./plan";

/** Which facts show what is declared. */
const repeats = {
  "subscription.guid": ["binding.subscriptionGuid", "__plesk.reference.guid"],
  "subscription.id": ["binding.subscriptionId", "__plesk.reference.id"],
  "subscription.name": ["binding.subscriptionName", "__plesk.reference.name"],
  "subscription.externalId": ["__plesk.reference.externalId", "__plesk.externalId"],
  plan: ["binding.plan", "__plesk.resolved.plan", "__plesk.unsyncable"],
  addOnPlans: [
    ...["binding.addOnPlans", "__plesk.resolved.addOnPlans"],
    ...["__plesk.unknownPlanGuids", "__plesk.unsyncable"],
  ],
};

export const subscriptionPlanBinding: ResourceSpec<Desired, State, BindingStep> = {
  name: "SubscriptionPlanBinding",
  codec,
  policyNames: ["onDelete", "subscription"],
  idOf: ({ server, live }) => `${server}/${live.guid}`,
  fromId,
  accounts: ({ server }) => (server === undefined ? [] : [{ system: "pleskXml", server }]),
  homeOf,
  replaces,
  objectsOf,
  needsAttention: ({ notVisible }) => notVisible,
  plan,
  planDelete,
  remarks,
  observe,
  standsFor,
  perform,
  repeats,
  ownWords: ["none", "never", "unsynchronized", "always", "warn", "fail", "no-plan"],
};

function objectsOf(state: State | undefined, desired: Desired | undefined): string[] {
  const server = state?.server ?? desired?.server;
  const names = Object.entries(state?.live ?? desired?.subscription ?? {}).flatMap(([member, value]) =>
    ["guid", "id", "name"].includes(member) && value !== "" ? [String(value)] : [],
  );
  return names.map((name) => `subscription ${name} of server ${server ?? ""}`);
}

/** Another server or another subscription makes another binding; a renamed subscription is the same one. */
function replaces({ server, live, subscription: bound }: State, desired: Desired): string[] {
  const { subscription } = desired;
  const others: string[] = desired.server === undefined || desired.server === server ? [] : ["server"];
  if (subscription === undefined || isSame(subscription, bound)) return others;
  return names(subscription, live) ? others : [...others, "subscription"];
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

function homeOf(state: State): Home {
  const { server, origin } = state;
  return {
    account: { system: "pleskXml", server },
    origin,
    deed: `Subscription ${subjectOf(state)} was bound`,
    system: `server ${server}`,
    setting: `plesk:servers.${server}.url`,
    otherwise: "give the other server another name",
  };
}
