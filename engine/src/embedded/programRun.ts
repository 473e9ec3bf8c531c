/** The middle of an operation: the program names its resources, the engine plans and takes the steps. */

import { type ConfigValue } from "./config";
import { planDeletions, withRelated } from "./deletions";
import { Executor } from "./executor";
import { Generator, type ReadRequest } from "./generator";
import { type Goal } from "./goal";
import { dependenciesOf } from "./graph";
import { type Answer, type Handlers } from "./monitor";
import { Bail, type Run } from "./run";
import { isProviderType, providerReference, PROVIDER_TYPE_PREFIX } from "./state";
import { type Step, type Waiting } from "./step";
import { messageOf, type UserError } from "./userError";
import { secret, type Properties } from "./values";

const PACKAGE = "pulumi-nodejs";

export class ProgramRun implements Handlers {
  private readonly generator: Generator;
  private readonly executor: Executor;
  private readonly goals = new Map<string, Goal>();
  /** The tail of the events that are planned one after the other. */
  private tail: Promise<void> = Promise.resolve();
  private defaultProvider: Promise<string> | undefined;
  private release: (() => void) | undefined;
  private readonly over = new Promise<void>((resolve) => (this.release = resolve));
  private signal: (() => void) | undefined;
  /** The program has signalled that it has registered everything. */
  readonly signalled = new Promise<undefined>((resolve) => {
    this.signal = () => {
      resolve(undefined);
    };
  });

  /** The operation has been called off. */
  readonly canceled: Promise<undefined>;

  constructor(
    private readonly run: Run,
    private readonly config: Record<string, ConfigValue>,
  ) {
    this.canceled = aborted(run.cancellation.signal);
    this.generator = new Generator(run);
    this.executor = new Executor(run);
  }

  async register(goal: Goal): Promise<Answer> {
    const inheriting = this.inherit(goal);
    const resolved = { ...inheriting, provider: await this.providerFor(inheriting) };
    const answer = await this.submit((waiting) => this.generator.register(resolved, waiting));
    this.goals.set(answer.state.urn, resolved);
    return answer;
  }

  async read(request: ReadRequest): Promise<Answer> {
    const provider = request.provider || (await this.default(request.type));
    return this.submit((waiting) => this.generator.read({ ...request, provider }, waiting));
  }

  async outputs(urn: string, outputs: Properties): Promise<void> {
    await this.planned(() => this.executor.outputs(urn, outputs));
  }

  hook(request: Parameters<Handlers["hook"]>[0]): void {
    const callback = request.getCallback();
    if (!callback) throw new Error(`the hook ${request.getName()} has no callback`);
    const options = { onDryRun: request.getOnDryRun(), ignoreErrors: request.getIgnoreErrors() };
    this.run.hooks.register(request.getName(), callback, options);
  }

  log(...[severity, message, urn, ephemeral]: Parameters<Handlers["log"]>): void {
    // An error that the program logs fails the operation, but what runs may end.
    if (severity === "error") this.run.failed = true;
    this.run.events.diagnostic(severity, message.replace(/\n$/, ""), urn, ephemeral);
  }

  async finished(): Promise<void> {
    this.signal?.();
    await this.over;
  }

  refused(error: UserError): void {
    this.run.error(error.message);
    this.run.cancel();
  }

  /** After the program's last word: deletions, then the stack's outputs. */
  async finish(): Promise<void> {
    await this.tail;
    if (!this.run.canceled) await this.guarded(() => this.delete(), false);
    await this.executor.idle();
    await this.executor.finishStack();
  }

  /** Lets the program end. */
  end(): void {
    this.release?.();
  }

  private async delete(): Promise<void> {
    const missing = missingTargets(this.run, this.generator);
    const { kept, rounds } = await planDeletions(this.run, this.generator);
    await this.executor.idle();
    if (this.run.canceled) return;
    await (
      await this.executor.submit(kept)
    ).done;
    const all = [...this.generator.toDelete, ...this.run.base];
    for (const round of rounds) {
      const needed = withRelated([...this.executor.stuck], (state) => [...dependenciesOf(state, all)]);
      await this.executor.together(round.filter(({ subject }) => !needed.has(subject.urn)));
    }
    if (missing.length === 0) return;
    for (const urn of missing) this.run.error(`Target '${urn}' could not be found in the stack.`);
    throw new Bail("one or more targets could not be found in the stack");
  }

  private submit(plan: (waiting: Waiting) => Step[] | Promise<Step[]>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { done: resolve };
      this.planned(async () => {
        const steps = await plan(waiting);
        if (steps.length > 0) await this.executor.submit(steps);
      }).catch(reject);
    });
  }

  /** One event after the other: a provider is asked about one resource at a time. */
  private planned(work: () => Promise<void>): Promise<void> {
    const next = this.tail.then(() =>
      this.run.canceled ? new Promise<void>(() => undefined) : this.guarded(work),
    );
    this.tail = Promise.race([next, this.canceled]);
    return next;
  }

  /** An error of planning ends the operation. */
  private async guarded(work: () => Promise<void>, bails = true): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Bail)) this.run.error(messageOf(error));
      this.run.bailed ||= bails || !(error instanceof Bail);
      this.run.cancel();
    }
  }

  private inherit(goal: Goal): Goal {
    const parent = this.goals.get(goal.parent);
    if (!parent) return goal;
    const samePackage = parent.provider.includes(`${PROVIDER_TYPE_PREFIX}${packageOf(goal.type)}::`);
    return {
      ...goal,
      protect: goal.protect ?? parent.protect,
      retainOnDelete: goal.retainOnDelete ?? parent.retainOnDelete,
      provider: goal.provider !== "" ? goal.provider : !goal.custom || samePackage ? parent.provider : "",
      providers: goal.custom ? goal.providers : { ...parent.providers, ...goal.providers },
    };
  }

  private async providerFor(goal: Goal): Promise<string> {
    if (!goal.custom || isProviderType(goal.type)) return "";
    const inherited =
      goal.providers[packageOf(goal.type)] ?? this.goals.get(goal.parent)?.providers[packageOf(goal.type)];
    return goal.provider !== "" ? goal.provider : (inherited ?? this.default(goal.type));
  }

  /** The provider of resources that name none: its inputs are the whole configuration of the stack. */
  private default(type: string): Promise<string> {
    const name = packageOf(type);
    if (name !== PACKAGE)
      throw this.run.bail(
        `the provider package ${name} (of ${type}) is not supported by the embedded engine; use the Pulumi CLI for it`,
      );
    this.defaultProvider ??= this.registerDefault();
    return this.defaultProvider;
  }

  private async registerDefault(): Promise<string> {
    const entries = Object.entries(this.config).map(
      ([key, { value, secret: hidden }]) => [key, hidden ? secret(value) : value] as const,
    );
    const goal = defaultProviderGoal(Object.fromEntries(entries));
    const { state } = await this.submit((waiting) => this.generator.register(goal, waiting));
    return providerReference(state.urn, state.id);
  }
}

function defaultProviderGoal(properties: Properties): Goal {
  return {
    type: `${PROVIDER_TYPE_PREFIX}${PACKAGE}`,
    name: "default",
    custom: true,
    properties,
    parent: "",
    provider: "",
    providers: {},
    protect: undefined,
    retainOnDelete: undefined,
    deleteBeforeReplace: undefined,
    dependencies: [],
    propertyDependencies: {},
    ignoreChanges: [],
    replaceOnChanges: [],
    additionalSecretOutputs: [],
    aliases: [],
    customTimeouts: {},
    resourceHooks: {},
  };
}

/** Only an update may name targets that the state does not hold: those that the program creates. */
function missingTargets({ base, options }: Run, { seen }: Generator): string[] {
  return options.targets.filter((urn) => !seen.has(urn) && !base.some((state) => state.urn === urn));
}

function packageOf(type: string): string {
  return type.split(":")[0] ?? "";
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    const done = (): void => {
      resolve(undefined);
    };
    if (signal.aborted) done();
    else signal.addEventListener("abort", done, { once: true });
  });
}
