/** What the engine does around each call of a provider: secrets are taken off and put back, unknowns only in previews. */

import { markSecretsLike, marshalProperties, unmarshalProperties, type Properties } from "./values";
import { InitFailed, type ProviderCalls } from "./providerProcess";
import { type Provider } from "./registry";
import { revealedDiff, withIgnored, type DetailedDiff } from "./propertyDiff";
import { type ResourceState } from "./state";

export interface Diff {
  changes: boolean;
  replaceKeys: string[];
  changedKeys: string[];
  detailedDiff: DetailedDiff | undefined;
  deleteBeforeReplace: boolean;
}

export const NO_CHANGE: Diff = {
  changes: false,
  replaceKeys: [],
  changedKeys: [],
  detailedDiff: undefined,
  deleteBeforeReplace: false,
};

/** A resource that exists although the call failed. */
export class PartialFailure extends Error {
  constructor(
    readonly id: string,
    readonly outputs: Properties,
    readonly reasons: string[],
    message: string,
  ) {
    super(message);
  }
}

export class ResourceProvider {
  constructor(
    private readonly provider: Provider,
    private readonly dryRun: boolean,
  ) {}

  private get calls(): ProviderCalls {
    return this.provider.calls;
  }

  get known(): boolean {
    return this.provider.known;
  }

  async check(urn: string, olds: Properties, news: Properties): ReturnType<ResourceProvider["checked"]> {
    if (!this.provider.known) return { inputs: news, failures: [] };
    return this.checked(urn, olds, news);
  }

  /** Answers "unknown" are settled here, by comparing inputs; only then does the engine know which properties changed. */
  async diff(
    state: DiffSubject,
    news: Properties,
    ignore: string[],
    allowUnknowns = this.dryRun,
  ): Promise<Diff & { impossible: string[] }> {
    const options = { keepUnknowns: allowUnknowns };
    const olds = marshalProperties(state.outputs, options);
    const answer = await this.calls.diff(
      state.urn,
      state.id,
      olds,
      marshalProperties(news, options),
      marshalProperties(state.inputs, options),
    );
    const { changes, replaces: replaceKeys, deleteBeforeReplace } = answer;
    const result = { ...NO_CHANGE, replaceKeys, deleteBeforeReplace, impossible: [] };
    if (changes !== "unknown") return { ...result, changes: changes === "some" };
    const { inputs, impossible } = withIgnored(news, state.inputs, ignore);
    const found = revealedDiff(state.inputs, inputs);
    if (!found) return { ...result, impossible };
    return { ...result, impossible, changes: true, changedKeys: found.keys, detailedDiff: found.detailed };
  }

  async create(state: ResourceState): Promise<{ id: string; outputs: Properties }> {
    if (this.dryRun) return { id: "", outputs: this.provider.known ? state.inputs : {} };
    const timeout = state.customTimeouts.create ?? 0;
    const { id, outs } = await partial(state.inputs, () =>
      this.calls.create(state.urn, marshalProperties(state.inputs), timeout),
    );
    if (!id) throw new Error(`plugin returned empty resource.ID from create '${state.urn}'`);
    return { id, outputs: markSecretsLike(unmarshalProperties(outs), state.inputs) };
  }

  async update(old: ResourceState, state: ResourceState): Promise<Properties> {
    if (this.dryRun) return this.provider.known ? state.inputs : {};
    const [olds, news] = [marshalProperties(old.outputs), marshalProperties(state.inputs)];
    const timeout = state.customTimeouts.update ?? 0;
    const { outs } = await partial(state.inputs, () =>
      this.calls.update(state.urn, old.id, olds, news, timeout),
    );
    return markSecretsLike(unmarshalProperties(outs), state.inputs);
  }

  async read(
    urn: string,
    id: string,
    props: Properties,
    inputs: Properties,
  ): Promise<{ id: string; outputs: Properties; inputs?: Properties }> {
    if (!this.provider.known) return { id: "", outputs: {}, inputs: {} };
    const found = await this.calls.read(urn, id, marshalProperties(props), marshalProperties(inputs));
    return {
      id: found.id,
      outputs: markSecretsLike(unmarshalProperties(found.props), props),
      ...(found.inputs && { inputs: markSecretsLike(unmarshalProperties(found.inputs), inputs) }),
    };
  }

  async delete(state: ResourceState): Promise<void> {
    await this.calls.delete(
      state.urn,
      state.id,
      marshalProperties(state.outputs),
      state.customTimeouts.delete ?? 0,
    );
  }

  private async checked(
    urn: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: { property: string; reason: string }[] }> {
    const options = { keepUnknowns: this.dryRun };
    const { inputs, failures } = await this.calls.check(
      urn,
      marshalProperties(olds, options),
      marshalProperties(news, options),
    );
    return { inputs: markSecretsLike(unmarshalProperties(inputs), news), failures };
  }
}

/** The side of a comparison that exists. */
export type DiffSubject = Pick<ResourceState, "urn" | "id" | "inputs" | "outputs">;

async function partial<T>(inputs: Properties, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof InitFailed)) throw error;
    const outputs = markSecretsLike(unmarshalProperties(error.properties), inputs);
    throw new PartialFailure(error.id, outputs, error.reasons, error.message);
  }
}
