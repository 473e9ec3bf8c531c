import type { Recorded, Seen } from "./events";
import { isEqual, nameOf, withoutSecrets, type Properties } from "./values";

/**
 * What is new and declared as one that leaves the program was, by URN with a hint: a renamed resource is bought or
 * ordered again, and the old one let go of.
 */
export function renamedIn(seen: readonly Seen[]): Map<string, string> {
  const leaving = seen.filter(({ ops, old }) => old !== undefined && ops.includes("delete"));
  return new Map(
    seen.flatMap(({ urn, type, ops, old, declared }): [string, string][] => {
      if (old !== undefined || declared === undefined || !ops.includes("create")) return [];
      const alike = leaving.find((other) => other.type === type && isAlike(other.old, declared));
      return alike === undefined ? [] : [[urn, hintAt(nameOf(alike.urn))]];
    }),
  );
}

function isAlike(old: Recorded | undefined, declared: Recorded): boolean {
  if (old === undefined) return false;
  const [before, now] = [declaredInputs(old), declaredInputs(declared)];
  return (before.nickname !== undefined && before.nickname === now.nickname) || isEqual(before, now);
}

function declaredInputs({ inputs }: Recorded): Properties {
  return withoutSecrets(inputs) as Properties;
}

function hintAt(name: string): string {
  return `looks like ${name}, which leaves the program: if it was renamed, add the option aliases: [{ name: "${name}" }] (formerly: ${name} in fleet.yaml), and it stays what it was`;
}
