/** What differs between a resource and what the program wants, and which differences need a new resource, perhaps of others too. */

import { isWithin, revealedDiff, withIgnored, type DetailedDiff } from "../state/propertyDiff";
import { isProviderType, parseReference, type ResourceState } from "../state/state";
import { UNKNOWN, type Properties } from "../state/values";
import { dependentsOf } from "./graph";
import { type Run } from "./run";

/** Nothing differs. */
export const NO_CHANGE = {
  changes: false,
  /** The properties that force a replacement. */
  replaceKeys: [] as string[],
  changedKeys: [] as string[],
  detailedDiff: undefined as DetailedDiff | undefined,
  deleteBeforeReplace: false,
};

/** What the engine makes of a provider's answer. */
export type Diff = typeof NO_CHANGE;

type Wanted = { news: Properties; keepUnknowns?: boolean } & Pick<
  ResourceState,
  "ignoreChanges" | "replaceOnChanges"
>;

/**
 * A provider that leaves the comparison to the engine gets it here, by inputs; only then does the engine know which
 * properties changed, and `replaceOnChanges` can work.
 */
export async function diffOf(run: Run, old: ResourceState, wanted: Wanted): Promise<Diff> {
  const { news, ignoreChanges, replaceOnChanges, keepUnknowns = run.options.dryRun } = wanted;
  const provider = await run.providerOf(old);
  const subject = { olds: old.outputs, news, oldInputs: old.inputs };
  const { changes, replaces, deleteBeforeReplace } = await provider.diff(old, subject, { keepUnknowns });
  const answer = { ...NO_CHANGE, changes: changes ?? false, replaceKeys: replaces, deleteBeforeReplace };
  if (changes !== undefined) return answer;
  const found = revealedDiff(old.inputs, withIgnored(news, old.inputs, ignoreChanges));
  if (!found) return answer;
  const forces = (path: string): boolean => replaceOnChanges.some((key) => isWithin(path, key));
  const detailed = Object.entries(found.detailed).map(([path, { diffKind, inputDiff }]) => {
    const kind = forces(path) ? `${diffKind}-replace` : diffKind;
    return [path, { diffKind: kind, inputDiff }] as const;
  });
  return {
    changes: true,
    replaceKeys: [...new Set([...replaces, ...found.keys.filter(forces)])],
    changedKeys: found.keys,
    detailedDiff: Object.fromEntries(detailed),
    deleteBeforeReplace,
  };
}

/**
 * The dependents that would be replaced if the outputs of `root` changed. Each is asked with unknowns in the place of
 * what it takes from a replaced resource.
 */
export async function dependentReplacements(
  run: Run,
  root: ResourceState,
  done: Set<string>,
): Promise<{ state: ResourceState; keys: string[] }[]> {
  const replaced = new Set([root.urn]);
  const found: { state: ResourceState; keys: string[] }[] = [];
  if (!run.base.includes(root)) return found;
  for (const state of dependentsOf(root, run.base, { children: false, ignore: done })) {
    const keys = await replaceKeysOf(run, state, replaced);
    if (!keys) continue;
    replaced.add(state.urn);
    found.push({ state, keys });
  }
  return found;
}

async function replaceKeysOf(
  run: Run,
  state: ResourceState,
  replaced: Set<string>,
): Promise<string[] | undefined> {
  if (!state.custom || state.external || isProviderType(state.type)) return undefined;
  if (replaced.has(parseReference(state.provider).urn)) return [];
  const depends = (key: string): boolean =>
    (state.propertyDependencies[key] ?? []).some((urn) => replaced.has(urn));
  if (!Object.keys(state.inputs).some(depends)) return undefined;
  const news: Properties = Object.fromEntries(
    Object.entries(state.inputs).map(([key, value]) => [key, depends(key) ? UNKNOWN : value]),
  );
  const diff = await diffOf(run, state, { ...state, news, keepUnknowns: true });
  return diff.replaceKeys.length > 0 ? diff.replaceKeys : undefined;
}
