import { type Exchange, type Operation, numberedKey, readableKey, refuseDead } from "../exchange";
import { keyNumberOf } from "../identifiers";
import type { Plan, StoredKey } from "../model";
import { isMissing } from "../plans";
import { Refusal } from "../refusal";
import { keyDetails } from "../structures";
import { array, int, present, text } from "../xmlRpc/value";

/** Tells all about a key, terminated and problem keys included (reference, section 5.1). */
export const getKeyInfo: Operation = {
  endpoint: "getKeyInfo",
  changes: false,
  deniedTo: [],
  signatures: () => [["string"]],
  run: (exchange, [reference]) => {
    const key = readableKey(exchange, reference as string);
    const { undocumentedFields } = exchange.assumptions;
    return present([
      ["resultCode", int(100)],
      ["resultDesc", text("Key info has been successfully retrieved")],
      ["keyNumber", undocumentedFields === "sent" ? text(keyNumberOf(key)) : undefined],
      ["keyInfo", keyDetails(exchange.world, key)],
    ]);
  },
};

/** Lists the plans that a key could take (reference, section 5.2). */
export const getAvailableUpgrades: Operation = {
  endpoint: "getAvailableUpgrades",
  changes: false,
  deniedTo: [],
  signatures: () => [["string"]],
  run: (exchange, [number]) => {
    const key = numberedKey(exchange, number as string);
    const isDead = key.problem || key.terminated;
    if (exchange.assumptions.upgradesOfDeadKey === "refused") refuseDead(key);
    const plans = isDead ? [] : availablePlans(exchange, key);
    return present([
      ["resultCode", int(100)],
      ["resultDesc", text("Available upgrades have been listed")],
      ["upgradePlans", array(plans.map(({ plan }) => text(plan)))],
    ]);
  },
};

function availablePlans(exchange: Exchange, key: StoredKey): Plan[] {
  const { account, assumptions, world } = exchange;
  return [...world.plans.values()].filter((plan) => {
    const isSold = account.priceList?.includes(plan.plan) ?? true;
    if (!isSold && assumptions.upgradesPriceList === "honoured") return false;
    return plan.licenseTypes.some((type) => isAvailable(exchange, key, plan, type));
  });
}

function isAvailable(
  exchange: Exchange,
  key: StoredKey,
  plan: Plan,
  type: Plan["licenseTypes"][number],
): boolean {
  try {
    const isNew = isMissing(exchange, key, plan, type);
    return isNew || exchange.assumptions.upgradesApplied === "listed";
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
