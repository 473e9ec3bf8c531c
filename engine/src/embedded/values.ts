/** Property values as the engine holds them, and their form on the wire (Pulumi's signed objects inside a protobuf Struct). */

export type Value = null | boolean | number | string | Secret | Unknown | Value[] | Properties;

export interface Properties {
  [key: string]: Value;
}

/** A value that is encrypted in the state and never shown. */
export class Secret {
  constructor(readonly element: Value) {}
}

/** A value that is not known before the update has run. */
export class Unknown {
  readonly isUnknown = true;
  static readonly value = new Unknown();
}

/** How much of a value the other side understands. */
export interface MarshalOptions {
  keepUnknowns?: boolean;
  keepSecrets?: boolean;
}

export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

// One sentinel for each type that a value would have had.
const UNKNOWNS = new Set([
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Wire to value. The URNs that output values name as their dependencies are added to `dependencies`. */
export function unmarshal(wire: unknown, dependencies?: Set<string>): Value {
  if (wire === null || wire === undefined) return null;
  if (typeof wire === "boolean" || typeof wire === "number") return wire;
  if (typeof wire === "string") return UNKNOWNS.has(wire) ? Unknown.value : wire;
  if (Array.isArray(wire)) return wire.map((element) => unmarshal(element, dependencies));
  if (typeof wire !== "object") throw new Error(`a property value cannot be of type ${typeof wire}`);
  const object = wire as Record<string, unknown>;
  if (object[SIGNATURE] === SECRET) return secret(unmarshal(object.value, dependencies));
  if (object[SIGNATURE] === OUTPUT) return unmarshalOutput(object, dependencies);
  return unmarshalProperties(object, dependencies);
}

export function unmarshalProperties(wire: Record<string, unknown>, dependencies?: Set<string>): Properties {
  return mapProperties(wire, (value) => unmarshal(value, dependencies));
}

/** Value to wire. `undefined` means that the value is left out, as unknowns are where the other side may not see them. */
export function marshal(value: Value, options: MarshalOptions = {}): unknown {
  if (value instanceof Unknown) return options.keepUnknowns ? UNKNOWN : undefined;
  if (value instanceof Secret) {
    const inner = marshal(value.element, options);
    return options.keepSecrets && inner !== undefined ? { [SIGNATURE]: SECRET, value: inner } : inner;
  }
  if (Array.isArray(value)) return value.map((e) => marshal(e, options)).filter((e) => e !== undefined);
  return isObject(value) ? marshalProperties(value, options) : value;
}

export function marshalProperties(
  properties: Properties,
  options: MarshalOptions = {},
): Record<string, unknown> {
  const entries = Object.entries(properties).map(([key, value]) => [key, marshal(value, options)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Secrets do not nest: a secret of a secret is one secret. */
export function secret(value: Value): Secret {
  return value instanceof Secret ? value : new Secret(value);
}

export function isObject(value: Value | undefined): value is Properties {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Secret) &&
    !(value instanceof Unknown)
  );
}

export function containsSecrets(value: Value): boolean {
  if (value instanceof Secret) return true;
  if (Array.isArray(value)) return value.some(containsSecrets);
  return isObject(value) && Object.values(value).some(containsSecrets);
}

export function containsUnknowns(value: Value): boolean {
  if (value instanceof Unknown) return true;
  if (value instanceof Secret) return containsUnknowns(value.element);
  if (Array.isArray(value)) return value.some(containsUnknowns);
  return isObject(value) && Object.values(value).some(containsUnknowns);
}

/** The value without any secret marks. */
export function reveal(value: Value): Value {
  if (value instanceof Secret) return reveal(value.element);
  if (Array.isArray(value)) return value.map(reveal);
  return isObject(value) ? revealProperties(value) : value;
}

export function revealProperties(properties: Properties): Properties {
  return mapProperties(properties, reveal);
}

/** A provider that does not know secrets gives them back in clear; what was secret on the way in is secret on the way out. */
export function markSecretsLike(outs: Properties, ins: Properties): Properties {
  const marked = { ...outs };
  for (const [key, inValue] of Object.entries(ins)) {
    const out = outs[key];
    if (out === undefined) continue;
    if (isObject(out) && isObject(inValue)) marked[key] = markSecretsLike(out, inValue);
    else if (!(out instanceof Secret) && containsSecrets(inValue)) marked[key] = secret(out);
  }
  return marked;
}

export function mapProperties<T>(source: Record<string, T>, change: (value: T) => Value): Properties {
  return Object.fromEntries(Object.entries(source).map(([key, value]) => [key, change(value)]));
}

function unmarshalOutput(object: Record<string, unknown>, dependencies?: Set<string>): Value {
  for (const urn of (object.dependencies as string[] | undefined) ?? []) dependencies?.add(urn);
  const inner = "value" in object ? unmarshal(object.value, dependencies) : Unknown.value;
  return object.secret === true ? secret(inner) : inner;
}
