import { allAssumptions, type SomeAssumptions } from "plesk-sandbox";

/** Another answer than the sandbox's default one to a question that a contract leaves open. */
export interface Alternative {
  assumption: string;
  alternative: string;
}

/** All that one system may answer instead. */
export function alternativesOf(system: keyof SomeAssumptions): Alternative[] {
  return allAssumptions()
    .filter((each) => each.system === system)
    .flatMap(({ name, default: fallback, alternatives }) =>
      Object.keys(alternatives)
        .filter((alternative) => alternative !== fallback)
        .map((alternative) => ({ assumption: name, alternative })),
    );
}

/**
 * All alternatives in sets of at most `size`, none of which holds two answers to one question: for a
 * daily run each alternative once, where under each by itself nothing is different.
 */
export function setsOf(all: readonly Alternative[], size: number): [name: string, set: Alternative[]][] {
  const sets: Alternative[][] = [];
  for (const each of all) {
    const fitting = sets.find(
      (set) => set.length < size && set.every(({ assumption }) => assumption !== each.assumption),
    );
    if (fitting === undefined) sets.push([each]);
    else fitting.push(each);
  }
  return sets.map((set) => [
    set.map(({ assumption, alternative }) => `${assumption} ${alternative}`).join(", "),
    set,
  ]);
}

/** A set as the sandbox is given it. */
export function answersOf(set: readonly Alternative[]): Record<string, string> {
  return Object.fromEntries(set.map(({ assumption, alternative }) => [assumption, alternative]));
}
