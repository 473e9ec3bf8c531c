/** The providers of one operation: one process per provider resource, started when first needed, configured from its inputs. */

import { randomUUID } from "node:crypto";
import { type Project } from "./project";
import { equal } from "./propertyDiff";
import { ProviderProcess, type ProviderCalls } from "./providerProcess";
import { parseReference, providerReference, PROVIDER_TYPE_PREFIX, type ResourceState } from "./state";
import { refuse } from "./userError";
import { containsUnknowns, isObject, marshalProperties, UNKNOWN, type Properties } from "./values";

export interface RegistryOptions {
  project: Project;
  engineAddress: string;
  dryRun: boolean;
  log: (line: string, stream: "stdout" | "stderr") => void;
  /** Called with the inputs of each provider before it is started. */
  guard: (inputs: Properties, what: string) => void;
}

/** A started provider; `known` is false in a preview whose configuration depends on what does not exist yet. */
export interface Provider {
  calls: ProviderCalls;
  known: boolean;
}

// The inputs that the engine keeps for itself, such as envVarMappings.
const INTERNAL = "__internal";
const PACKAGE = "pulumi-nodejs";

export class Registry {
  private readonly providers = new Map<string, Provider>();
  // Checked but not yet configured, by URN of the provider resource.
  private readonly unconfigured = new Map<string, Promise<ProviderProcess>>();
  private readonly loading = new Map<string, Promise<Provider>>();
  private readonly started: Promise<ProviderProcess>[] = [];
  private readonly aliases = new Map<string, string>();

  constructor(private readonly options: RegistryOptions) {}

  get(reference: string): Provider | undefined {
    return this.providers.get(reference);
  }

  /** Rename of a provider resource: resources that still name the old URN find it. */
  alias(urn: string, old: string): void {
    this.aliases.set(urn, old);
  }

  /** Starts the process at once, so that a broken one shows when the provider is checked, not when it is used. */
  async check(urn: string, type: string, inputs: Properties): Promise<void> {
    if (type !== `${PROVIDER_TYPE_PREFIX}${PACKAGE}`)
      refuse(`the provider package ${type.slice(PROVIDER_TYPE_PREFIX.length)}`);
    this.options.guard(inputs, urn);
    const starting = this.start(inputs);
    this.unconfigured.set(urn, starting);
    await starting;
  }

  /** Changed configuration is an update of the provider, never a replacement. */
  changed(state: ResourceState, inputs: Properties): boolean {
    return !equal(state.outputs, publicInputs(inputs));
  }

  async create(urn: string, inputs: Properties): Promise<{ id: string; outputs: Properties }> {
    const id = this.options.dryRun ? UNKNOWN : randomUUID();
    await this.configure(urn, id, inputs);
    return { id, outputs: publicInputs(inputs) };
  }

  async update(urn: string, id: string, inputs: Properties): Promise<Properties> {
    await this.configure(urn, id, inputs);
    return publicInputs(inputs);
  }

  /** An unchanged provider, or one that only the state knows. */
  async same(state: ResourceState): Promise<void> {
    if (this.providers.has(providerReference(state.urn, state.id))) return;
    if (!state.type.endsWith(`:${PACKAGE}`))
      refuse(`the provider package ${state.type.slice(PROVIDER_TYPE_PREFIX.length)}`);
    this.options.guard(state.inputs, state.urn);
    await this.configure(state.urn, state.id, state.inputs);
  }

  /** The provider that a resource names; loaded from its own state when the program did not register it. */
  async load(reference: string, states: ResourceState[]): Promise<Provider> {
    const found = this.providers.get(reference);
    if (found) return found;
    // Many resources ask for it at the same time, and there must be one process.
    const loading = this.loading.get(reference) ?? this.fromState(reference, states);
    this.loading.set(reference, loading);
    return loading;
  }

  async close(): Promise<void> {
    const settled = await Promise.allSettled(this.started);
    const running = settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    await Promise.all(running.map((provider) => provider.stop()));
  }

  private async fromState(reference: string, states: ResourceState[]): Promise<Provider> {
    const { urn, id } = parseReference(reference);
    const state = states.find((candidate) => candidate.urn === urn && candidate.id === id);
    if (!state) throw new Error(`unknown provider '${reference}'`);
    await this.same(state);
    const provider = this.providers.get(reference);
    if (!provider) throw new Error(`the provider '${reference}' could not be loaded`);
    return provider;
  }

  private async configure(urn: string, id: string, inputs: Properties): Promise<void> {
    const calls = await (this.unconfigured.get(urn) ?? this.start(inputs));
    this.unconfigured.delete(urn);
    const known = !containsUnknowns(inputs);
    if (known) await calls.configure(marshalProperties(publicInputs(inputs), { keepSecrets: true }));
    this.providers.set(providerReference(urn, id), { calls, known });
    const old = this.aliases.get(urn);
    if (old) this.providers.set(providerReference(old, id), { calls, known });
  }

  private start(inputs: Properties): Promise<ProviderProcess> {
    const { project, engineAddress } = this.options;
    const running = ProviderProcess.start({
      command: ["pulumi-resource-pulumi-nodejs"],
      cwd: project.programDirectory,
      env: {
        ...process.env,
        ...mappedVariables(inputs),
        PULUMI_NODEJS_PROJECT: project.name,
        PULUMI_PROJECT: project.name,
      },
      engineAddress,
      onLine: this.options.log,
    });
    this.started.push(running);
    return running;
  }
}

/** `envVarMappings: { NEW: "OLD" }`: the process sees the value of NEW under the name OLD. */
function mappedVariables(inputs: Properties): NodeJS.ProcessEnv {
  const internal = inputs[INTERNAL];
  const mappings = isObject(internal) ? internal.envVarMappings : undefined;
  if (!isObject(mappings)) return {};
  const found = Object.entries(mappings).filter(([source]) => process.env[source] !== undefined);
  return Object.fromEntries(
    found.map(([source, target]) => [typeof target === "string" ? target : source, process.env[source]]),
  );
}

function publicInputs(inputs: Properties): Properties {
  const { [INTERNAL]: _, ...others } = inputs;
  return others;
}
