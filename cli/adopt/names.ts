import type { Found } from "./found";

/**
 * A name for each object: the best of its own that nobody before it has. Those who come first keep
 * theirs when more is found later, so the order has to be one in which new objects come last.
 */
export function giveNames(found: readonly Found[]): (Found & { name: string })[] {
  const taken = new Set<string>();
  return found.map((each) => {
    const candidates = each.names.map(resourceName).filter((name) => name !== "");
    const name = candidates.find((candidate) => !taken.has(urnLike(each, candidate)));
    if (name === undefined) throw new Error(`there is no free name for ${each.resource} ${each.id}`);
    taken.add(urnLike(each, name));
    return { ...each, name };
  });
}

function urnLike({ resource }: Found, name: string): string {
  return `${resource}::${name}`;
}

/** Letters, digits and hyphens: what stands in a URN, in a file of data and in a URL alike. */
function resourceName(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

/** A test for texts: `*` stands for any characters, everything else for itself, in upper or lower case. */
export function matching(pattern: string): (text: string) => boolean {
  const escaped = pattern.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const expression = new RegExp(`^${escaped.join(".*")}$`, "is");
  return (text) => expression.test(text);
}
