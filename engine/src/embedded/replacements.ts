/** What else a replacement replaces, and which changes are replacements because the program says so. */

import { dependentsOf } from "./graph";
import { asReplace } from "./propertyDiff";
import { containsPath, parsePath, type PropertyPath } from "./propertyPath";
import { type Diff } from "./resourceProvider";
import { type Run } from "./run";
import { isProviderType, parseReference, type ResourceState } from "./state";
import { Unknown, type Properties } from "./values";

const INIT_ERROR = "#initerror";

/** `replaceOnChanges` works on what the engine knows to have changed; an answer without names has none. */
export function withReplaceOnChanges(diff: Diff, replaceOnChanges: string[], hasInitErrors: boolean): Diff {
  if (!diff.changes && !hasInitErrors) return diff;
  const paths =
    replaceOnChanges.flatMap((text) => parsePath(text) ?? []).length > 0
      ? replaceOnChanges.map((t) => parsePath(t) ?? [])
      : [];
  const replaces = (path: PropertyPath): boolean =>
    paths.some((outer) => outer.length > 0 && containsPath(outer, path));
  const detailed = Object.entries(diff.detailedDiff ?? {}).map(([text, change]) => {
    const path = parsePath(text);
    return [text, path && replaces(path) ? asReplace(change) : change] as const;
  });
  const initError = hasInitErrors && replaces([INIT_ERROR]);
  const keys = [
    ...diff.replaceKeys,
    ...diff.changedKeys.filter((key) => replaces([key])),
    ...(initError ? [INIT_ERROR] : []),
  ];
  return {
    ...diff,
    changes: diff.changes || initError,
    replaceKeys: [...new Set(keys)],
    detailedDiff: diff.detailedDiff && Object.fromEntries(detailed),
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
  const inputs: Properties = Object.fromEntries(
    Object.entries(state.inputs).map(([key, value]) => [key, depends(key) ? Unknown.value : value]),
  );
  const provider = await run.providerOf(state);
  const diff = withReplaceOnChanges(
    await provider.diff(state, inputs, state.ignoreChanges, true),
    state.replaceOnChanges,
    false,
  );
  const isReplacement =
    diff.replaceKeys.length > 0 ||
    Object.values(diff.detailedDiff ?? {}).some(({ diffKind }) => diffKind.endsWith("-replace"));
  return isReplacement ? diff.replaceKeys : undefined;
}
