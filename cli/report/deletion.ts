import { describe, type Step } from "../../provider/converge/resource";
import { isFailure, type Failure } from "../../provider/failure";
import type { Recorded } from "./events";
import { specOf, stateOf } from "./specs";
import { withoutSecrets, type Properties } from "./values";

/** What deleting a resource sends: no hook can tell it, since states with delete hooks cannot be destroyed. */
export function deletionOf(type: string, recorded: Recorded): string[] {
  const plan = planOf(type, recorded);
  if (plan === undefined)
    return [`delete it as its onDelete says: ${String(withoutSecrets(recorded.outputs.onDelete))}`];
  return isFailure(plan) ? [] : plan.map(describe);
}

/** Why deleting a resource would stop; undefined where it would not, as far as that is known. */
export function deletionStop(type: string, recorded: Recorded): string | undefined {
  const plan = planOf(type, recorded);
  return isFailure(plan) ? plan.message : undefined;
}

/** Undefined where too little of the state is shown. */
function planOf(type: string, { outputs }: Recorded): readonly Step[] | Failure | undefined {
  const spec = specOf(type);
  const state = spec && stateOf(spec, outputs as Properties);
  if (state === undefined) return undefined;
  try {
    return spec?.planDelete(state) ?? [];
  } catch (error) {
    if (isFailure(error)) return error;
    throw error;
  }
}
