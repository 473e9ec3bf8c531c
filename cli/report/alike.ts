import type { ReportedResource } from "./schema";

/** Resources about which the same is to be said, each with its own name and id. */
export interface Alike {
  /** What is to be said, with `<name>` and `<id>` where each has its own. */
  said: ReportedResource;
  members: readonly ReportedResource[];
}

/** So many are one row; fewer are no burden to read. */
const worthOneRow = 3;

/** How many of a row are named where nothing depends on which they are. */
export const namedOfEach = 3;

/** The resources in their order, those with equal changes as one. */
export function alike(resources: readonly ReportedResource[], { all }: { all: boolean }): Alike[] {
  const rows = new Map<string, ReportedResource[]>();
  for (const [at, resource] of resources.entries()) {
    const key = all ? String(at) : JSON.stringify(withoutOwn(resource));
    const row = rows.get(key);
    if (row === undefined) rows.set(key, [resource]);
    else row.push(resource);
  }
  return [...rows.values()].flatMap((members) =>
    members.length < worthOneRow ? members.map(alone) : [together(members)],
  );
}

function alone(resource: ReportedResource): Alike {
  return { said: resource, members: [resource] };
}

/** Where all say the same to the letter, it is said to the letter. */
function together(members: ReportedResource[]): Alike {
  const [first] = members as [ReportedResource];
  const texts = new Set(
    members.map((each) => JSON.stringify({ ...each, urn: "", name: "", id: "", stack: "" })),
  );
  return { said: texts.size === 1 ? first : withoutOwn(first), members };
}

/**
 * Whether each is named, however many there are: money, what cannot be had back, and what stays billed. Nobody signs what
 * does not show.
 */
export function isWorthNaming({ marks, action }: ReportedResource): boolean {
  return Object.keys(marks).length > 0 || action === "delete" || action === "retain" || action === "replace";
}

/** A resource without what is its own, so that two that are alike are equal. */
function withoutOwn({ urn: _, id, name, stack: __, ...resource }: ReportedResource): ReportedResource {
  const own = [
    [wordsLike(id ?? ""), "<id>"],
    [wordsLike(name), "<name>"],
  ] as const;
  const strip = <T>(value: T): T => {
    if (typeof value === "string")
      return own.reduce<string>((text, [like, word]) => text.replace(like, word), value) as T;
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(strip) as T;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, strip<unknown>(member)]),
    ) as T;
  };
  const { values, sends, remarks, problem } = resource;
  return {
    ...resource,
    urn: "",
    name: "<name>",
    values: values.map(({ path, ...sides }) => ({ path, ...strip(sides) })),
    sends: strip(sends),
    remarks: strip(remarks),
    ...(problem === undefined ? {} : { problem: strip(problem) }),
  };
}

/** A name wherever it stands as a word, also with other characters between its parts: `web-01` for `web.01`. */
function wordsLike(text: string): RegExp {
  const parts = text.split(/[^a-z0-9]+/i).filter((part) => part !== "");
  if (parts.length === 0) return /(?!)/;
  return new RegExp(`(?<![a-z0-9])${parts.join("[^a-z0-9]{1,3}")}(?![a-z0-9])`, "gi");
}
