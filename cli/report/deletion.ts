import { describe, type ResourceSpec } from "../../provider/converge/resource";
import { resources } from "../../provider/resources/all";
import type { Recorded } from "./events";
import { withoutSecrets, type Properties } from "./values";

const specs: Partial<Record<string, ResourceSpec<never, unknown>>> = resources as never;

/** What deleting a resource sends: no hook can tell it, since states with delete hooks cannot be destroyed. */
export function deletionOf(type: string, { outputs }: Recorded): string[] {
  const spec = specs[type];
  // Secrets are marks in events; what is deleted is described without them.
  const visible = Object.entries(outputs as Properties).filter(
    ([, value]) => withoutSecrets(value) !== "[secret]",
  );
  if (spec !== undefined)
    return spec.planDelete(spec.codec.decodeState(Object.fromEntries(visible))).map(describe);
  return [`delete it as its onDelete says: ${String(outputs.onDelete)}`];
}
