/** Decides, resource by resource and in the order in which the program names them, which steps are to be taken. */

import { type Goal, type ReadRequest } from "../program/goal";
import { equal, withIgnored } from "../state/propertyDiff";
import {
  createUrn,
  dependencyUrns,
  isProviderType,
  newState,
  ROOT_STACK_TYPE,
  urnName,
  type ResourceState,
} from "../state/state";
import { containsSecret, type Value } from "../state/values";
import { messageOf, refuse } from "../userError";
import { dependentReplacements, diffOf, NO_CHANGE, type Diff } from "./diff";
import { Bail, type Run } from "./run";
import {
  createStep,
  deleteStep,
  readStep,
  replaceStep,
  sameStep,
  skippedCreateStep,
  untargetedStep,
  updateStep,
  type Change,
  type Step,
} from "./steps";

/** What makes a URN, beside the name. */
type Placed = Pick<ResourceState, "parent" | "type">;

/** Plans the steps for what the program names, and remembers what that means for the rest. */
export class Generator {
  /** URNs that the program has registered. */
  readonly seen = new Set<string>();
  /** URNs for which a step other than a deletion was planned. */
  readonly operatedOn = new Set<string>();
  /** URNs that were deleted for the sake of another resource's replacement and may come back, with what forces it. */
  readonly deleted = new Map<string, string[]>();
  readonly pendingDeletes = new Set<ResourceState>();
  /** Old URN to new URN, and back. */
  private readonly renamed = new Map<string, string>();
  private readonly formerUrns = new Map<string, string>();
  private readonly invalid = new Set<string>();
  private readonly skippedCreates = new Set<string>();

  constructor(private readonly run: Run) {}

  isOperatedOn(urn: string): boolean {
    return this.operatedOn.has(this.renamed.get(urn) ?? urn);
  }

  /** The steps for a resource that the program only reads. */
  read({ name, ...request }: ReadRequest): Step[] {
    const urn = this.claimUrn(name, request);
    const old = this.run.olds.get(urn);
    if (!request.id) throw new Error(`Expected an ID for ${urn}`);
    if (old && !old.external) refuse(`the change of ${name} from a managed resource to one that is read`);
    this.operatedOn.add(urn);
    const state = newState({ ...request, urn, custom: true, external: true });
    return [readStep(this.run, old, state)];
  }

  /** The steps for a resource that the program manages. */
  async register(goal: Goal): Promise<Step[]> {
    const { name, wanted, retainOnDelete = false } = goal;
    const urn = this.claimUrn(name, wanted);
    const old = this.findOld(urn, goal);
    const aliases = old && old.urn !== urn ? [old.urn] : [];
    const state = { ...wanted, urn, retainOnDelete, aliases };
    const steps = await this.plan(goal, old, state);
    for (const step of steps) this.refuseSkippedDependencies(step);
    return steps;
  }

  private async plan(goal: Goal, old: ResourceState | undefined, state: ResourceState): Promise<Step[]> {
    if (!this.isTargeted(state)) return this.untargeted(old, state);
    const recreating = this.deleted.get(state.urn);
    const isFresh = !old || recreating !== undefined || this.mustReplace(old);
    await this.check(goal, isFresh ? undefined : old, state);
    this.operatedOn.add(state.urn);
    if (!old) return [createStep(this.run, state)];
    if (recreating) return this.recreated(old, state, recreating);
    const diff = await this.diff(old, state);
    if ((diff.changes && diff.replaceKeys.length > 0) || old.pendingReplacement)
      return this.replaced(goal, { old, state, diff });
    // A resource that was made but is not ready is updated even when nothing differs.
    if (diff.changes || old.initErrors.length > 0) return [updateStep(this.run, { old, state, diff })];
    return [sameStep(this.run, old, state)];
  }

  private claimUrn(name: string, of: Placed): string {
    if (of.parent && !this.seen.has(of.parent))
      throw new Error(`could not find parent resource ${of.parent}`);
    const urn = this.urnOf(name, of);
    if (this.seen.has(urn))
      throw this.run.bail(`Duplicate resource URN '${urn}'; try giving it a unique name`, urn);
    this.seen.add(urn);
    return urn;
  }

  private urnOf(name: string, { parent, type }: Placed): string {
    const { stack, project } = this.run.facts;
    return createUrn({ stack, project: project.name, parent, type, name });
  }

  /** The resource as it was, under its name or a former one. */
  private findOld(urn: string, goal: Goal): ResourceState | undefined {
    const found = this.run.olds.get(urn) ?? this.findRenamed(urn, goal);
    if (found?.external) refuse(`the change of ${goal.name} from a resource that is read to a managed one`);
    const taken = this.renamed.get(urn);
    if (taken)
      this.reject(
        urn,
        `Duplicate resource URN '${urn}' conflicting with alias on resource with URN '${taken}'`,
      );
    return found;
  }

  private findRenamed(urn: string, goal: Goal): ResourceState | undefined {
    const names = [...goal.formerNames, ...this.namedAfterParent(goal)];
    const former = names.map((name) => this.urnOf(name, goal.wanted)).find((of) => this.run.olds.has(of));
    if (former === undefined) return undefined;
    const other = this.seen.has(former) ? urn : this.renamed.get(former);
    if (other)
      this.reject(
        urn,
        `Duplicate resource alias '${former}' applied to resource with URN '${urn}' conflicting with resource with URN '${other}'`,
      );
    this.renamed.set(former, urn);
    this.formerUrns.set(urn, former);
    return this.run.olds.get(former);
  }

  /** A child named after its parent (`app-key` under `app`) was named after the parent's former name, too. */
  private namedAfterParent({ name, wanted: { parent }, formerNames }: Goal): string[] {
    const former = this.formerUrns.get(parent);
    if (former === undefined) return [];
    const own = urnName(parent);
    return [name, ...formerNames]
      .filter((each) => each.startsWith(own))
      .map((each) => urnName(former) + each.slice(own.length));
  }

  /** What is wrong is said, and the resource is checked all the same: so the reader sees all of it. */
  private reject(urn: string, message: string): void {
    this.invalid.add(urn);
    this.run.error(message, urn);
  }

  private async check(goal: Goal, old: ResourceState | undefined, state: ResourceState): Promise<void> {
    const { run } = this;
    const { inputs: wanted } = goal.wanted;
    state.inputs = old ? withIgnored(wanted, old.inputs, state.ignoreChanges) : wanted;
    if (!state.custom || isProviderType(state.type)) return;
    const provider = await run.providerOf(state);
    const change = { olds: old?.inputs ?? {}, news: state.inputs };
    const { inputs, failures } = await provider
      .check(state.urn, change, { keepUnknowns: run.options.dryRun })
      .catch((error: unknown) => {
        throw run.bail(messageOf(error), state.urn);
      });
    for (const { property, reason } of failures) this.reject(state.urn, failureText(state, property, reason));
    if (this.invalid.has(state.urn)) throw new Bail(`resource ${state.urn} is invalid`);
    state.inputs = inputs;
  }

  private async diff(old: ResourceState, state: ResourceState): Promise<Diff> {
    const { run } = this;
    if (this.mustReplace(old)) return { ...NO_CHANGE, changes: true, replaceKeys: ["id"] };
    if (!state.custom) return { ...NO_CHANGE, changes: !equal(old.inputs, state.inputs) };
    if (isProviderType(state.type))
      return { ...NO_CHANGE, changes: run.registry.hasChanged(old, state.inputs) };
    const subject = { ...old, urn: state.urn, provider: state.provider };
    return diffOf(run, subject, { ...state, news: state.inputs });
  }

  private async replaced(goal: Goal, { old, state, diff }: Change): Promise<Step[]> {
    this.refuseProtected(old, state);
    // The first check carried values over from the old resource; the new one starts from nothing.
    if (!this.mustReplace(old)) await this.check(goal, undefined, state);
    const deleteFirst = goal.deleteBeforeReplace ?? diff.deleteBeforeReplace;
    const replacement = { old, state, diff, pendingDelete: !deleteFirst };
    const create = createStep(this.run, state, replacement);
    if (!deleteFirst) return [create, replaceStep(replacement)];
    const condemned = await this.condemnDependents(old);
    const own = old.pendingReplacement ? [] : [this.deleteFirst(old)];
    return [...condemned, ...own, replaceStep(replacement), create];
  }

  /** It was deleted a moment ago, for the sake of a resource that it depends on. */
  private recreated(old: ResourceState, state: ResourceState, replaceKeys: string[]): Step[] {
    this.deleted.delete(state.urn);
    const diff = { ...NO_CHANGE, replaceKeys };
    const create = createStep(this.run, state, { old, state, diff, pendingDelete: false });
    return [replaceStep({ old, state, diff: NO_CHANGE }), create];
  }

  /** Resources that cannot outlive the one that is deleted now, because its replacement will replace them. */
  private async condemnDependents(old: ResourceState): Promise<Step[]> {
    const done = new Set([...this.operatedOn, ...this.deleted.keys()]);
    const found = (await dependentReplacements(this.run, old, done)).filter(
      ({ state }) => !this.pendingDeletes.has(state),
    );
    return found.reverse().map(({ state, keys }) => {
      if (state.protect) {
        const text = protectedText(`resource "${state.urn}" as part of replacing "${old.urn}" `);
        const way = `, or use the command:\n\`pulumi state unprotect '${state.urn}'\``;
        throw this.run.bail(text + way, old.urn);
      }
      this.deleted.set(state.urn, keys);
      return this.deleteFirst(state);
    });
  }

  private deleteFirst(old: ResourceState): Step {
    this.pendingDeletes.add(old);
    return deleteStep(this.run, old, "first");
  }

  private refuseProtected(old: ResourceState, state: ResourceState): void {
    if (!old.protect || !state.protect) return;
    const bail = this.run.bail(protectedText(`resource "${state.urn}"\n`), state.urn);
    this.run.stepFailed = true;
    // A preview goes on, so that the reader sees which change asks for the replacement.
    if (!this.run.options.dryRun) throw bail;
  }

  private mustReplace({ taint, urn }: ResourceState): boolean {
    return taint || this.run.options.replace.includes(this.renamed.get(urn) ?? urn);
  }

  private isTargeted({ urn, type }: ResourceState): boolean {
    const { targets, excludes } = this.run.options;
    if (excludes.includes(urn)) return false;
    return targets.length === 0 || isProviderType(type) || type === ROOT_STACK_TYPE || targets.includes(urn);
  }

  private untargeted(old: ResourceState | undefined, state: ResourceState): Step[] {
    this.operatedOn.add(state.urn);
    if (old) return [...this.untargetedDependencies(old), untargetedStep(old)];
    this.skippedCreates.add(state.urn);
    // Its provider is not asked, and so its inputs stay unchecked and unknown.
    if (state.custom) state.inputs = {};
    return [skippedCreateStep(state)];
  }

  /** What an untargeted resource needs must stand before it in the state, even when the program no longer names it. */
  private untargetedDependencies(state: ResourceState): Step[] {
    return [...dependencyUrns(state), state.parent].flatMap((urn) => {
      const old = this.run.olds.get(urn);
      if (!old || this.seen.has(urn) || this.isOperatedOn(urn)) return [];
      this.seen.add(urn);
      this.operatedOn.add(urn);
      return [...this.untargetedDependencies(old), untargetedStep(old)];
    });
  }

  private refuseSkippedDependencies({ new: state, skippedCreate }: Step): void {
    if (!state || skippedCreate) return;
    for (const missing of dependencyUrns(state).filter((urn) => this.skippedCreates.has(urn))) {
      const bail = this.run.bail(
        `Resource '${state.urn}' depends on '${missing}' which was was not specified in --target list.`,
        state.urn,
      );
      if (!this.run.options.dryRun) throw bail;
      this.run.stepFailed = true;
      // A preview goes on, and says it once.
      this.skippedCreates.delete(missing);
    }
  }
}

function protectedText(which: string): string {
  return (
    `unable to replace ${which}as it is currently marked for protection. To unprotect the resource, remove the ` +
    "`protect` flag from the resource in your Pulumi program and run `pulumi up`"
  );
}

function failureText(state: ResourceState, property: string, reason: string): string {
  const resource = `${state.type} resource '${urnName(state.urn)}'`;
  if (!property) return `${resource} has a problem: ${reason}`;
  return `${resource}: property ${property} value {${shown(state.inputs[property])}} has a problem: ${reason}`;
}

function shown(value: Value | undefined): string {
  if (value === undefined || value === null) return "<nil>";
  return containsSecret(value) ? "[secret]" : typeof value === "string" ? value : JSON.stringify(value);
}
