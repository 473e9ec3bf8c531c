/** What the program asks for: a registration as it arrives, turned into the engine's words. */

import { type Alias } from "@pulumi/pulumi/proto/alias_pb";
import { type RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { HOOK_TYPES, isProviderType, newState, type ResourceState } from "../state/state";
import { propertiesOf } from "../state/struct";
import { type Properties } from "../state/values";
import { refuse } from "../userError";

/** A resource as the program wants it. */
export interface Goal {
  name: string;
  /** The resource as it shall be; its URN is still to be made. */
  wanted: ResourceState;
  /** Undefined where the parent decides. */
  retainOnDelete: boolean | undefined;
  /** Undefined where the provider decides. */
  deleteBeforeReplace: boolean | undefined;
  /** Former names of the resource, of the same type and under the same parent. */
  formerNames: string[];
}

/** A resource that the program only reads. */
export type ReadRequest = Pick<
  ResourceState,
  "id" | "type" | "parent" | "provider" | "inputs" | "dependencies" | "additionalSecretOutputs"
> & { name: string };

/** What became of a resource; `unknown` where a preview or a target left it undone. */
export interface Answer {
  state: ResourceState;
  unknown: boolean;
}

/** The goal of a registration; refuses by name what the engine leaves out. */
export function goalOf(request: RegisterResourceRequest): Goal {
  refuseUnsupported(request);
  const inputs = propertiesOf(request.getObject());
  const dependencies = request.getPropertydependenciesMap();
  return {
    name: request.getName(),
    wanted: newState({
      urn: "",
      type: request.getType(),
      custom: request.getCustom(),
      inputs: { ...inputs, ...internalInputs(request) },
      parent: request.getParent(),
      provider: request.getCustom() ? request.getProvider() : "",
      protect: request.getProtect() ?? false,
      dependencies: request.getDependenciesList(),
      propertyDependencies: Object.fromEntries(
        Object.keys(inputs).map((key) => [key, dependencies.get(key)?.getUrnsList() ?? []]),
      ),
      ignoreChanges: request.getIgnorechangesList(),
      replaceOnChanges: request.getReplaceonchangesList(),
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      resourceHooks: hooksOf(request),
    }),
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
    deleteBeforeReplace: request.getDeletebeforereplacedefined()
      ? request.getDeletebeforereplace()
      : undefined,
    formerNames: request.getAliasesList().flatMap((alias) => formerNames(alias, request)),
  };
}

function refuseUnsupported(request: RegisterResourceRequest): void {
  const name = request.getName();
  if (request.getRemote()) refuse(`a remote component (${request.getType()})`);
  if (request.getPackageref()) refuse(`the parameterized package of the resource ${name}`);
  if (request.getStateMigrationsList().length > 0) refuse(`a state migration of the resource ${name}`);
  if (request.getHooks()?.getOnErrorList().length) refuse(`an onError hook of the resource ${name}`);
  const options: Record<string, boolean> = {
    import: request.getImportid() !== "",
    deletedWith: request.getDeletedwith() !== "",
    replaceWith: request.getReplaceWithList().length > 0,
    replacementTrigger: request.hasReplacementTrigger(),
    transforms: request.getTransformsList().length > 0,
    hideDiffs: request.getHidediffsList().length > 0,
    customTimeouts: Object.values(request.getCustomtimeouts()?.toObject() ?? {}).some((text) => text !== ""),
  };
  for (const [option, isUsed] of Object.entries(options))
    if (isUsed) refuse(`the option \`${option}\` of the resource ${name}`);
  const properties = [...request.getIgnorechangesList(), ...request.getReplaceonchangesList()];
  const path = properties.find((property) => !/^[\w$]+$/.test(property));
  if (path !== undefined)
    refuse(`\`${path}\`, more than the name of a property in ignoreChanges or replaceOnChanges of ${name},`);
}

/** What the SDK tells the engine about a provider beside its inputs, and the state keeps among them. */
function internalInputs(request: RegisterResourceRequest): Properties {
  const envVarMappings = Object.fromEntries(request.getEnvvarmappingsMap().toArray());
  return Object.keys(envVarMappings).length === 0 ? {} : { __internal: { envVarMappings } };
}

/** The SDK names the resource's own parent where the alias does not say another. */
function formerNames(alias: Alias, request: RegisterResourceRequest): string[] {
  const spec = alias.getSpec();
  // A former type of a package that this engine does not run: none of its states holds one.
  if (spec?.getName() === "" && !/^($|pulumi-nodejs:)/.test(spec.getType())) return [];
  const isElsewhere =
    !spec ||
    spec.getNoparent() ||
    (spec.getParenturn() !== "" && spec.getParenturn() !== request.getParent()) ||
    [spec.getType(), spec.getStack(), spec.getProject()].some((part) => part !== "");
  if (isElsewhere) refuse(`an alias of the resource ${request.getName()} that is more than a former name`);
  if (isProviderType(request.getType())) refuse(`an alias of the provider ${request.getName()}`);
  return [spec.getName()];
}

function hooksOf(request: RegisterResourceRequest): ResourceState["resourceHooks"] {
  const binding = request.getHooks();
  const all = HOOK_TYPES.map((type) => [type, binding?.[`get${type}List`]() ?? []] as const);
  const bound = all.filter(([, names]) => names.length > 0);
  if (bound.length > 0 && !request.getCustom()) refuse(`a hook of the component ${request.getName()}`);
  return Object.fromEntries(bound);
}
