import { PleskError, refuseWith } from "./errors";
import type { Exchange } from "./exchange";
import type { StoredPlan, StoredSubscription } from "./model";
import { child, type Element } from "../xml/element";

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
