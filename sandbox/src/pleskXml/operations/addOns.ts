import type { Exchange } from "../exchange";
import type { StoredSubscription } from "../model";
import { PleskError, refuseWith } from "../refusal";
import { applied, changing, type Effect, NOTHING, type Outcome, planChosen } from "./change";

/** Attaches an add-on plan (reference, sections 6 and 8). */
export const addSubscription = changing("addSubscription", (exchange, operation, subscription) => {
  const { addOnTwice, addOnWithoutPlan } = exchange.assumptions;
  const { guid } = planChosen(exchange, operation, subscription, true);
  if (subscription.plan === null) throw new PleskError(Number(addOnWithoutPlan));
  if (subscription.addOns.includes(guid)) {
    refuseWith(addOnTwice);
    return NOTHING;
  }
  return withAddOns(exchange, subscription, [...subscription.addOns, guid], "addAddOn");
});

/** Detaches an add-on plan; what only it asked for stays as it is. */
export const removeSubscription = changing("removeSubscription", (exchange, operation, subscription) => {
  const { guid } = planChosen(exchange, operation, subscription, true);
  if (!subscription.addOns.includes(guid)) {
    refuseWith(exchange.assumptions.missingAddOn);
    return NOTHING;
  }
  const remaining = subscription.addOns.filter((addOn) => addOn !== guid);
  return withAddOns(exchange, subscription, remaining, "removeAddOn");
});

function withAddOns(
  exchange: Exchange,
  subscription: StoredSubscription,
  addOns: string[],
  did: Effect,
): Outcome {
  const { addOnLocked } = exchange.assumptions;
  if (subscription.locked) refuseWith(addOnLocked);
  subscription.addOns = addOns;
  if (!subscription.locked) return applied(exchange, subscription, did);
  if (addOnLocked === "keepsSettings") return { did: [did], rows: [] };
  subscription.locked = false;
  return applied(exchange, subscription, did, "unlock");
}
