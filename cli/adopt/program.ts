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
