/** What the program asks for: a registration as it arrives, turned into the engine's words. */

import { type RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { type Alias } from "@pulumi/pulumi/proto/alias_pb";
import { type CustomTimeouts, type HookType, isProviderType } from "./state";
import { refuse } from "./userError";
import { isObject, unmarshalProperties, type Properties } from "./values";

export interface Goal {
  type: string;
  name: string;
  custom: boolean;
  properties: Properties;
  parent: string;
  provider: string;
  providers: Record<string, string>;
  protect: boolean | undefined;
  retainOnDelete: boolean | undefined;
  deleteBeforeReplace: boolean | undefined;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  ignoreChanges: string[];
  replaceOnChanges: string[];
  additionalSecretOutputs: string[];
  aliases: AliasSpec[];
  customTimeouts: CustomTimeouts;
  resourceHooks: Partial<Record<HookType, string[]>>;
}

export interface AliasSpec {
  urn?: string;
  name?: string;
  type?: string;
  project?: string;
  stack?: string;
  parent?: string;
  noParent?: boolean;
}

const UNITS: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

export function goalOf(request: RegisterResourceRequest): Goal {
  refuseUnsupported(request);
  const dependencies = new Set(request.getDependenciesList());
  const { properties, propertyDependencies } = propertiesOf(request, dependencies);
  const type = request.getType();
  if (isProviderType(type)) addInternalInputs(request, properties);
  return {
    type,
    name: request.getName(),
    custom: request.getCustom(),
    properties,
    parent: request.getParent(),
    provider: request.getProvider(),
    providers: Object.fromEntries(request.getProvidersMap().toArray()),
    protect: request.hasProtect() ? request.getProtect() : undefined,
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
    deleteBeforeReplace: request.getDeletebeforereplacedefined()
      ? request.getDeletebeforereplace()
      : undefined,
    dependencies: [...dependencies],
    propertyDependencies,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: [
      ...request.getAliasurnsList().map((urn) => ({ urn })),
      ...request.getAliasesList().map((alias) => aliasOf(alias, request.getAliasspecs())),
    ],
    customTimeouts: timeoutsOf(request.getCustomtimeouts()),
    resourceHooks: hooksOf(request.getHooks()),
  };
}

function refuseUnsupported(request: RegisterResourceRequest): void {
  const of = `of the resource ${request.getName()}`;
  if (request.getRemote()) refuse(`a remote component (${request.getType()})`);
  if (request.getImportid()) refuse(`the option \`import\` ${of}`);
  if (request.getDeletedwith()) refuse(`the option \`deletedWith\` ${of}`);
  if (request.getReplaceWithList().length > 0) refuse(`the option \`replaceWith\` ${of}`);
  if (request.hasReplacementTrigger()) refuse(`the option \`replacementTrigger\` ${of}`);
  if (request.getTransformsList().length > 0) refuse(`the option \`transforms\` ${of}`);
  if (request.getStateMigrationsList().length > 0) refuse(`a state migration ${of}`);
  if (request.getHidediffsList().length > 0) refuse(`the option \`hideDiffs\` ${of}`);
  if (request.getPackageref()) refuse(`the parameterized package of the resource ${request.getName()}`);
  if (request.getHooks()?.getOnErrorList().length) refuse(`an onError hook ${of}`);
}

function propertiesOf(
  request: RegisterResourceRequest,
  dependencies: Set<string>,
): Pick<Goal, "properties" | "propertyDependencies"> {
  const wire = request.getObject()?.toJavaScript() ?? {};
  const declared = request.getPropertydependenciesMap();
  const properties: Properties = {};
  const propertyDependencies: Record<string, string[]> = {};
  for (const [key, value] of Object.entries(wire)) {
    // A request that names no dependencies per property depends with each property on all of them.
    const own = new Set(declared.getLength() === 0 ? dependencies : (declared.get(key)?.getUrnsList() ?? []));
    properties[key] = unmarshalProperties({ value }, own).value ?? null;
    propertyDependencies[key] = [...own];
  }
  return { properties, propertyDependencies };
}

function addInternalInputs(request: RegisterResourceRequest, properties: Properties): void {
  const mappings = Object.fromEntries(request.getEnvvarmappingsMap().toArray());
  if (Object.keys(mappings).length === 0) return;
  const internal = properties.__internal;
  properties.__internal = { ...(isObject(internal) && internal), envVarMappings: mappings };
}

function aliasOf(alias: Alias, properlySpecified: boolean): AliasSpec {
  if (alias.hasUrn()) return { urn: alias.getUrn() };
  const spec = alias.getSpec();
  const parent = spec?.hasParenturn() ? spec.getParenturn() : undefined;
  const noParent = spec?.hasNoparent() ? spec.getNoparent() : undefined;
  return {
    name: spec?.getName() ?? "",
    type: spec?.getType() ?? "",
    project: spec?.getProject() ?? "",
    stack: spec?.getStack() ?? "",
    ...(properlySpecified
      ? { parent: parent ?? "", noParent: noParent ?? false }
      : legacyParent(parent, noParent)),
  };
}

/** The older Node.js form says "no parent" by leaving both members out, and "same parent" by `noParent`. */
function legacyParent(
  parent: string | undefined,
  noParent: boolean | undefined,
): { parent: string; noParent: boolean } {
  if (noParent !== undefined) return { parent: "", noParent: false };
  return parent ? { parent, noParent: false } : { parent: "", noParent: true };
}

function timeoutsOf(timeouts: RegisterResourceRequest.CustomTimeouts | undefined): CustomTimeouts {
  if (!timeouts) return {};
  const texts = {
    create: timeouts.getCreate(),
    update: timeouts.getUpdate(),
    delete: timeouts.getDelete(),
    read: timeouts.getRead(),
  };
  const given = Object.entries(texts).filter(([, text]) => text !== "");
  return Object.fromEntries(given.map(([verb, text]) => [verb, seconds(text)]));
}

/** Go's durations: `1h30m`, `90s`, `1.5h`. */
function seconds(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.map(([whole]) => whole).join("") !== text)
    throw new Error(`unable to parse customTimeout Value ${text}`);
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? "s"] ?? 1), 0);
}

function hooksOf(binding: RegisterResourceRequest.ResourceHooksBinding | undefined): Goal["resourceHooks"] {
  if (!binding) return {};
  const all: Record<HookType, string[]> = {
    BeforeCreate: binding.getBeforeCreateList(),
    AfterCreate: binding.getAfterCreateList(),
    BeforeUpdate: binding.getBeforeUpdateList(),
    AfterUpdate: binding.getAfterUpdateList(),
    BeforeDelete: binding.getBeforeDeleteList(),
    AfterDelete: binding.getAfterDeleteList(),
  };
  return Object.fromEntries(Object.entries(all).filter(([, names]) => names.length > 0));
}
