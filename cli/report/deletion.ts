import { describe, type ResourceSpec } from "../../provider/converge/resource";
import { resources } from "../../provider/resources/all";
import type { Recorded } from "./events";
import { isObject, withoutSecrets, type Properties } from "./values";

const specs: Partial<Record<string, ResourceSpec<never, unknown>>> = resources as never;

/** What deleting a resource sends: no hook can tell it, since states with delete hooks cannot be destroyed. */
export function deletionOf(type: string, { outputs }: Recorded): string[] {
  const spec = specs[type];
  const state = spec && stateOf(spec, outputs as Properties);
  if (state !== undefined) return spec?.planDelete(state).map(describe) ?? [];
  return [`delete it as its onDelete says: ${String(withoutSecrets(outputs.onDelete))}`];
}

/** Undefined where too much of it is secret. In events secrets are marks: outputs are read without them, texts as such. */
function stateOf(spec: ResourceSpec<never, unknown>, outputs: Properties): unknown {
  if (withoutSecrets(outputs.onDelete) === "[secret]") return undefined;
  const visible = Object.entries(outputs).filter(([, value]) => withoutSecrets(value) !== "[secret]");
  try {
    return spec.codec.decodeState(withoutMarks(Object.fromEntries(visible)) as Properties);
  } catch {
    return undefined;
  }
}

function withoutMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarks);
  if (!isObject(value)) return value;
  if (withoutSecrets(value) === "[secret]") return "[secret]";
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutMarks(member)]));
}
