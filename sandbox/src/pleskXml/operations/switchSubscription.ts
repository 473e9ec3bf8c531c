import { child } from "../../xml";
import type { Exchange } from "../exchange";
import type { StoredPlan, StoredSubscription } from "../model";
import { refuseWith } from "../refusal";
import {
  applied,
  changing,
  type Effect,
  hasEmptyPlanValue,
  NOTHING,
  type Outcome,
  planChosen,
} from "./change";

/** Gives subscriptions another base plan, or none (reference, sections 6 and 8). */
export const switchSubscription = changing("switchSubscription", (exchange, operation, subscription) => {
  const isEmpty = hasEmptyPlanValue(operation) && exchange.assumptions.emptyPlanValue === "noPlan";
  if (isEmpty || child(operation, "no-plan")) return withoutPlan(exchange, subscription);
  const plan = planChosen(exchange, operation, subscription, false);
  if (plan.guid === subscription.plan) return samePlan(exchange, subscription);
  return otherPlan(exchange, subscription, plan);
});

function samePlan(exchange: Exchange, subscription: StoredSubscription): Outcome {
  const { switchSamePlan } = exchange.assumptions;
  refuseWith(switchSamePlan);
  return switchSamePlan === "nothing" ? NOTHING : reapplied(exchange, subscription, ["switchPlan"]);
}

function otherPlan(exchange: Exchange, subscription: StoredSubscription, { guid }: StoredPlan): Outcome {
  const { switchLocked, addOnsOnSwitch } = exchange.assumptions;
  if (subscription.locked) refuseWith(switchLocked);
  const lost = addOnsOnSwitch === "dropped" ? subscription.addOns : [];
  subscription.plan = guid;
  subscription.addOns = subscription.addOns.filter((addOn) => !lost.includes(addOn));
  return reapplied(exchange, subscription, ["switchPlan", ...lost.map((): Effect => "dropAddOn")]);
}

function reapplied(exchange: Exchange, subscription: StoredSubscription, did: Effect[]): Outcome {
  const { switchLocked } = exchange.assumptions;
  if (!subscription.locked) return applied(exchange, subscription, ...did);
  refuseWith(switchLocked);
  if (switchLocked === "keepsSettings") return { did, rows: [] };
  if (switchLocked === "keepsLock") return applied(exchange, subscription, ...did);
  subscription.locked = false;
  return applied(exchange, subscription, ...did, "unlock");
}

/** Settings stay as they are; add-on plans need a base plan. */
function withoutPlan({ assumptions }: Exchange, subscription: StoredSubscription): Outcome {
  const { noPlanAgain, noPlanWithAddOns, noPlanLocked } = assumptions;
  if (subscription.plan === null) {
    refuseWith(noPlanAgain);
    return NOTHING;
  }
  if (subscription.addOns.length > 0) refuseWith(noPlanWithAddOns);
  const did: Effect[] = ["clearPlan", ...subscription.addOns.map((): Effect => "dropAddOn")];
  if (subscription.locked && noPlanLocked === "unlocks") {
    subscription.locked = false;
    did.push("unlock");
  }
  subscription.plan = null;
  subscription.addOns = [];
  return { did, rows: [] };
}

/** Applies the plans of subscriptions again (reference, sections 6 and 8). */
export const syncSubscription = changing(
  "syncSubscription",
  (exchange, _, subscription) => synced(exchange, subscription),
  true,
);

function synced(exchange: Exchange, subscription: StoredSubscription): Outcome {
  const { syncPlanless, syncLocked, syncUnsynchronized, syncSynchronized, unknownPlan } =
    exchange.assumptions;
  const { plan, locked, synchronized } = subscription;
  if (plan === null) return nothingBut(syncPlanless);
  if (!exchange.world.plans.has(plan)) return nothingBut(unknownPlan);
  const answer = locked ? syncLocked : synchronized ? syncSynchronized : syncUnsynchronized;
  if (answer === "nothing" || /^\d/.test(answer)) return nothingBut(answer);
  if (!locked || answer === "keepsLock") return applied(exchange, subscription, "sync");
  subscription.locked = false;
  return applied(exchange, subscription, "sync", "unlock");
}

function nothingBut(answer: string): Outcome {
  refuseWith(answer);
  return NOTHING;
}
