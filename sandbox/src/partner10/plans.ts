import { hasSus, yearAfter } from "./dates";
import { about, type Exchange } from "./exchange";
import type { LicenseType, Plan, StoredKey } from "./model";
import { Refusal } from "./refusal";
import { nameOf } from "./world";

/** A plan of the catalog that the client may order (reference, sections 4 and 6). */
export function orderablePlan({ world, account }: Exchange, name: string): Plan {
  const plan = world.plans.get(name);
  if (!plan) throw new Refusal(416, { feature: name });
  if (account.priceList?.includes(name) === false) throw new Refusal(260, { plan: name });
  return plan;
}

/** Whether a plan changes a key that is as it is now; a key that cannot take it is a refusal. */
export function isMissing(
  { world, assumptions }: Exchange,
  key: StoredKey,
  plan: Plan,
  licenseType: LicenseType,
): boolean {
  if (plan.price === null) throw about(key, 284);
  if (!plan.licenseTypes.includes(licenseType)) throw about(key, Number(assumptions.licenseTypeMismatch));
  const now = world.now();
  if (has(key, plan, now)) {
    const code = plan.from === null ? 110 : Number(assumptions.repeatedPathPlan);
    if (code === 110) return false;
    throw about(key, code, { feature: plan.plan });
  }
  if (!fits(key, plan)) throw about(key, 266);
  if (plan.needsSus && key.billingType === "PURCHASE" && !hasSus(key, now)) throw about(key, 268);
  return true;
}

/** Puts on a key what a plan gives. */
export function put(
  { world, assumptions }: Exchange,
  key: StoredKey,
  { plan, kind, gives, from, told }: Plan,
) {
  if (kind === "sus") {
    key.susDate = yearAfter(world.now());
    return;
  }
  const isOther = from !== null && assumptions.pathPlanResult === "other";
  const apiName = told ? (isOther ? `PLESK_7X_${gives}` : gives) : "N/A";
  if (kind === "keyType") {
    Object.assign(key, { keyType: gives, apiKeyType: apiName, keyTypePlan: plan });
    return;
  }
  const others = key.features.filter(({ identifier }) => identifier !== from);
  key.features = [...others, { identifier: gives, apiName, plan, isDefault: false }];
}

function has(key: StoredKey, { kind, gives }: Plan, now: Date): boolean {
  if (kind === "sus") return hasSus(key, now);
  return kind === "keyType" ? key.keyType === gives : hasFeature(key, gives);
}

/** A path starts at what the key has, and the platform must be the key's (reference, section 9). */
function fits(key: StoredKey, { kind, from, platform }: Plan): boolean {
  const isWindows = key.keyType.includes("_FOR_WIN");
  if (platform !== "any" && (platform === "windows") !== isWindows) return false;
  if (from === null) return true;
  return kind === "keyType" ? key.keyType === from : hasFeature(key, from);
}

function hasFeature(key: StoredKey, wanted: string): boolean {
  return key.features.some(({ identifier }) => identifier === wanted);
}

/** A plan in the long words of result texts; the seed shows how a path is worded. */
export function titleOf({ from, gives }: Plan, { billingType }: StoredKey): string {
  const named = (identifier: string) => `${nameOf(identifier)} ${WORDS[billingType]}`;
  return from === null ? named(gives) : `${named(from)} to ${named(gives)}`;
}

const WORDS = { LEASE: "(Lease)", PURCHASE: "(Purchase)", "N/A": "(N/A)" };
