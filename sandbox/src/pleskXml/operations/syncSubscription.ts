import { refuseWith } from "../errors";
import type { Exchange } from "../exchange";
import type { StoredSubscription } from "../model";
import { applied, changing, NOTHING, type Outcome } from "./change";

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
