/** Who a resource is, by its URN, the same whichever way it is provided. */
import { createHash } from "node:crypto";

/** The type of a resource that the dynamic provider makes. */
export function dynamicType({ name }: { name: string }): string {
  return `pulumi-nodejs:dynamic/plesk:${name}`;
}

/** The type of a resource that the plugin `pulumi-resource-plesk` makes. */
export function nativeType({ name }: { name: string }): string {
  return `plesk:index:${name}`;
}

/** The name of a resource within its stack: its own, after the types of its parents if it has any. */
export function resourceName(urn: string): string {
  const [, , type = "", ...name] = urn.split("::");
  return [...type.split("$").slice(0, -1), name.join("::")].join("$");
}

/** The URN that the same resource has when the dynamic provider makes it. */
export function dynamicUrn(urn: string): string {
  const [stack, project, type = "", ...name] = urn.split("::");
  return [stack, project, type.replaceAll(/\bplesk:index:/g, dynamicType({ name: "" })), ...name].join("::");
}

/**
 * What marks an object as made for this very resource, also when nothing of it was saved: a hash of
 * the organisation, `plesk:namespace` and the URN, so that the same name under another parent or in
 * another stack has another one.
 */
export function markerOf(urn: string, organization: string, namespace: string): string {
  const text = [organization, namespace, urn].join("\n");
  return createHash("sha256").update(text).digest("hex").slice(0, 10);
}
