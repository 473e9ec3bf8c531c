/** Who needs whom, over a list of resources in which everything stands after what it depends on. */

import { dependencyUrns, type ResourceState } from "../state/state";

/** Resources that `state` needs directly: its dependencies, its provider, its parent, and the children of components it depends on. */
export function dependenciesOf(state: ResourceState, all: ResourceState[]): ResourceState[] {
  const before = all.slice(0, all.indexOf(state));
  const urns = new Set(dependencyUrns(state));
  const found = before.filter((candidate) => urns.has(candidate.urn) || candidate.urn === state.parent);
  const components = found.filter((candidate) => !candidate.custom && urns.has(candidate.urn));
  const children = components.flatMap(({ urn }) => reachedFrom(urn, before, ({ parent }) => [parent]));
  return [...new Set([...found, ...children])];
}

/** Resources that need `state`, directly or through others, in order. */
export function dependentsOf(
  state: ResourceState,
  all: ResourceState[],
  { children, ignore }: { children: boolean; ignore: Set<string> },
): ResourceState[] {
  const after = all.slice(all.indexOf(state) + 1).filter(({ urn }) => !ignore.has(urn));
  return reachedFrom(state.urn, after, (candidate) => [
    ...dependencyUrns(candidate),
    ...(children ? [candidate.parent] : []),
  ]);
}

/** The roots and all that they need, directly or through others. */
export function withDependencies(roots: Set<ResourceState>, all: ResourceState[]): Set<ResourceState> {
  const found = new Set(roots);
  for (const state of [...all].reverse())
    if (found.has(state)) for (const needed of dependenciesOf(state, all)) found.add(needed);
  return found;
}

function reachedFrom(
  urn: string,
  all: ResourceState[],
  linksOf: (candidate: ResourceState) => string[],
): ResourceState[] {
  const reached = new Set([urn]);
  return all.filter((candidate) => {
    if (!linksOf(candidate).some((link) => reached.has(link))) return false;
    reached.add(candidate.urn);
    return true;
  });
}
