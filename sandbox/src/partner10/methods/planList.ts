import type { Exchange } from "../exchange";
import type { LicenseType, Plan, StoredKey } from "../model";
import { isMissing, orderablePlan, put } from "../plans";
import { Refusal } from "../refusal";

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
