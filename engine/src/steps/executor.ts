/** Applies steps, a limited number at a time, and records each of them: events, state, and the program's answer. */

import { type ResourcePreEvent, type StepEventMetadata } from "@pulumi/pulumi/automation";
import { type Answer } from "../program/goal";
import { InitFailed } from "../providers/process";
import { equal } from "../state/propertyDiff";
import { isDefaultProvider, ROOT_STACK_TYPE, type ResourceState } from "../state/state";
import { isSecret, secret, type Properties } from "../state/values";
import { messageOf } from "../userError";
import { NO_CHANGE } from "./diff";
import { type Run } from "./run";
import { isLogical, ProtectedError, subjectOf, type Step } from "./steps";

/** Takes the steps of a phase. */
export class Executor {
  /** Steps whose outputs a component may still register. */
  private readonly registered = new Map<string, Step>();
  private readonly running = new Set<Promise<void>>();
  private readonly queue: (() => void)[] = [];
  private busy = 0;
  private stackOutputs: { urn: string; outputs: Properties } | undefined;
  /** Resources that a step failed on, and that therefore still need what they depend on. */
  readonly stuck = new Set<ResourceState>();

  /** `patient`: an error does not keep the other steps from being taken, as in a refresh. */
  constructor(
    private readonly run: Run,
    private readonly options: { patient: boolean } = { patient: false },
  ) {}

  /** Takes the steps one after the other. `answer` waits for the one that makes what the program asked for. */
  submit(chain: Step[], answer?: (answer: Answer) => void): Promise<void> {
    const done = this.worker()
      .then(() => this.execute(chain, answer))
      .finally(() => {
        this.busy--;
        this.queue.shift()?.();
      });
    this.running.add(done);
    void done.finally(() => this.running.delete(done));
    return done;
  }

  /** Takes the steps side by side. */
  async together(steps: Step[]): Promise<void> {
    await Promise.all(steps.map((step) => this.submit([step])));
  }

  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  /** The stack's own outputs wait for the end: only then is it known whether they are complete. */
  outputs(urn: string, outputs: Properties): void {
    const step = this.registered.get(urn);
    if (!step) throw new Error(`cannot complete a resource '${urn}' whose registration isn't pending`);
    if (subjectOf(step).type === ROOT_STACK_TYPE) this.stackOutputs = { urn, outputs };
    else this.complete(step, outputs);
  }

  finishStack(): void {
    if (!this.stackOutputs) return;
    const { urn, outputs } = this.stackOutputs;
    const step = this.registered.get(urn);
    // After a failure a missing output does not mean that it is gone.
    const former = this.run.failed ? this.run.olds.get(urn)?.outputs : {};
    if (step) this.complete(step, { ...former, ...outputs });
  }

  private complete(step: Step, outputs: Properties): void {
    this.registered.delete(subjectOf(step).urn);
    if (step.skippedCreate || !step.new) return;
    const changed = !equal(step.new.outputs, outputs);
    step.new.outputs = outputs;
    this.run.events.emit({ resOutputsEvent: this.event(step) });
    if (changed) this.run.journal?.write();
  }

  private async worker(): Promise<void> {
    while (this.busy >= this.run.options.parallel)
      await new Promise<void>((resolve) => this.queue.push(resolve));
    this.busy++;
  }

  private async execute(chain: Step[], answer?: (answer: Answer) => void): Promise<void> {
    const answering = chain.findLast(({ op }) => op !== "replace");
    for (const step of chain) {
      if (this.run.canceled || !(await this.take(step))) return;
      if (step === answering && step.new) answer?.({ state: step.new, unknown: step.skippedCreate ?? false });
    }
  }

  private async take(step: Step): Promise<boolean> {
    const { events, journal } = this.run;
    events.emit({ resourcePreEvent: this.event(step) });
    const end = step.skippedCreate ? undefined : journal?.begin(step);
    const error = await step.apply().then(
      () => undefined,
      (reason: unknown) => reason ?? new Error("unknown"),
    );
    if (step.new && step.op !== "replace") step.new.outputs = withSecretOutputs(step.new);
    if (error === undefined) this.succeeded(step);
    else this.failed(step, error);
    const partial = error instanceof InitFailed;
    // What exists was not made with the new inputs, so the old ones stay.
    if (partial && step.op === "update" && step.new && step.old) step.new.inputs = { ...step.old.inputs };
    end?.(error === undefined || partial);
    return error === undefined;
  }

  private succeeded(step: Step): void {
    const { kind, dryRun, refresh } = this.run.options;
    if (isLogical(step) && step.new) this.registered.set(subjectOf(step).urn, step);
    const isRefreshing = kind === "refresh" && step.op === "refresh";
    const op = isRefreshing ? (step.result ?? "same") : step.op;
    const isUnchangedRead =
      step.op === "read" && (!step.old || !step.new || equal(step.old.outputs, step.new.outputs));
    if ((isRefreshing || isLogical(step)) && !isUnchangedRead && !isInternal(step))
      this.run.counts[op] = (this.run.counts[op] ?? 0) + 1;
    const isShown = subjectOf(step).custom || step.op === "delete" || (refresh && step.op === "refresh");
    if (dryRun || isShown) this.run.events.emit({ resOutputsEvent: this.event(step, op) });
  }

  private failed(step: Step, error: unknown): void {
    const { run } = this;
    const urn = isInternal(step) ? "" : subjectOf(step).urn;
    run.error(run.options.dryRun ? `Preview failed: ${messageOf(error)}` : messageOf(error), urn);
    run.stepFailed = true;
    if (!run.options.dryRun) {
      const status = error instanceof InitFailed ? 1 : 2;
      const steps = Object.values(run.counts).reduce((sum, count) => sum + count, 0);
      run.events.emit({ resOpFailedEvent: { ...this.event(step), status, steps } });
    }
    this.stuck.add(subjectOf(step));
    if (!this.options.patient && !(error instanceof ProtectedError)) run.cancel();
  }

  private event(step: Step, op = step.op): ResourcePreEvent {
    const { events, options } = this.run;
    const { urn, type, provider } = subjectOf(step);
    const { replaceKeys: keys, changedKeys: diffs, detailedDiff } = step.diff ?? NO_CHANGE;
    const metadata: StepEventMetadata = {
      ...{ op, urn, type, provider },
      ...(step.old && { old: events.describe(step.old) }),
      ...(step.new && { new: events.describe(step.new) }),
      ...(keys.length > 0 && { keys }),
      ...(diffs.length > 0 && { diffs }),
      ...(detailedDiff && { detailedDiff: detailedDiff as StepEventMetadata["detailedDiff"] & object }),
      ...(isLogical(step) && { logical: true }),
    };
    return { metadata, ...(options.dryRun && { planning: true }) };
  }
}

/** Steps that a reader of the output should not see. */
function isInternal(step: Step): boolean {
  return step.op === "remove-pending-replace" || isDefaultProvider(subjectOf(step));
}

/** Outputs that the program declared secret, and outputs named like a secret input. */
function withSecretOutputs(state: ResourceState): Properties {
  const isHidden = (key: string): boolean =>
    state.additionalSecretOutputs.includes(key) || isSecret(state.inputs[key]);
  const entries = Object.entries(state.outputs).map(
    ([key, value]) => [key, isHidden(key) ? secret(value) : value] as const,
  );
  return Object.fromEntries(entries);
}
