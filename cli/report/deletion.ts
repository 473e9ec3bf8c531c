import { describe } from "../../provider/converge/resource";
import type { Recorded } from "./events";
import { specOf, stateOf } from "./specs";
import { withoutSecrets, type Properties } from "./values";

/** What deleting a resource sends: no hook can tell it, since states with delete hooks cannot be destroyed. */
export function deletionOf(type: string, { outputs }: Recorded): string[] {
  const spec = specOf(type);
  const state = spec && stateOf(spec, outputs as Properties);
  if (state !== undefined) return spec?.planDelete(state).map(describe) ?? [];
  return [`delete it as its onDelete says: ${String(withoutSecrets(outputs.onDelete))}`];
}
