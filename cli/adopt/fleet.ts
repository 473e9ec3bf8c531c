import type { Found, Properties, ResourceName } from "./found";

type Named = Pick<Found, "resource" | "args"> & { name: string };

const maps: Record<ResourceName, string> = { LicenseKey: "keys", SubscriptionPlanBinding: "bindings" };

/** What was found as data: a map of servers, and one of each kind of resource from names to arguments. */
export function fleetText(
  found: readonly Named[],
  servers: Record<string, Properties>,
  from: string,
): string {
  const fleet: Record<string, Properties> = Object.keys(servers).length > 0 ? { servers } : {};
  for (const { resource, name, args } of found) (fleet[maps[resource]] ??= {})[name] = args;
  const comment = `# Taken over with \`pulumi-plesk adopt ${from}\`. From here on this file is yours to edit.`;
  return [comment, ...yamlLines(fleet), ""].join("\n");
}

/** YAML in block style. Each JSON value is a YAML value too, so whatever is no map or list is written as JSON. */
function yamlLines(members: Properties): string[] {
  return Object.entries(members).flatMap(([name, value]) => {
    const key = /^(?!(?:true|false|null|yes|no|on|off|[yn])$)[A-Za-z_][\w-]*$/i.test(name)
      ? name
      : JSON.stringify(name);
    if (typeof value !== "object" || value === null || Object.keys(value).length === 0)
      return [`${key}: ${JSON.stringify(value)}`];
    const below = Array.isArray(value) ? value.flatMap(listItem) : yamlLines(value as Properties);
    return [`${key}:`, ...below.map((line) => `  ${line}`)];
  });
}

function listItem(value: unknown): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return [`- ${JSON.stringify(value)}`];
  return yamlLines(value as Properties).map((line, index) => `${index === 0 ? "- " : "  "}${line}`);
}
