import * as pulumi from "@pulumi/pulumi";

/** What the user made secret, as paths; undefined where nothing is, so that no such input is registered. */
export function secretPathsIn(args: pulumi.Inputs): Promise<string[] | undefined> | undefined {
  return isPlain(args) ? undefined : findSecretPaths(args);
}

/** Whether nothing in it has to be waited for: only what has can be secret. */
function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (pulumi.Output.isInstance(value) || "then" in value) return false;
  return Object.values(value).every(isPlain);
}

async function findSecretPaths(args: pulumi.Inputs): Promise<string[] | undefined> {
  // An argument that fails is told where it is registered.
  const found = await pathsWithin(args, "").catch(() => []);
  const paths = [...new Set(found)].sort();
  return paths.length > 0 ? paths : undefined;
}

async function pathsWithin(value: unknown, path: string): Promise<string[]> {
  const known = await value;
  // What an output holds is secret as a whole, or not at all.
  if (pulumi.Output.isInstance(known)) return (await pulumi.isSecret(known)) ? [path] : [];
  if (typeof known !== "object" || known === null) return [];
  const members = Array.isArray(known)
    ? known.map((member: unknown) => [path, member] as const)
    : Object.entries(known).map(
        ([name, member]) => [path === "" ? name : `${path}.${name}`, member] as const,
      );
  return (await Promise.all(members.map(([name, member]) => pathsWithin(member, name)))).flat();
}
