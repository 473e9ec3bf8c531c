import { child, type Element } from "../../xml";
import type { Exchange, Operation } from "../exchange";
import type { StoredPlan, StoredSubscription } from "../model";
import { problemsOf, provision, type SettingRow } from "../provisioning";
import { PleskError, refuseWith } from "../refusal";
import { text } from "../results";
import { webspaceResults } from "./webspace";

/** What is executed; the ledger holds these words. */
export type Effect =
  "switchPlan" | "clearPlan" | "sync" | "unlock" | "addAddOn" | "removeAddOn" | "dropAddOn";

/** What a change did to a subscription. */
export interface Outcome {
  readonly did: readonly Effect[];
  /** What came of applying its plans. */
  readonly rows: readonly SettingRow[];
}

/** Nothing was done. */
export const NOTHING: Outcome = { did: [], rows: [] };

/** Changes one subscription; a refusal leaves it as it was. */
export type Change = (exchange: Exchange, operation: Element, subscription: StoredSubscription) => Outcome;

/** An operation that changes each subscription that its filter names. */
export function changing(endpoint: string, change: Change, neverEmpty = false): Operation {
  const run: Operation["run"] = (exchange, operation) =>
    webspaceResults(
      exchange,
      operation,
      (subscription) => {
        const rows = changed(exchange, subscription, () => change(exchange, operation, subscription));
        return [text("problems", problemsOf(rows, subscription.name, exchange.assumptions))];
      },
      { neverEmpty, changes: true },
    );
  return { endpoint, changes: true, run };
}

function changed(exchange: Exchange, subscription: StoredSubscription, change: () => Outcome) {
  const { record } = exchange;
  if (subscription.refuses !== null) throw new PleskError(subscription.refuses);
  refuseConcurrent(exchange, subscription);
  const { did, rows } = change();
  record.operations.push(...did);
  if (!record.subjects?.includes(subscription.guid)) (record.subjects ??= []).push(subscription.guid);
  return rows;
}

function refuseConcurrent({ assumptions, earlier, record }: Exchange, { guid }: StoredSubscription): void {
  if (assumptions.parallelChanges === "serialized") return;
  const isBusy = earlier.some(
    ({ server, changing: changes, subjects }) =>
      server === record.server && changes && subjects?.includes(guid),
  );
  if (isBusy) throw new PleskError(1008);
}

/** Applies all plans of a subscription and says so in the ledger's words. */
export function applied({ world }: Exchange, subscription: StoredSubscription, ...did: Effect[]): Outcome {
  return { did, rows: provision(world, subscription) };
}

/** The plan that an operation names for a subscription; anything else than exactly one that fits is refused. */
export function planChosen(
  { world, assumptions }: Exchange,
  operation: Element,
  subscription: StoredSubscription,
  addOn: boolean,
): StoredPlan {
  const guid = child(operation, "plan-guid")?.text;
  const externalId = child(operation, "plan-external-id")?.text;
  const named = [...world.plans.values()].filter((plan) =>
    guid === undefined ? externalId !== "" && plan.externalId === externalId : plan.guid === guid,
  );
  if (named.length === 0) throw new PleskError(Number(assumptions.unknownPlan));
  const kind = named.filter((plan) => plan.addOn === addOn);
  if (kind.length === 0) throw new PleskError(Number(assumptions.wrongKindOfPlan));
  const provider = world.providerOf(subscription);
  const fitting = kind.filter(({ owner }) => owner === provider);
  if (fitting.length === 0) refuseWith(assumptions.foreignPlan);
  if (fitting.length > 1) refuseWith(assumptions.ambiguousExternalId);
  const [plan] = [...fitting, ...kind];
  if (!plan) throw new PleskError(Number(assumptions.unknownPlan));
  return plan;
}

/** Whether an operation names a plan by an empty value, which passes validation (reference, section 4.1). */
export function hasEmptyPlanValue(operation: Element): boolean {
  return ["plan-guid", "plan-external-id"].some((name) => child(operation, name)?.text === "");
}
