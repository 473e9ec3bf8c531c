/** The middle of an operation: the program names its resources, the engine plans and takes the steps. */

import { EventEmitter, once } from "node:events";
import { type Answer, type Goal, type ReadRequest } from "../program/goal";
import {
  DYNAMIC_PACKAGE,
  DYNAMIC_PROVIDER_TYPE,
  isProviderType,
  newState,
  providerReference,
} from "../state/state";
import { secret, type Properties } from "../state/values";
import { messageOf, refuse } from "../userError";
import { planDeletions } from "./deletions";
import { Executor } from "./executor";
import { Generator } from "./generator";
import { withDependencies } from "./graph";
import { Bail, type Run } from "./run";
import { subjectOf, type Step } from "./steps";

/** Answers the program, one resource after the other, and ends the operation when it has said its last word. */
export class ProgramRun {
  private readonly generator: Generator;
  private readonly executor: Executor;
  private readonly goals = new Map<string, Goal>();
  /** The tail of the events that are planned one after the other. */
  private tail: Promise<void> = Promise.resolve();
  private defaultProvider: Promise<string> | undefined;
  /** "complete" when the program has said everything, "over" when it may end. */
  private readonly signals = new EventEmitter();
  /** The program has signalled that it has registered everything. */
  readonly signalled: Promise<undefined>;
  /** The operation has been called off. */
  readonly canceled: Promise<undefined>;

  constructor(private readonly run: Run) {
    this.signalled = once(this.signals, "complete").then(() => undefined);
    this.canceled = once(run.cancellation.signal, "abort").then(() => undefined);
    this.generator = new Generator(run);
    this.executor = new Executor(run);
  }

  async register(goal: Goal): Promise<Answer> {
    const { retainOnDelete = this.goals.get(goal.wanted.parent)?.retainOnDelete } = goal;
    const { type, custom, provider } = goal.wanted;
    const needsDefault = custom && provider === "" && !isProviderType(type);
    const wanted = needsDefault ? { ...goal.wanted, provider: await this.defaultFor(type) } : goal.wanted;
    const resolved = { ...goal, retainOnDelete, wanted };
    const answer = await this.submit(() => this.generator.register(resolved));
    this.goals.set(answer.state.urn, resolved);
    return answer;
  }

  async read(request: ReadRequest): Promise<Answer> {
    const provider = request.provider || (await this.defaultFor(request.type));
    return this.submit(() => this.generator.read({ ...request, provider }));
  }

  async outputs(urn: string, outputs: Properties): Promise<void> {
    await this.planned(() => {
      this.executor.outputs(urn, outputs);
    });
  }

  /** The program has nothing more to register; the answer lets it end. */
  async finished(): Promise<void> {
    this.signals.emit("complete");
    await once(this.signals, "over");
  }

  /** After the program's last word: deletions, then the stack's outputs. */
  async finish(): Promise<void> {
    await this.tail;
    if (!this.run.canceled) await this.guarded(() => this.delete(), { bails: false });
    await this.executor.idle();
    this.executor.finishStack();
  }

  /** Lets the program end. */
  end(): void {
    this.signals.emit("over");
  }

  private async delete(): Promise<void> {
    const { base, options } = this.run;
    // Only an update may name targets that the state does not hold: those that the program creates.
    const missing = options.targets.filter(
      (urn) => !this.generator.seen.has(urn) && !base.some((state) => state.urn === urn),
    );
    const { kept, rounds } = await planDeletions(this.run, this.generator);
    await this.executor.idle();
    if (this.run.canceled) return;
    await this.executor.submit(kept);
    for (const round of rounds) {
      const needed = withDependencies(this.executor.stuck, this.run.base);
      await this.executor.together(round.filter((step) => !needed.has(subjectOf(step))));
    }
    for (const urn of missing) this.run.error(`Target '${urn}' could not be found in the stack.`);
    if (missing.length > 0) throw new Bail("one or more targets could not be found in the stack");
  }

  private submit(plan: () => Step[] | Promise<Step[]>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.planned(async () => void this.executor.submit(await plan(), resolve)).catch(reject);
    });
  }

  /** One event after the other: a provider is asked about one resource at a time. */
  private planned(work: () => void | Promise<void>): Promise<void> {
    const next = this.tail.then(() =>
      this.run.canceled ? new Promise<void>(() => undefined) : this.guarded(work),
    );
    this.tail = Promise.race([next, this.canceled]);
    return next;
  }

  /** An error of planning ends the operation. */
  private async guarded(work: () => void | Promise<void>, { bails } = { bails: true }): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Bail)) this.run.error(messageOf(error));
      this.run.bailed ||= bails || !(error instanceof Bail);
      this.run.cancel();
    }
  }

  /** The provider of resources that name none: its inputs are the whole configuration of the stack. */
  private defaultFor(type: string): Promise<string> {
    const [name = ""] = type.split(":");
    if (name !== DYNAMIC_PACKAGE) refuse(`the provider package ${name} (of ${type})`);
    return (this.defaultProvider ??= this.registerDefault());
  }

  private async registerDefault(): Promise<string> {
    const values = Object.entries(this.run.facts.config).map(([key, { value, secret: hidden }]) => [
      key,
      hidden ? secret(value) : value,
    ]);
    const inputs = Object.fromEntries(values) as Properties;
    const wanted = newState({ urn: "", type: DYNAMIC_PROVIDER_TYPE, custom: true, inputs });
    const nothing = { retainOnDelete: undefined, deleteBeforeReplace: undefined, formerNames: [] };
    const goal: Goal = { name: "default", wanted, ...nothing };
    const { state } = await this.submit(() => this.generator.register(goal));
    return providerReference(state);
  }
}
