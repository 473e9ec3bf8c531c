/**
 * Property values in Pulumi's wire form: plain JSON, in which a secret is a signed object and a value that is not known
 * yet a sentinel. The engine keeps them like this from the program to the provider and to the state.
 */

/** What a property can be. */
export type Value = null | boolean | number | string | Value[] | Properties;

/** Named values: the inputs or outputs of a resource, or an object among them. */
export interface Properties {
  [key: string]: Value;
}

/** How much of a value the other side understands; by default neither unknowns nor secrets. */
export interface MarshalOptions {
  keepUnknowns?: boolean;
  keepSecrets?: boolean;
}

/** The key that marks a signed object; its value says what it is. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
/** The signature of a secret. */
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";
/** How a value that is not known before the update has run is written. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The value as one that is encrypted in the state and never shown. Secrets do not nest. */
export function secret(value: Value): Properties {
  return isSecret(value) ? value : { [SIGNATURE]: SECRET, value };
}

/** Whether the value itself is a secret. */
export function isSecret(value: Value | undefined): value is { value: Value } {
  return typeof value === "object" && value !== null && (value as Properties)[SIGNATURE] === SECRET;
}

/** Whether there is a secret anywhere in the value. */
export function containsSecret(value: Value): boolean {
  return JSON.stringify(value).includes(`"${SIGNATURE}":"${SECRET}"`);
}

/** Whether the value is an object with properties of its own. */
export function isObject(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isSecret(value);
}

/** What the other side understands of the properties: unknowns are left out, secrets said in clear. */
export function understood(
  properties: Properties,
  { keepUnknowns, keepSecrets }: MarshalOptions = {},
): Properties {
  return replaced(properties, (value) => {
    const plain = isSecret(value) && !keepSecrets ? value.value : value;
    return plain === UNKNOWN && !keepUnknowns ? undefined : plain;
  }) as Properties;
}

/** The value without any secret marks. */
export function reveal<T extends Value>(value: T): T {
  return replaced(value, (inner) => (isSecret(inner) ? inner.value : inner)) as T;
}

/** The value with others in the place of those that are to go; undefined leaves one out. */
export function replaced(value: Value, replace: (value: Value) => Value | undefined): Value {
  return JSON.parse(JSON.stringify(value, (_, inner: Value) => replace(inner))) as Value;
}

/** A provider that does not know secrets gives them back in clear; what was secret on the way in is secret on the way out. */
export function markSecretsLike(outs: Properties, ins: Properties): Properties {
  const marked = { ...outs };
  for (const [key, inValue] of Object.entries(ins)) {
    const out = outs[key];
    if (out === undefined) continue;
    if (isObject(out) && isObject(inValue)) marked[key] = markSecretsLike(out, inValue);
    else if (containsSecret(inValue)) marked[key] = secret(out);
  }
  return marked;
}
