import { child, type Element } from "../../xml";
import type { Exchange, Operation } from "../exchange";
import type { StoredPlan } from "../model";
import { PleskError } from "../refusal";
import { failed, okResult, recordRefusal } from "../results";
import { node, type Node } from "../xml/node";
import { ownerNode } from "./read";

/** Reads service plans (reference, section 7). */
export const getServicePlan = reading("getServicePlan", false);

/** Reads add-on plans. */
export const getServicePlanAddon = reading("getServicePlanAddon", true);

function reading(endpoint: string, addOn: boolean): Operation {
  return {
    endpoint,
    for: ["administrator", "reseller"],
    run: (exchange, operation) => {
      const owners = ownersOf(exchange, operation);
      if (!owners) return refused(exchange, new PleskError(1015));
      const plans = [...exchange.world.plans.values()]
        .filter((plan) => plan.addOn === addOn && owners.includes(plan.owner))
        .sort((a, b) => a.id - b.id);
      return resultsOf(exchange, operation, plans);
    },
  };
}

/** Whose plans are searched: without an owner node the requester's own list only (reference, section 4.2). */
function ownersOf({ world, account }: Exchange, operation: Element): string[] | undefined {
  const id = child(operation, "owner-id")?.text;
  const login = child(operation, "owner-login")?.text;
  const accounts = [...world.accounts.values()].filter(({ kind }) => kind !== "customer");
  const searchable = accounts.filter((it) => account.kind === "administrator" || it.login === account.login);
  if (child(operation, "owner-all")) return searchable.map((it) => it.login);
  if (id === undefined && login === undefined) return [account.login];
  const owner = searchable.find((it) => (id === undefined ? it.login === login : it.id === Number(id)));
  return owner && [owner.login];
}

function resultsOf(exchange: Exchange, operation: Element, plans: readonly StoredPlan[]): Node[] {
  const values = child(operation, "filter")?.children ?? [];
  if (values.length > 0) return values.flatMap((value) => resultsOfValue(exchange, value, plans));
  if (plans.length > 0) return plans.map((plan) => planResult(exchange, plan));
  const { noPlans } = exchange.assumptions;
  if (noPlans === "1013") return refused(exchange, new PleskError(1013));
  return noPlans === "okEmpty" ? [okResult({})] : [];
}

function resultsOfValue(exchange: Exchange, { name, text }: Element, plans: readonly StoredPlan[]): Node[] {
  const found = plans.filter((plan) => valueOf(plan, name) === text.trim() && text.trim() !== "");
  if (found.length > 0) return found.map((plan) => planResult(exchange, plan));
  const { planErrorNames } = exchange.assumptions;
  const asked = planErrorNames === "asked" ? [node(name, text.trim())] : [];
  return refused(exchange, new PleskError(1013), asked);
}

function valueOf({ id, name, guid, externalId }: StoredPlan, kind: string): string {
  return { id: String(id), name, guid, "external-id": externalId }[kind] ?? "";
}

/** The settings are a hint of the real answer's size and of nodes that older schemas do not know. */
function planResult({ world }: Exchange, { id, name, guid, externalId, owner }: StoredPlan): Node {
  return okResult({}, [
    node("id", String(id)),
    node("name", name),
    node("guid", guid),
    node("external-id", externalId),
    ownerNode(world.account(owner)),
    node("limits", [node("overuse", "block"), limit("disk_space", "-1"), limit("max_traffic", "-1")]),
    node("hosting", [node("properties", [node("nginx-proxy-mode", "true")])]),
    node("permissions", [limit("access_cp", "true")]),
  ]);
}

function limit(name: string, value: string): Node {
  return node("limit", [node("name", name), node("value", value)]);
}

function refused({ record, assumptions }: Exchange, error: PleskError, asked: readonly Node[] = []): Node[] {
  recordRefusal(record, error);
  return [failed(error, assumptions, asked)];
}
