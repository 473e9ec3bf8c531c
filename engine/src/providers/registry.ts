/** The providers of one operation: one process per provider resource, started when first needed, configured from its inputs. */

import { randomUUID } from "node:crypto";
import { locateScript, type Project } from "../program/project";
import { equal } from "../state/propertyDiff";
import { DYNAMIC_PROVIDER_TYPE, parseReference, providerReference, type ResourceState } from "../state/state";
import { UNKNOWN, type Properties } from "../state/values";
import { refuse } from "../userError";
import { ProviderProcess, type Stream } from "./process";

/** What all providers of an operation have in common. */
export interface Surroundings {
  readonly facts: { project: Project };
  readonly options: { dryRun: boolean };
  /** Where the engine listens. */
  readonly address: string;
  readonly heard: (line: string, stream: Stream) => void;
}

type ProviderResource = Pick<ResourceState, "urn" | "type" | "inputs">;

// The inputs that the engine keeps for itself, such as envVarMappings.
const INTERNAL = "__internal";

/** Starts providers, each once, and knows them by the reference under which resources name them. */
export class Registry {
  private readonly providers = new Map<string, Promise<ProviderProcess>>();
  private readonly started: Promise<ProviderProcess>[] = [];

  /** `guard` is called with the inputs of each provider before it is started; it throws where they are refused. */
  constructor(
    private readonly run: Surroundings,
    private readonly guard: (inputs: Properties, urn: string) => void,
  ) {}

  /** Changed configuration is an update of the provider, never a replacement. */
  hasChanged(state: ResourceState, inputs: Properties): boolean {
    return !equal(state.outputs, publicInputs(inputs));
  }

  async create(resource: ProviderResource): Promise<{ id: string; outputs: Properties }> {
    const id = this.run.options.dryRun ? UNKNOWN : randomUUID();
    return { id, outputs: await this.update({ ...resource, id }) };
  }

  async update(resource: ProviderResource & { id: string }): Promise<Properties> {
    // In the place of the one that a refresh has run with the configuration of the last update.
    const provider = this.configure(resource);
    this.providers.set(providerReference(resource), provider);
    await provider;
    return publicInputs(resource.inputs);
  }

  /** The provider that a resource names; from its own state when the program did not register it. */
  async load(reference: string, states: ResourceState[]): Promise<ProviderProcess> {
    const provider = this.providers.get(reference);
    if (provider) return provider;
    const { urn, id } = parseReference(reference);
    const state = states.find((candidate) => candidate.urn === urn && candidate.id === id);
    if (!state) throw new Error(`unknown provider '${reference}'`);
    return this.configured(state);
  }

  /** Many resources ask for a provider at the same time, and there is one process. */
  configured(resource: ProviderResource & { id: string }): Promise<ProviderProcess> {
    const reference = providerReference(resource);
    const provider = this.providers.get(reference) ?? this.configure(resource);
    this.providers.set(reference, provider);
    return provider;
  }

  /** Ends all processes. */
  async close(): Promise<void> {
    const stop = async (starting: Promise<ProviderProcess>): Promise<void> =>
      (await starting.catch(() => undefined))?.stop();
    await Promise.all(this.started.map(stop));
  }

  private async configure(resource: ProviderResource): Promise<ProviderProcess> {
    const { urn, inputs } = resource;
    if (JSON.stringify(inputs).includes(UNKNOWN))
      refuse(`the provider ${urn}, configured with what is not known before the update,`);
    const process = await this.start(resource);
    await process.configure(publicInputs(inputs));
    return process;
  }

  private start({ urn, type, inputs }: ProviderResource): Promise<ProviderProcess> {
    if (type !== DYNAMIC_PROVIDER_TYPE) refuse(`the provider package of ${type}`);
    this.guard(inputs, urn);
    const { address: engineAddress, heard: onLine } = this.run;
    const { project } = this.run.facts;
    const running = ProviderProcess.start({
      command: ["node", locateScript(project, "dynamic-provider")],
      cwd: project.programDirectory,
      env: {
        ...process.env,
        ...mappedVariables(inputs),
        PULUMI_NODEJS_PROJECT: project.name,
        PULUMI_PROJECT: project.name,
      },
      engineAddress,
      onLine,
    });
    this.started.push(running);
    return running;
  }
}

/** `envVarMappings: { NEW: "OLD" }`: the process sees the value of NEW under the name OLD. */
function mappedVariables({ [INTERNAL]: internal }: Properties): NodeJS.ProcessEnv {
  const { envVarMappings = {} } = (internal ?? {}) as { envVarMappings?: Record<string, string> };
  const found = Object.entries(envVarMappings).filter(([source]) => process.env[source] !== undefined);
  return Object.fromEntries(found.map(([source, target]) => [target, process.env[source]]));
}

function publicInputs(inputs: Properties): Properties {
  const { [INTERNAL]: _, ...others } = inputs;
  return others;
}
