import type { Partner10Assumptions } from "../../assumptions";
import { dayText } from "../dates";
import {
  about,
  type Exchange,
  type Operation,
  numberedKey,
  type ParameterKind,
  refuseConcurrent,
  refuseDead,
} from "../exchange";
import { keyNumberOf } from "../identifiers";
import { LICENSE_TYPES, type LicenseType, type Plan, type StoredKey } from "../model";
import { isMissing, orderablePlan, put, titleOf } from "../plans";
import { Refusal } from "../refusal";
import { dateTime, int, type Members, present, text } from "../xmlRpc/value";

/** Applies plans to a key (reference, section 4). */
export const upgradeKey: Operation = {
  endpoint: "upgradeKey",
  changes: true,
  deniedTo: ["limited"],
  signatures: ({ planListWithoutType }) => {
    const lists: ParameterKind[][] = planListWithoutType === "accepted" ? [["string", "array"]] : [];
    return [["string", "string"], ["string", "string", "string"], ["string", "array", "string"], ...lists];
  },
  run: (exchange, [number, plans, licenseType]) => {
    const names = typeof plans === "string" ? [plans] : (plans ?? []);
    const given = licenseTypeOf(exchange, licenseType as string | undefined);
    const key = numberedKey(exchange, number as string);
    refuseDead(key);
    refuseOverridden(exchange, key);
    refuseConcurrent(exchange, key);
    return upgraded(exchange, key, names, given);
  },
};

function licenseTypeOf({ assumptions }: Exchange, given: string | undefined): LicenseType | undefined {
  if (given === undefined) return undefined;
  const spelled = assumptions.licenseTypeCase === "ignored" ? given.toLowerCase() : given;
  const found = LICENSE_TYPES.find((type) => type === spelled);
  if (!found) throw new Refusal(421);
  return found;
}

function refuseOverridden({ assumptions: { overriddenKey } }: Exchange, key: StoredKey): void {
  if (key.overridingKeyNumber !== null && overriddenKey !== "accepted")
    throw about(key, Number(overriddenKey));
}

function upgraded(
  exchange: Exchange,
  key: StoredKey,
  names: readonly string[],
  licenseType: LicenseType | undefined,
): Members {
  if (names.length === 0) throw about(key, 416, { feature: "" });
  const outcome = outcomeOf(exchange, key, names, licenseType);
  const { refusal } = outcome;
  const code = key.refuses;
  const isUnclear = code === 287 || code === 300;
  if (code !== null && !refusal && !(isUnclear && exchange.assumptions.unclearCodes === "applied"))
    throw about(key, code);
  keep(exchange, key, outcome);
  if (refusal) throw refusal;
  if (code !== null) throw about(key, code);
  return resultOf(exchange, key, outcome);
}

/** However many plans a call applies, the revision grows by one (seed). */
function keep({ record }: Exchange, key: StoredKey, outcome: Outcome): void {
  if (outcome.applied.length === 0) return;
  Object.assign(key, outcome.key, { revision: key.revision + 1 });
  for (const { plan } of outcome.applied) {
    record.operations.push("upgrade");
    record.charges.push({ kind: "upgrade", item: plan, quantity: 1, keyId: key.id });
  }
}

function resultOf(exchange: Exchange, key: StoredKey, { applied, there }: Outcome): Members {
  const { somePlansThere } = exchange.assumptions;
  const number = keyNumberOf(key);
  const [first] = there;
  if (first && (applied.length === 0 || somePlansThere !== "100")) {
    const description = `${number} already has ${titleOf(first, key)} feature`;
    return result(110, description, key, there, exchange.assumptions.fieldsWhenThere);
  }
  const titles = applied.map((plan) => `"${titleOf(plan, key)}"`).join(", ");
  return result(100, `${titles} has been successfully added to ${number}`, key, applied, "all");
}

/** The members in the order of the seed's sample. */
function result(
  code: number,
  description: string,
  key: StoredKey,
  plans: readonly Plan[],
  fields: Partner10Assumptions["fieldsWhenThere"],
): Members {
  const all = fields === "all";
  const day = (date: string | null) => (all && date !== null ? dateTime(dayText(date)) : undefined);
  return present([
    ["resultCode", int(code)],
    ["expirationDate", day(key.expirationDate)],
    ["resultDesc", text(description)],
    ["keyNumber", fields === "none" ? undefined : text(keyNumberOf(key))],
    ["updateDate", day(key.updateDate)],
    ["productKey", all && key.productKey !== null ? text(key.productKey) : undefined],
    ["susDate", plans.some(({ kind }) => kind === "sus") ? day(key.susDate) : undefined],
  ]);
}

/** What came of a list of plans. */
export interface Outcome {
  readonly applied: readonly Plan[];
  /** Plans that the key had before. */
  readonly there: readonly Plan[];
  readonly refusal?: Refusal;
  /** The key with all that was applied. */
  readonly key: StoredKey;
}

/** Tries the plans one after the other on a copy, and leaves away what the assumptions leave away. */
export function outcomeOf(
  exchange: Exchange,
  key: StoredKey,
  names: readonly string[],
  licenseType: LicenseType | undefined,
): Outcome {
  const { planListFailure, somePlansThere } = exchange.assumptions;
  const draft = structuredClone(key);
  const [applied, there]: [Plan[], Plan[]] = [[], []];
  let refusal: Refusal | undefined;
  for (const name of names) {
    if (refusal && planListFailure === "untilFailure") break;
    try {
      const plan = orderablePlan(exchange, name);
      const wanted = licenseType ?? defaultType(exchange, plan);
      if (isMissing(exchange, draft, plan, wanted)) {
        put(exchange, draft, plan);
        applied.push(plan);
      } else there.push(plan);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusal ??= error;
    }
  }
  if (refusal && planListFailure === "nothing") return { applied: [], there, refusal, key };
  if (there.length > 0 && somePlansThere === "nothing" && !refusal) return { applied: [], there, key };
  return { applied, there, key: draft, ...(refusal && { refusal }) };
}

/** What exists in one licence type only is bought in that one (reference, section 4). */
function defaultType({ account }: Exchange, { licenseTypes }: Plan): LicenseType {
  const [only] = licenseTypes.length === 1 ? licenseTypes : [];
  return only ?? account.licenseType;
}
