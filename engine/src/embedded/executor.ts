/** Applies steps, a limited number at a time, and records each of them: events, state, and the program's answer. */

import { isInternal, type Run } from "./run";
import { PartialFailure } from "./resourceProvider";
import { ROOT_STACK_TYPE, type ResourceState } from "./state";
import { type Step } from "./step";
import { afterHook, ProtectedError } from "./steps";
import { equal } from "./propertyDiff";
import { messageOf } from "./userError";
import { Secret, secret, type Properties } from "./values";
import { type Op, type StepMetadata } from "./events";

interface StackOutputs {
  urn: string;
  outputs: Properties;
}

export class Executor {
  /** Steps whose outputs a component may still register. */
  private readonly registered = new Map<string, Step>();
  private readonly running = new Set<Promise<void>>();
  private readonly queue: (() => void)[] = [];
  private busy = 0;
  private steps = 0;
  private stackOutputs: StackOutputs | undefined;
  /** Resources that a step failed on, and that therefore still need what they depend on. */
  readonly stuck = new Set<ResourceState>();

  /** `patient`: an error does not keep the other steps from being taken, as in a refresh. */
  constructor(
    private readonly run: Run,
    private readonly patient = false,
  ) {}

  /** Resolves when a worker has taken the chain, with a promise for its end. */
  async submit(chain: Step[]): Promise<{ done: Promise<void> }> {
    await this.worker();
    const done = this.execute(chain).finally(() => {
      this.busy--;
      this.queue.shift()?.();
    });
    this.running.add(done);
    void done.finally(() => this.running.delete(done));
    return { done };
  }

  async together(steps: Step[]): Promise<void> {
    const ends = [];
    for (const step of steps) ends.push((await this.submit([step])).done);
    await Promise.all(ends);
  }

  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  /** The stack's own outputs wait for the end: only then is it known whether they are complete. */
  async outputs(urn: string, outputs: Properties): Promise<void> {
    const step = this.registered.get(urn);
    if (step?.subject.type === ROOT_STACK_TYPE) {
      this.stackOutputs = { urn, outputs };
      return;
    }
    if (!step) throw new Error(`cannot complete a resource '${urn}' whose registration isn't pending`);
    await this.complete(step, outputs);
  }

  async finishStack(): Promise<void> {
    if (!this.stackOutputs) return;
    const { urn, outputs } = this.stackOutputs;
    const step = this.registered.get(urn);
    // After a failure a missing output does not mean that it is gone.
    if (step)
      await this.complete(
        step,
        this.run.failed ? { ...this.run.olds.get(urn)?.outputs, ...outputs } : outputs,
      );
  }

  private async complete(step: Step, outputs: Properties): Promise<void> {
    this.registered.delete(step.subject.urn);
    if (step.skippedCreate || !step.new) return;
    const state = step.new;
    const changed = !equal(state.outputs, outputs);
    state.outputs = outputs;
    if (!state.custom && step.op === "create")
      await afterHook(this.run, "AfterCreate", state, { newInputs: state.inputs, newOutputs: outputs });
    if (!state.custom && step.op === "update") {
      const olds = { oldInputs: step.old?.inputs, oldOutputs: step.old?.outputs };
      await afterHook(this.run, "AfterUpdate", state, {
        newInputs: state.inputs,
        newOutputs: outputs,
        ...olds,
      });
    }
    this.emitOutputs(step, step.op);
    if (changed) this.run.journal?.outputs();
  }

  private async worker(): Promise<void> {
    while (this.busy >= this.run.options.parallel)
      await new Promise<void>((resolve) => this.queue.push(resolve));
    this.busy++;
  }

  private async execute(chain: Step[]): Promise<void> {
    for (const step of chain) {
      if (this.run.canceled) return;
      if (!(await this.take(step))) return;
    }
  }

  private async take(step: Step): Promise<boolean> {
    const { run } = this;
    run.events.emit({ resourcePreEvent: { metadata: this.metadata(step, step.op), ...this.planning } });
    const end = step.skippedCreate ? undefined : run.journal?.begin(step);
    const error = await step.apply().then(
      () => undefined,
      (reason: unknown) => reason ?? new Error("unknown"),
    );
    if (step.new && step.op !== "replace") step.new.outputs = withSecretOutputs(step.new);
    if (error === undefined) this.succeeded(step);
    else this.failed(step, error);
    const partial = error instanceof PartialFailure;
    // What exists was not made with the new inputs, so the old ones stay.
    if (partial && step.op === "update" && step.new && step.old) step.new.inputs = { ...step.old.inputs };
    end?.(error === undefined || partial, step);
    if (error === undefined && step.new)
      step.waiting?.done({ state: step.new, unknown: step.skippedCreate ?? false });
    return error === undefined;
  }

  private succeeded(step: Step): void {
    const { run } = this;
    if (step.logical && step.new) this.registered.set(step.subject.urn, step);
    const refreshing = run.options.kind === "refresh" && step.op === "refresh";
    const op = refreshing ? (step.resultOp?.() ?? "same") : step.op;
    const isUnchangedRead =
      step.op === "read" && (!step.old || !step.new || equal(step.old.outputs, step.new.outputs));
    if ((refreshing || step.logical) && !isUnchangedRead && !isInternal(step)) {
      run.count(op);
      this.steps++;
    }
    const shown =
      step.subject.custom || step.op === "delete" || (run.options.refresh && step.op === "refresh");
    if (run.options.dryRun || shown) this.emitOutputs(step, op);
  }

  private failed(step: Step, error: unknown): void {
    const { run } = this;
    const urn = isInternal(step) ? "" : step.subject.urn;
    run.error(run.options.dryRun ? `Preview failed: ${messageOf(error)}` : messageOf(error), urn);
    run.stepFailed = true;
    const partial = error instanceof PartialFailure;
    if (!run.options.dryRun) {
      const metadata = this.metadata(step, step.op);
      run.events.emit({ resOpFailedEvent: { metadata, status: partial ? 1 : 2, steps: this.steps } });
    }
    this.stuck.add(step.subject);
    if (!this.patient && !(error instanceof ProtectedError)) run.cancel();
  }

  private emitOutputs(step: Step, op: Op): void {
    this.run.events.emit({ resOutputsEvent: { metadata: this.metadata(step, op), ...this.planning } });
  }

  private get planning(): { planning?: true } {
    return this.run.options.dryRun ? { planning: true } : {};
  }

  private metadata(step: Step, op: Op): StepMetadata {
    const { events } = this.run;
    const { urn, type, provider } = step.subject;
    const diffs = step.diff?.changedKeys ?? [];
    return {
      op,
      urn,
      type,
      old: events.describe(step.old),
      new: events.describe(step.new),
      ...(step.keys?.length && { keys: step.keys }),
      ...(diffs.length > 0 && { diffs }),
      detailedDiff: step.diff?.detailedDiff ?? null,
      ...(step.logical && { logical: true }),
      provider,
    };
  }
}

/** Outputs that the program declared secret, and outputs named like a secret input. */
function withSecretOutputs(state: ResourceState): Properties {
  const isSecret = (key: string): boolean =>
    state.additionalSecretOutputs.includes(key) || state.inputs[key] instanceof Secret;
  const entries = Object.entries(state.outputs).map(
    ([key, value]) => [key, isSecret(key) ? secret(value) : value] as const,
  );
  return Object.fromEntries(entries);
}
