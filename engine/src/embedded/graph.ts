/** Who needs whom, over a list of resources in which everything stands after what it depends on. */

import { dependencyUrns, type ResourceState } from "./state";

/** Resources that `state` needs directly: its dependencies, its provider, its parent, and the children of components it depends on. */
export function dependenciesOf(state: ResourceState, all: ResourceState[]): Set<ResourceState> {
  const before = all.slice(0, all.indexOf(state));
  const urns = new Set(dependencyUrns(state));
  const found = before.filter((candidate) => urns.has(candidate.urn) || candidate.urn === state.parent);
  const components = found.filter((candidate) => !candidate.custom && urns.has(candidate.urn));
  return new Set([...found, ...components.flatMap((component) => descendantsOf(component, before))]);
}

/** Resources that need `state`, directly or through others, in order. */
export function dependentsOf(
  state: ResourceState,
  all: ResourceState[],
  options: { children: boolean; ignore: Set<string> },
): ResourceState[] {
  const reached = new Set([state.urn]);
  return all.slice(all.indexOf(state) + 1).filter((candidate) => {
    const needs =
      dependencyUrns(candidate).some((urn) => reached.has(urn)) ||
      (options.children && reached.has(candidate.parent));
    if (!needs || options.ignore.has(candidate.urn)) return false;
    reached.add(candidate.urn);
    return true;
  });
}

function descendantsOf(component: ResourceState, all: ResourceState[]): ResourceState[] {
  const reached = new Set([component.urn]);
  return all.filter((candidate) => {
    if (!reached.has(candidate.parent)) return false;
    reached.add(candidate.urn);
    return true;
  });
}
