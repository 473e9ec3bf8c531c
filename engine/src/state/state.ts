/** A resource as the engine remembers it: the names and the meaning are those of Pulumi's deployment format. */

import { type Properties } from "./values";

/** When hooks run. */
export const HOOK_TYPES = [
  "BeforeCreate",
  "AfterCreate",
  "BeforeUpdate",
  "AfterUpdate",
  "BeforeDelete",
  "AfterDelete",
] as const;
/** When a hook runs. */
export type HookType = (typeof HOOK_TYPES)[number];

const ABSENT = {
  id: "",
  inputs: {} as Properties,
  outputs: {} as Properties,
  parent: "",
  /** `<urn>::<id>` of the provider resource. */
  provider: "",
  dependencies: [] as string[],
  propertyDependencies: {} as Record<string, string[]>,
  initErrors: [] as string[],
  protect: false,
  retainOnDelete: false,
  /** Read by the program, managed by somebody else. */
  external: false,
  /** Replaced, and still to be deleted. */
  delete: false,
  taint: false,
  /** Deleted already, for a replacement that does not exist yet. */
  pendingReplacement: false,
  additionalSecretOutputs: [] as string[],
  aliases: [] as string[],
  ignoreChanges: [] as string[],
  replaceOnChanges: [] as string[],
  resourceHooks: {} as Partial<Record<HookType, string[]>>,
};

/** What every resource has. */
interface Identity {
  urn: string;
  type: string;
  custom: boolean;
}

/** One resource in the state. Absent texts are empty, absent lists and maps too. */
export type ResourceState = Identity & typeof ABSENT;

/** What an interrupted step was doing. */
export type OperationType = "creating" | "updating" | "deleting" | "reading" | "importing";

/** A step that had begun when its engine died. */
export interface PendingOperation {
  resource: ResourceState;
  type: OperationType;
}

/** The type of the resource that all others are below. */
export const ROOT_STACK_TYPE = "pulumi:pulumi:Stack";
const PROVIDER_TYPE_PREFIX = "pulumi:providers:";
/** The package of all dynamic providers, the only one that the embedded engine runs. */
export const DYNAMIC_PACKAGE = "pulumi-nodejs";
/** The type of the provider resources of that package. */
export const DYNAMIC_PROVIDER_TYPE = `${PROVIDER_TYPE_PREFIX}${DYNAMIC_PACKAGE}`;

/** A resource with what is known of it; the rest is absent. */
export function newState(known: Identity & Partial<ResourceState>): ResourceState {
  return { ...ABSENT, ...known };
}

/** Whether resources of the type are providers of others. */
export function isProviderType(type: string): boolean {
  return type.startsWith(PROVIDER_TYPE_PREFIX);
}

/** A provider that nobody declared, and that nobody who reads looks for. */
export function isDefaultProvider({ type, urn }: { type: string; urn: string }): boolean {
  return isProviderType(type) && /^default(_|$)/.test(urnName(urn));
}

/** `urn:pulumi:stack::project::parent$type::name`; the types of all parents but the stack are in it. */
export function createUrn(of: Record<"stack" | "project" | "parent" | "type" | "name", string>): string {
  const parentType = of.parent.split("::")[2] ?? "";
  const prefix = parentType && parentType !== ROOT_STACK_TYPE ? `${parentType}$` : "";
  return `urn:pulumi:${of.stack}::${of.project}::${prefix}${of.type}::${of.name}`;
}

/** The last part of a URN. */
export function urnName(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** `<urn>::<id>`, how a resource names its provider. */
export function providerReference({ urn, id }: Pick<ResourceState, "urn" | "id">): string {
  return `${urn}::${id}`;
}

/** The provider resource that a reference names. */
export function parseReference(reference: string): { urn: string; id: string } {
  const cut = reference.lastIndexOf("::");
  return { urn: reference.slice(0, cut), id: reference.slice(cut + 2) };
}

/** Everything the resource needs to exist, its parent apart. */
export function dependencyUrns(state: ResourceState): string[] {
  const urns = [...state.dependencies, ...Object.values(state.propertyDependencies).flat()];
  return state.provider ? [...urns, parseReference(state.provider).urn] : urns;
}
