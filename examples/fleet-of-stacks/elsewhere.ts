import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { RunError } from "@pulumi/pulumi";
import { parseDocument } from "yaml";

import type { Fleet } from "../gitops/fleet/schema";

const groups = ["keys", "upgrades", "bindings"] as const;

type Shard = Partial<Record<(typeof groups)[number], object | null>> | null;
type Entries = Record<string, { formerly?: string[] | undefined }>;

/** An entry that is in the files of two stacks, as two branches may bring it, would be bought by both. */
export function assertNowhereElse(fleet: Fleet, file: string): void {
  const folder = dirname(file);
  const others = readdirSync(folder).filter((name) => name.endsWith(".yaml") && name !== basename(file));
  const twice = others.flatMap((other) => {
    // A mistake in it stops its own stack, which looks here too once that is mended.
    const shard = parseDocument(readFileSync(join(folder, other), "utf8")).toJS() as Shard;
    return groups.flatMap((group) =>
      namesIn(fleet[group])
        .filter((name) => Object.hasOwn(shard?.[group] ?? {}, name))
        .map((name) => `${group}.${name} is in shards/${other} too: take it out of the file of one`),
    );
  });
  if (twice.length > 0) throw new RunError(twice.join("\n"));
}

/** The names that entries have and had. */
function namesIn(entries: Entries): string[] {
  return Object.entries(entries).flatMap(([name, { formerly = [] }]) => [name, ...formerly]);
}
