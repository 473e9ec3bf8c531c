/** How the SDK marks a value that is not known yet, whatever its type (pulumi-dynamic-providers.md 1.5). */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** How a secret is marked on the wire and in states; goes through the provider process unchanged (1.6). */
export const signature = "4dabf18193072939515e22adb298388d";
export const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

export type Properties = Record<string, unknown>;

/**
 * The hidden input that names what the user made secret, as paths without places in lists, such as
 * `items.externalId`. The engine gives the provider process all values in clear, and makes secret again
 * only what comes back under its own name.
 */
export const secretsName = "__secrets";

/** Splits raw inputs into what has a value and the names of the properties that have none yet. */
export function splitUnknown(raw: Properties): { known: Properties; unknown: string[] } {
  const unknown = Object.keys(raw).filter((name) => containsUnknown(raw[name]));
  const known = Object.fromEntries(Object.entries(raw).filter(([name]) => !unknown.includes(name)));
  return { known, unknown };
}

function containsUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(containsUnknown);
}

export function isUnknown(value: unknown): boolean {
  return value === unknownValue;
}

export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The value as the wire can carry it. `undefined` and functions would make the answer unsendable
 * after the work is done, and dates would silently become empty objects.
 */
export function sendable(properties: Properties): Properties {
  const copy = (replace?: (name: string, value: unknown) => unknown): Properties =>
    JSON.parse(JSON.stringify(properties, replace)) as Properties;
  try {
    return copy();
  } catch {
    // JSON itself refuses these. Asking for each value whether it is one takes five times as long.
    return copy((_, value) => (typeof value === "bigint" ? value.toString() : value));
  }
}

export function secretValue(value: unknown): Properties {
  return { [signature]: secretSignature, value };
}

export function isSecretValue(value: unknown): boolean {
  return isObject(value) && signature in value;
}

/**
 * In a renamed or moved stack a resource has another marker and is the same all the same: it keeps the
 * one that its object carries.
 */
export function withOwnMarker(olds: Properties, news: Properties): Properties {
  const isSame = typeof olds.__resource === "string" && olds.__resource === news.__resource;
  return isSame && "__marker" in news && "__marker" in olds ? { ...news, __marker: olds.__marker } : news;
}

/** The properties without Pulumi's and the host's own and without those that are null: to us, left out. */
export function declaredInputs(raw: Properties): Properties {
  return Object.fromEntries(
    Object.entries(withoutKeep(raw)).filter(
      ([name, value]) => !["__provider", "__resource", secretsName].includes(name) && value !== null,
    ),
  );
}

/** `onDelete: "keep"` says in words what leaving it out means; resources know the latter only. */
export function withoutKeep(properties: Properties): Properties {
  const { onDelete, ...others } = properties;
  return onDelete === keep ? others : properties;
}

/** The policy that leaves the object as it is when its resource is deleted. */
export const keep = "keep";

/** The properties without the marks of secrets: what they hold is to be worked with. */
export function unwrapSecrets(properties: Properties): Properties {
  return unwrapped(properties) as Properties;
}

function unwrapped(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(unwrapped);
  if ((value as Properties)[signature] === secretSignature) return unwrapped((value as Properties).value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, unwrapped(member)]));
}

/** Those of the properties that are there. */
export function pick(properties: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(
    names.filter((name) => name in properties).map((name) => [name, properties[name]]),
  );
}
