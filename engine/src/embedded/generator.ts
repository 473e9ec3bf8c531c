/** Decides, resource by resource and in the order in which the program names them, which steps are to be taken. */

import { aliasUrns } from "./aliases";
import { type Goal } from "./goal";
import { dependentReplacements, withReplaceOnChanges } from "./replacements";
import { NO_CHANGE, type Diff } from "./resourceProvider";
import { equal, withIgnored } from "./propertyDiff";
import { Bail, type Run } from "./run";
import {
  createUrn,
  dependencyUrns,
  isProviderType,
  newState,
  ROOT_STACK_TYPE,
  urnName,
  type ResourceState,
} from "./state";
import { type Step, type Waiting } from "./step";
import {
  createStep,
  deleteStep,
  readStep,
  replaceStep,
  sameStep,
  skippedCreateStep,
  untargetedStep,
  updateStep,
  type Replacement,
} from "./steps";
import { messageOf } from "./userError";
import { containsSecrets, type Properties, type Value } from "./values";

export interface ReadRequest {
  id: string;
  type: string;
  name: string;
  parent: string;
  provider: string;
  properties: Properties;
  dependencies: string[];
  additionalSecretOutputs: string[];
}

export class Generator {
  /** URNs that the program has registered. */
  readonly seen = new Set<string>();
  /** URNs for which a step other than a deletion was planned. */
  readonly operatedOn = new Set<string>();
  /** URNs that were deleted for the sake of another resource's replacement and may come back. */
  readonly deleted = new Map<string, string[]>();
  readonly pendingDeletes = new Set<ResourceState>();
  /** New resources of a destroy that runs the program: known again, to be deleted at its end. */
  readonly toDelete: ResourceState[] = [];
  /** Old URN to new URN, and back. */
  private readonly aliased = new Map<string, string>();
  private readonly oldUrns = new Map<string, string>();
  private readonly invalid = new Set<string>();
  private readonly skippedCreates = new Set<string>();
  private readonly targets: Set<string>;

  constructor(private readonly run: Run) {
    this.targets = new Set(run.options.targets);
  }

  isOperatedOn(urn: string): boolean {
    return this.operatedOn.has(this.aliased.get(urn) ?? urn);
  }

  read(request: ReadRequest, waiting: Waiting): Step[] {
    const { parent, type, name, id } = request;
    const urn = this.claimUrn(parent, type, name);
    const old = this.findOld(urn, { ...request, aliases: [] }).old;
    const { properties: inputs, provider, dependencies, additionalSecretOutputs } = request;
    const state = newState({
      urn,
      type,
      custom: true,
      id,
      inputs,
      parent,
      external: true,
      provider,
      dependencies,
      additionalSecretOutputs,
    });
    if (!id) throw new Error(`Expected an ID for ${urn}`);
    this.operatedOn.add(urn);
    if (this.destroying) this.toDelete.push(state);
    if (!old || old.external || old.id === id) return [readStep(this.run, old, state, waiting)];
    const replacing = { old, keys: [], diff: NO_CHANGE, pendingDelete: true };
    return [readStep(this.run, old, state, waiting, true), replaceStep(state, replacing)];
  }

  async register(goal: Goal, waiting: Waiting): Promise<Step[]> {
    const urn = this.claimUrn(goal.parent, goal.type, goal.name);
    const { old, alias } = this.findOld(urn, goal);
    const state = stateOf(goal, urn, alias);
    if (this.destroying) {
      const steps = this.destroyed(goal, old, state, waiting);
      if (steps) return steps;
    }
    const steps = await this.plan(goal, old, state, waiting);
    this.refuseSkippedDependencies(steps);
    return steps;
  }

  private get destroying(): boolean {
    return this.run.options.kind === "destroy";
  }

  private async plan(
    goal: Goal,
    old: ResourceState | undefined,
    state: ResourceState,
    waiting: Waiting,
  ): Promise<Step[]> {
    const { urn } = state;
    const recreating = this.deleted.get(urn);
    const targeted = this.isTargeted(state);
    if (!targeted) return this.untargeted(old, state, waiting);
    const fresh = !old || old.external || recreating !== undefined || this.mustReplace(old);
    await this.check(goal, fresh ? undefined : old, state);
    this.operatedOn.add(urn);
    if (!old) return [createStep(this.run, state, waiting)];
    if (recreating) return this.recreated(old, state, recreating, waiting);
    if (old.external)
      return createFirst(this.run, state, waiting, { old, keys: [], diff: NO_CHANGE, pendingDelete: true });
    const diff = await this.diff(goal, old, state);
    if ((diff.changes && isReplacement(diff)) || old.pendingReplacement)
      return this.replaced(goal, old, state, diff, waiting);
    // A resource that was made but is not ready is updated even when nothing differs.
    if (diff.changes || old.initErrors.length > 0) return [updateStep(this.run, old, state, diff, waiting)];
    return [sameStep(this.run, old, state, waiting)];
  }

  private claimUrn(parent: string, type: string, name: string): string {
    if (parent && !this.seen.has(parent)) throw new Error(`could not find parent resource ${parent}`);
    const urn = createUrn(this.run.stack, this.run.project, parent, type, name);
    if (this.seen.has(urn))
      throw this.run.bail(`Duplicate resource URN '${urn}'; try giving it a unique name`, urn);
    this.seen.add(urn);
    return urn;
  }

  private findOld(
    urn: string,
    goal: Pick<Goal, "parent" | "type" | "name" | "aliases">,
  ): { old?: ResourceState; alias?: string } {
    const claimed = this.aliased.get(urn);
    if (claimed)
      this.reject(
        urn,
        `Duplicate resource URN '${urn}' conflicting with alias on resource with URN '${claimed}'`,
      );
    const found = this.run.olds.get(urn);
    if (found) return { old: found };
    const registrant = { ...goal, stack: this.run.stack, project: this.run.project };
    const alias = aliasUrns(registrant, goal.aliases, (of) => this.oldUrns.get(of)).find((candidate) =>
      this.run.olds.has(candidate),
    );
    const old = alias === undefined ? undefined : this.run.olds.get(alias);
    if (alias === undefined || !old) return {};
    const duplicate = `Duplicate resource alias '${alias}' applied to resource with URN '${urn}' conflicting with resource with URN`;
    if (this.seen.has(alias)) this.reject(urn, `${duplicate} '${urn}'`);
    const other = this.aliased.get(alias);
    if (other) this.reject(urn, `${duplicate} '${other}'`);
    this.aliased.set(alias, urn);
    this.oldUrns.set(urn, alias);
    this.run.registry.alias(urn, alias);
    return { old, alias };
  }

  /** The resource is still checked, so that the reader sees all that is wrong with it. */
  private reject(urn: string, message: string): void {
    this.invalid.add(urn);
    this.run.error(message, urn);
  }

  private async check(goal: Goal, old: ResourceState | undefined, state: ResourceState): Promise<void> {
    const { run } = this;
    if (old) state.inputs = this.ignoring(goal, old, goal.properties);
    if (isProviderType(state.type)) await run.registry.check(state.urn, state.type, state.inputs);
    else if (state.custom) await this.checkWithProvider(old, state);
    if (this.invalid.has(state.urn)) throw new Bail(`resource ${state.urn} is invalid`);
  }

  private async checkWithProvider(old: ResourceState | undefined, state: ResourceState): Promise<void> {
    const { run } = this;
    const provider = await run.providerOf(state);
    const { inputs, failures } = await provider
      .check(state.urn, old?.inputs ?? {}, state.inputs)
      .catch((error: unknown) => {
        throw run.bail(messageOf(error), state.urn);
      });
    for (const { property, reason } of failures) this.reject(state.urn, failureText(state, property, reason));
    state.inputs = inputs;
  }

  private ignoring(goal: Goal, old: ResourceState, properties: Properties): Properties {
    const { inputs, impossible } = withIgnored(properties, old.inputs, goal.ignoreChanges);
    this.sayImpossible(impossible, old.urn);
    return inputs;
  }

  private sayImpossible(paths: string[], urn: string): void {
    if (paths.length === 0) return;
    this.run.info(
      `cannot ignore changes in added or removed elements of the path: ${JSON.stringify(paths.join(", "))}`,
      urn,
    );
  }

  private async diff(goal: Goal, old: ResourceState, state: ResourceState): Promise<Diff> {
    if (this.mustReplace(old)) return { ...NO_CHANGE, changes: true, replaceKeys: ["id"] };
    if ((old.provider === "") !== (state.provider === ""))
      return { ...NO_CHANGE, changes: true, replaceKeys: ["provider"] };
    if (!state.custom) return { ...NO_CHANGE, changes: !equal(old.inputs, state.inputs) };
    if (isProviderType(state.type))
      return { ...NO_CHANGE, changes: this.run.registry.changed(old, state.inputs) };
    const provider = await this.run.providerOf(state);
    if (!provider.known) return this.undecided(state);
    const diff = await provider.diff({ ...old, urn: state.urn }, state.inputs, goal.ignoreChanges);
    this.sayImpossible(diff.impossible, state.urn);
    return withReplaceOnChanges(diff, goal.replaceOnChanges, old.initErrors.length > 0);
  }

  private undecided(state: ResourceState): Diff {
    const text =
      "The provider for this resource has inputs that are not known during preview.\n" +
      "This preview may not correctly represent the changes that will be applied during an update.";
    this.run.warn(text, state.urn);
    return { ...NO_CHANGE, changes: true };
  }

  private async replaced(
    goal: Goal,
    old: ResourceState,
    state: ResourceState,
    diff: Diff,
    waiting: Waiting,
  ): Promise<Step[]> {
    this.refuseProtected(old, state);
    // The first check carried values over from the old resource; the new one starts from nothing.
    if (!this.mustReplace(old)) {
      state.inputs = goal.properties;
      await this.check(goal, undefined, state);
    }
    const deleteFirst = goal.deleteBeforeReplace ?? diff.deleteBeforeReplace;
    const replacing = { old, keys: diff.replaceKeys, diff, pendingDelete: !deleteFirst };
    if (!deleteFirst) return createFirst(this.run, state, waiting, replacing);
    const condemned = await this.condemnDependents(old);
    const own = old.pendingReplacement ? [] : [deleteStep(this.run, old, { pendingReplacement: true })];
    if (own.length > 0) this.pendingDeletes.add(old);
    return [
      ...condemned,
      ...own,
      replaceStep(state, replacing),
      createStep(this.run, state, waiting, replacing),
    ];
  }

  private recreated(old: ResourceState, state: ResourceState, keys: string[], waiting: Waiting): Step[] {
    this.deleted.delete(state.urn);
    const replacing = { old, keys, diff: NO_CHANGE, pendingDelete: false };
    return [replaceStep(state, { ...replacing, keys: [] }), createStep(this.run, state, waiting, replacing)];
  }

  /** Resources that cannot outlive the one that is deleted now, because its replacement will replace them. */
  private async condemnDependents(old: ResourceState): Promise<Step[]> {
    const found = await dependentReplacements(
      this.run,
      old,
      new Set([...this.operatedOn, ...this.deleted.keys()]),
    );
    const steps: Step[] = [];
    for (const { state, keys } of found.reverse()) {
      if (this.pendingDeletes.has(state)) continue;
      if (state.protect) {
        throw this.run.bail(
          `unable to replace resource "${state.urn}" as part of replacing "${old.urn}" as it is currently marked for protection. To unprotect the resource, remove the \`protect\` flag from the resource in your Pulumi program and run \`pulumi up\`, or use the command:\n\`pulumi state unprotect '${state.urn}'\``,
          old.urn,
        );
      }
      this.deleted.set(state.urn, keys);
      this.pendingDeletes.add(state);
      steps.push(deleteStep(this.run, state, { pendingReplacement: true }));
    }
    return steps;
  }

  private refuseProtected(old: ResourceState, state: ResourceState): void {
    if (!old.protect || !state.protect) return;
    const message =
      `unable to replace resource "${state.urn}"\nas it is currently marked for protection. To unprotect the resource, remove the ` +
      "`protect` flag from the resource in your Pulumi program and run `pulumi up`";
    const bail = this.run.bail(message, state.urn);
    this.run.stepFailed = true;
    // A preview goes on, so that the reader sees which change asks for the replacement.
    if (!this.run.options.dryRun) throw bail;
  }

  /** In a destroy the program only brings back providers and hooks: nothing is created or updated. */
  private destroyed(
    goal: Goal,
    old: ResourceState | undefined,
    state: ResourceState,
    waiting: Waiting,
  ): Step[] | undefined {
    const plain = goal.custom && !isProviderType(goal.type);
    if (dependencyUrns(state).some((urn) => this.skippedCreates.has(urn)) || (plain && !old)) {
      this.skippedCreates.add(state.urn);
      if (old) state.outputs = old.outputs;
      return [skippedCreateStep(state, waiting)];
    }
    this.toDelete.push(state);
    if (!plain || !old) return undefined;
    this.operatedOn.add(state.urn);
    state.inputs = old.inputs;
    return [sameStep(this.run, old, state, waiting)];
  }

  private mustReplace(old: ResourceState): boolean {
    return old.taint || this.run.options.replace.includes(this.aliased.get(old.urn) ?? old.urn);
  }

  private isTargeted(state: ResourceState): boolean {
    const { targets, targetDependents, excludes } = this.run.options;
    if (excludes.includes(state.urn)) return false;
    if (targets.length === 0 || isProviderType(state.type) || state.type === ROOT_STACK_TYPE) return true;
    const implied =
      targetDependents && [...dependencyUrns(state), state.parent].some((urn) => this.targets.has(urn));
    if (!this.targets.has(state.urn) && !implied) return false;
    this.targets.add(state.urn);
    return true;
  }

  private untargeted(old: ResourceState | undefined, state: ResourceState, waiting: Waiting): Step[] {
    this.operatedOn.add(state.urn);
    if (old) return [...this.untargetedDependencies(old), untargetedStep(old, waiting)];
    this.skippedCreates.add(state.urn);
    // Its provider is not asked, and so its inputs stay unchecked and unknown.
    if (state.custom) state.inputs = {};
    return [skippedCreateStep(state, waiting)];
  }

  /** What an untargeted resource needs must stand before it in the state, even when the program no longer names it. */
  private untargetedDependencies(state: ResourceState): Step[] {
    const urns = [...dependencyUrns(state), ...(state.parent ? [state.parent] : [])];
    return urns.flatMap((urn) => {
      const old = this.run.olds.get(urn);
      if (!old || this.seen.has(urn) || this.isOperatedOn(urn)) return [];
      this.seen.add(urn);
      this.operatedOn.add(urn);
      return [...this.untargetedDependencies(old), untargetedStep(old)];
    });
  }

  private refuseSkippedDependencies(steps: Step[]): void {
    for (const step of steps) {
      if (!step.new || step.skippedCreate) continue;
      const { urn } = step.subject;
      for (const missing of dependencyUrns(step.new).filter((of) => this.skippedCreates.has(of))) {
        const bail = this.run.bail(
          `Resource '${urn}' depends on '${missing}' which was was not specified in --target list.`,
          urn,
        );
        if (!this.run.options.dryRun) throw bail;
        this.run.stepFailed = true;
        this.skippedCreates.delete(missing);
      }
    }
  }
}

function stateOf(goal: Goal, urn: string, alias: string | undefined): ResourceState {
  const {
    type,
    custom,
    parent,
    provider,
    dependencies,
    propertyDependencies,
    ignoreChanges,
    replaceOnChanges,
  } = goal;
  const { additionalSecretOutputs, customTimeouts, resourceHooks } = goal;
  return newState({
    urn,
    type,
    custom,
    inputs: goal.properties,
    parent,
    provider,
    dependencies,
    propertyDependencies,
    ignoreChanges,
    replaceOnChanges,
    additionalSecretOutputs,
    customTimeouts,
    resourceHooks,
    protect: goal.protect ?? false,
    retainOnDelete: goal.retainOnDelete ?? false,
    aliases: alias ? [alias] : [],
  });
}

function createFirst(run: Run, state: ResourceState, waiting: Waiting, replacing: Replacement): Step[] {
  return [createStep(run, state, waiting, replacing), replaceStep(state, replacing)];
}

function isReplacement(diff: Diff): boolean {
  return (
    diff.replaceKeys.length > 0 ||
    Object.values(diff.detailedDiff ?? {}).some(({ diffKind }) => diffKind.endsWith("-replace"))
  );
}

function failureText(state: ResourceState, property: string, reason: string): string {
  const resource = `${state.type} resource '${urnName(state.urn)}'`;
  if (!property) return `${resource} has a problem: ${reason}`;
  return `${resource}: property ${property} value {${shown(state.inputs[property])}} has a problem: ${reason}`;
}

function shown(value: Value | undefined): string {
  if (value === undefined || value === null) return "<nil>";
  return containsSecrets(value) ? "[secret]" : typeof value === "string" ? value : JSON.stringify(value);
}
