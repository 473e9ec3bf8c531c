/** A resource as the engine remembers it: the names and the meaning are those of Pulumi's deployment format. */

import { type Properties } from "./values";

export interface CustomTimeouts {
  create?: number;
  update?: number;
  delete?: number;
  read?: number;
}

export type HookType =
  "BeforeCreate" | "AfterCreate" | "BeforeUpdate" | "AfterUpdate" | "BeforeDelete" | "AfterDelete";

export interface ResourceState {
  urn: string;
  type: string;
  custom: boolean;
  id: string;
  inputs: Properties;
  outputs: Properties;
  parent: string;
  provider: string;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  initErrors: string[];
  protect: boolean;
  retainOnDelete: boolean;
  external: boolean;
  delete: boolean;
  taint: boolean;
  pendingReplacement: boolean;
  additionalSecretOutputs: string[];
  aliases: string[];
  customTimeouts: CustomTimeouts;
  ignoreChanges: string[];
  replaceOnChanges: string[];
  resourceHooks: Partial<Record<HookType, string[]>>;
  importID: string;
  created: string | undefined;
  modified: string | undefined;
  /** Members of a state made by the Pulumi CLI that the engine only carries along. */
  carried: Record<string, unknown>;
}

export type OperationType = "creating" | "updating" | "deleting" | "reading" | "importing";

export interface PendingOperation {
  resource: ResourceState;
  type: OperationType;
}

export const ROOT_STACK_TYPE = "pulumi:pulumi:Stack";
export const PROVIDER_TYPE_PREFIX = "pulumi:providers:";

export function newState(
  known: Pick<ResourceState, "urn" | "type" | "custom"> & Partial<ResourceState>,
): ResourceState {
  return {
    id: "",
    inputs: {},
    outputs: {},
    parent: "",
    provider: "",
    dependencies: [],
    propertyDependencies: {},
    initErrors: [],
    protect: false,
    retainOnDelete: false,
    external: false,
    delete: false,
    taint: false,
    pendingReplacement: false,
    additionalSecretOutputs: [],
    aliases: [],
    customTimeouts: {},
    ignoreChanges: [],
    replaceOnChanges: [],
    resourceHooks: {},
    importID: "",
    created: undefined,
    modified: undefined,
    carried: {},
    ...known,
  };
}

export function isProviderType(type: string): boolean {
  return type.startsWith(PROVIDER_TYPE_PREFIX);
}

/** `urn:pulumi:stack::project::parent$type::name`; the types of all parents but the stack are in it. */
export function createUrn(
  stack: string,
  project: string,
  parent: string,
  type: string,
  name: string,
): string {
  const parentType = parent ? qualifiedType(parent) : "";
  const prefix = parentType && parentType !== ROOT_STACK_TYPE ? `${parentType}$` : "";
  return `urn:pulumi:${stack}::${project}::${prefix}${type}::${name}`;
}

export function urnName(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

export function qualifiedType(urn: string): string {
  return urn.split("::")[2] ?? "";
}

/** `<urn>::<id>`, how a resource names its provider. */
export function providerReference(urn: string, id: string): string {
  return `${urn}::${id}`;
}

export function parseReference(reference: string): { urn: string; id: string } {
  const cut = reference.lastIndexOf("::");
  return { urn: reference.slice(0, cut), id: reference.slice(cut + 2) };
}

/** Everything the resource needs to exist, its parent apart. */
export function dependencyUrns(state: ResourceState): string[] {
  const urns = [...state.dependencies, ...Object.values(state.propertyDependencies).flat()];
  return state.provider ? [...urns, parseReference(state.provider).urn] : urns;
}
