import { PartialFailure, type ProviderClient, type Values } from "pulumi-embedded-engine";

export interface DrivenResource {
  id: string;
  inputs: Values;
  outputs: Values;
  initErrors: string[];
}

export type Driven = Record<string, DrivenResource>;

/** The engine of a whole program went away in the middle of something. */
export class Killed extends Error {}

/**
 * The least of an engine: resources in the order in which they are declared, one provider for each
 * phase, a state that is saved after each operation. For matrices, where a whole program per case
 * would take too long; what it does is what both engines do (the twin stories show that).
 */
export class Driver {
  state: Driven = {};
  private killed: (reason: Killed) => void = () => undefined;

  constructor(
    private readonly open: () => Promise<ProviderClient>,
    private readonly config: Record<string, string>,
  ) {}

  /** Ends the running phase as the death of the engine does: nothing more is saved. */
  kill(): void {
    this.killed(new Killed("the engine was killed"));
  }

  up(declared: Record<string, Values>): Promise<void> {
    return this.phase(async (provider, save) => {
      const errors: unknown[] = [];
      for (const [name, news] of Object.entries(declared)) {
        // As the engine does without --continue-on-error for resources that do not depend on each other.
        await converge(provider, this.state[name], news, (found) => {
          save(name, found);
        }).catch((error: unknown) => errors.push(error));
      }
      const gone = Object.keys(this.state).filter((name) => !(name in declared));
      for (const name of gone.reverse()) await this.drop(provider, name, save);
      if (errors.length > 0) throw errors[0];
    });
  }

  refresh(): Promise<void> {
    return this.phase(async (provider, save) => {
      for (const [name, { id, inputs, outputs }] of Object.entries(this.state)) {
        const found = await provider.read(id, outputs);
        const kept = { id: found.id, inputs: found.inputs ?? inputs, outputs: found.props, initErrors: [] };
        save(name, found.id === "" ? undefined : kept);
      }
    });
  }

  destroy(): Promise<void> {
    return this.phase(async (provider, save) => {
      for (const name of Object.keys(this.state).reverse()) await this.drop(provider, name, save);
    });
  }

  private async drop(provider: ProviderClient, name: string, save: Save): Promise<void> {
    const resource = this.state[name];
    if (resource?.outputs.onDelete !== undefined) await provider.delete(resource.id, resource.outputs);
    save(name, undefined);
  }

  private async phase(work: (provider: ProviderClient, save: Save) => Promise<void>): Promise<void> {
    let alive = true;
    const death = new Promise<never>((_, reject) => {
      this.killed = (reason) => {
        alive = false;
        reject(reason);
      };
    });
    const save: Save = (name, resource) => {
      if (!alive) return;
      const { [name]: _, ...rest } = this.state;
      this.state = resource === undefined ? rest : { ...rest, [name]: resource };
    };
    const provider = await this.open();
    await provider.configure(this.config);
    try {
      await Promise.race([work(provider, save), death]);
    } finally {
      await provider.close();
    }
  }
}

type Save = (name: string, resource: DrivenResource | undefined) => void;

async function converge(
  provider: ProviderClient,
  old: DrivenResource | undefined,
  declared: Values,
  save: (resource: DrivenResource | undefined) => void,
): Promise<void> {
  const { inputs, failures } = await provider.check(old?.inputs ?? {}, declared);
  if (failures.length > 0)
    throw new Error(
      failures
        .map(({ property, reason }) => (property === "" ? reason : `${property}: ${reason}`))
        .join("; "),
    );
  if (old === undefined) return create(provider, inputs, save);
  const { changes, replaces } = await provider.diff(old.id, old.outputs, inputs);
  const differs = changes ?? JSON.stringify(visible(old.inputs)) !== JSON.stringify(visible(inputs));
  if (differs && replaces.length > 0) {
    if (old.outputs.onDelete !== undefined) await provider.delete(old.id, old.outputs);
    save(undefined);
    return create(provider, inputs, save);
  }
  if (!differs && old.initErrors.length === 0) {
    save({ ...old, inputs });
    return;
  }
  await keepPartial(inputs, save, async () => {
    const { outs } = await provider.update(old.id, old.outputs, inputs);
    return { id: old.id, outs };
  });
}

function create(
  provider: ProviderClient,
  inputs: Values,
  save: (resource: DrivenResource) => void,
): Promise<void> {
  return keepPartial(inputs, save, () => provider.create(inputs));
}

async function keepPartial(
  inputs: Values,
  save: (resource: DrivenResource) => void,
  work: () => Promise<{ id: string; outs: Values }>,
): Promise<void> {
  try {
    const { id, outs } = await work();
    save({ id, inputs, outputs: outs, initErrors: [] });
  } catch (error) {
    if (error instanceof PartialFailure) {
      save({ id: error.id, inputs, outputs: error.properties, initErrors: error.reasons });
      throw new Error(error.reasons.join("; "), { cause: error });
    }
    throw error;
  }
}

function visible(inputs: Values): [string, unknown][] {
  return Object.entries(inputs)
    .filter(([name]) => !name.startsWith("__"))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
