/** The resources' own rules, on what events show of them: secrets are marks there. */
import type { ResourceSpec } from "../../provider/converge/resource";
import { resources } from "../../provider/resources/all";
import { isObject, withoutSecrets, type Properties } from "./values";

type Spec = ResourceSpec<unknown, unknown>;

const specs: Partial<Record<string, ResourceSpec<never, unknown>>> = resources as never;

/** The spec of a type such as `LicenseKey`. */
export function specOf(type: string): Spec | undefined {
  return specs[type] as Spec | undefined;
}

/** Undefined where too much of it is secret. Outputs that are secret are left out, secret texts within others are texts. */
export function stateOf(spec: Spec, outputs: Properties): unknown {
  if (isSecret(outputs.onDelete)) return undefined;
  const visible = Object.entries(outputs).filter(([, value]) => !isSecret(value));
  try {
    return spec.codec.decodeState(withoutMarks(Object.fromEntries(visible)) as Properties);
  } catch {
    return undefined;
  }
}

/** Whether an event shows only that there is a value. */
export function isSecret(value: unknown): boolean {
  return withoutSecrets(value) === "[secret]";
}

export function withoutMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarks);
  if (!isObject(value)) return value;
  if (isSecret(value)) return "[secret]";
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutMarks(member)]));
}
