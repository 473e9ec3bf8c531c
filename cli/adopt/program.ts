import type { ResourceName } from "../../provider/resources/all";
import type { Found, Properties } from "./found";

type Named = Pick<Found, "resource" | "args"> & { name: string };

const widest = 100;

/** A TypeScript module that declares what was found. */
export function programText(found: readonly Named[], from: string): string {
  return [
    `// Taken over with \`pulumi-plesk adopt ${from}\`. From here on this file is yours to edit.`,
    'import * as plesk from "pulumi-plesk";',
    "",
    ...found.map(({ resource, name, args }) => statement(resource, name, args)),
  ].join("\n");
}

function statement(resource: string, name: string, args: Properties): string {
  return `new plesk.${resource}(${JSON.stringify(name)}, ${block(args, "")});\n`;
}

/** One member on each line. */
function block(members: Properties, indent: string): string {
  const inner = `${indent}  `;
  const lines = Object.entries(members).map(([name, value]) => {
    const start = `${inner}${name}: `;
    return `${start}${literal(value, inner, start.length)},`;
  });
  return `{\n${lines.join("\n")}\n${indent}}`;
}

function literal(value: unknown, indent: string, column: number): string {
  const short = inline(value);
  if (typeof value !== "object" || value === null || column + short.length < widest) return short;
  if (!Array.isArray(value)) return block(value as Properties, indent);
  const inner = `${indent}  `;
  const lines = value.map((each) => `${inner}${literal(each, inner, inner.length)},`);
  return `[\n${lines.join("\n")}\n${indent}]`;
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${name}: ${inline(member)}`);
  return `{ ${members.join(", ")} }`;
}

const maps: Record<ResourceName, string> = {
  LicenseKey: "keys",
  PleskLicenseUpgrade: "upgrades",
  SubscriptionPlanBinding: "bindings",
};

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
