import { child } from "../../xml";
import type { Exchange, Operation } from "../exchange";
import { guidOf } from "../identifiers";
import type { StoredSubscription } from "../model";
import { okResult } from "../results";
import { node, type Node } from "../xml/node";
import { webspaceResults } from "./webspace";

/** Reads facts about the server; the sandbox fills `key` and `gen_info`. */
export const getServer: Operation = {
  endpoint: "getServer",
  for: ["administrator"],
  run: (exchange, operation) => [
    okResult({}, [
      child(operation, "key") && key(exchange),
      child(operation, "gen_info") && serverInformation(exchange),
    ]),
  ],
};

function key({ world }: Exchange): Node {
  const property = ([name, value]: [string, string]) =>
    node("property", [node("name", name), node("value", value)]);
  return node("key", Object.entries(world.facts.key).map(property));
}

function serverInformation({ world: { facts } }: Exchange): Node {
  return node("gen_info", [
    node("server_name", `${facts.name}.example`),
    node("server_guid", guidOf(`server ${facts.name}`)),
    node("mode", "standard"),
  ]);
}

/** Reads subscriptions (reference, section 5). */
export const getWebspace: Operation = {
  endpoint: "getWebspace",
  run: (exchange, operation) => {
    const dataset = child(operation, "dataset");
    const wants = (name: string) => dataset !== undefined && child(dataset, name) !== undefined;
    return webspaceResults(exchange, operation, (stored) => {
      const subscription = exchange.shown(stored);
      const data = [
        wants("gen_info") ? generalInformation(exchange, subscription) : undefined,
        wants("subscriptions") ? subscriptionsNode(exchange, subscription) : undefined,
      ];
      return [node("data", data)];
    });
  },
};

function generalInformation({ world }: Exchange, subscription: StoredSubscription): Node {
  const { name, guid, externalId, status } = subscription;
  const vendor = world.account(world.providerOf(subscription));
  return node("gen_info", [
    node("cr_date", "2026-01-01"),
    node("name", name),
    node("ascii-name", asciiName(name)),
    node("status", String(status)),
    node("real_size", "0"),
    ownerNode(world.account(subscription.owner)),
    node("dns_ip_address", "192.0.2.10"),
    node("htype", "vrt_hst"),
    node("guid", guid),
    node("vendor-guid", vendor.guid),
    node("external-id", externalId),
    node("sb-site-uuid", guidOf(`site of ${guid}`)),
    node("description"),
    node("admin-description"),
  ]);
}

/** Recorded: the administrator's objects name the login, all others the id (reference, section 5). */
export function ownerNode({ kind, id, login }: { kind: string; id: number; login: string }): Node {
  return kind === "administrator" ? node("owner-login", login) : node("owner-id", String(id));
}

function asciiName(name: string): string {
  return new URL(`http://${name}`).hostname;
}

function subscriptionsNode(
  { world, assumptions }: Exchange,
  subscription: StoredSubscription,
): Node | undefined {
  const { plan, locked } = subscription;
  if (plan === null) return planless(assumptions);
  const own = subscription.synchronized ? "true" : "false";
  const synchronized = locked && assumptions.lockedFlags !== "own" ? assumptions.lockedFlags : own;
  return node("subscriptions", [
    node("subscription", [
      node("locked", locked ? "true" : "false"),
      node("synchronized", synchronized),
      ...planGuids(subscription, plan, assumptions.planOrder).map((guid) =>
        node("plan", [node("plan-guid", guid), externalId(world.plans.get(guid)?.externalId, assumptions)]),
      ),
    ]),
  ]);
}

function planless({ planlessSubscription, planlessFlags }: Exchange["assumptions"]): Node | undefined {
  if (planlessSubscription === "absent") return undefined;
  if (planlessSubscription === "empty") return node("subscriptions");
  const flags = [
    node("locked", planlessFlags === "locked" ? "true" : "false"),
    node("synchronized", planlessFlags === "synchronized" ? "true" : "false"),
  ];
  const empty = planlessSubscription === "emptyGuid" ? node("plan", [node("plan-guid")]) : undefined;
  return node("subscriptions", [node("subscription", [...(planlessFlags === "absent" ? [] : flags), empty])]);
}

function planGuids({ addOns }: StoredSubscription, base: string, order: string): string[] {
  if (order === "addOnsFirst") return [...addOns, base];
  return order === "byGuid" ? [base, ...addOns].sort() : [base, ...addOns];
}

function externalId(value = "", { planExternalIds }: Exchange["assumptions"]): Node | undefined {
  const isShown = planExternalIds === "always" || (planExternalIds === "whenSet" && value !== "");
  return isShown ? node("plan-external-id", value) : undefined;
}
