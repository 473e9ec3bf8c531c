/** Pulumi's deployment format, version 3 (4 where it needs the feature "hooks" or "taint"): what is on disk and in exports. */

import { createHash } from "node:crypto";
import { type Crypter } from "./secrets";
import { newState, type PendingOperation, type ResourceState } from "./state";
import { UserError } from "./userError";
import {
  isObject,
  Secret,
  secret,
  SECRET,
  SIGNATURE,
  UNKNOWN,
  Unknown,
  type Properties,
  type Value,
} from "./values";

export interface UntypedDeployment {
  version: number;
  features?: string[];
  deployment: DeploymentV3;
}

export interface DeploymentV3 {
  manifest: { time: string; magic: string; version: string };
  secrets_providers?: { type: string; state?: { salt?: string } };
  resources?: ResourceV3[];
  pending_operations?: { resource: ResourceV3; type: string }[];
  metadata?: Record<string, unknown>;
  [other: string]: unknown;
}

export type ResourceV3 = Record<string, unknown> & { urn: string; type: string; custom: boolean };

export interface Snapshot {
  resources: ResourceState[];
  pendingOperations: PendingOperation[];
}

/** How secrets leave the engine: encrypted, in clear (an export that asks for it), or blinded (events). */
export type SecretForm = (plaintext: string, value: Secret) => { ciphertext: string } | { plaintext: string };

const SUPPORTED_FEATURES = new Set(["hooks", "taint"]);
const UNSUPPORTED_MEMBERS = [
  "viewOf",
  "replaceWith",
  "replacementTrigger",
  "extensionRef",
  "snippetID",
  "deletedWith",
];
const PLAIN_LISTS = [
  "dependencies",
  "initErrors",
  "additionalSecretOutputs",
  "aliases",
  "ignoreChanges",
  "replaceOnChanges",
] as const;
const PLAIN_FLAGS = [
  "protect",
  "retainOnDelete",
  "external",
  "delete",
  "taint",
  "pendingReplacement",
] as const;
const PLAIN_TEXTS = ["id", "parent", "provider", "importID", "created", "modified"] as const;
const PLAIN_MAPS = ["propertyDependencies", "customTimeouts", "resourceHooks"] as const;

export const inClear: SecretForm = (plaintext) => ({ plaintext });

/** Encrypts each secret once: an unchanged secret keeps its ciphertext from snapshot to snapshot. */
export function encrypted(crypter: Crypter): SecretForm {
  return (plaintext, value) => {
    const ciphertext = ciphertexts.get(value) ?? crypter.encrypt(plaintext);
    ciphertexts.set(value, ciphertext);
    return { ciphertext };
  };
}
const ciphertexts = new WeakMap<Secret, string>();

export function serializeDeployment(
  snapshot: Snapshot,
  engineVersion: string,
  salt: string,
  form: SecretForm,
): UntypedDeployment {
  const resources = snapshot.resources.map((state) => serializeResource(state, form));
  const pending = snapshot.pendingOperations.map((o) => ({
    resource: serializeResource(o.resource, form),
    type: o.type,
  }));
  const features = featuresOf([...snapshot.resources, ...snapshot.pendingOperations.map((o) => o.resource)]);
  const magic = createHash("sha256").update(engineVersion).digest("hex");
  return {
    version: features.length > 0 ? 4 : 3,
    ...(features.length > 0 && { features }),
    deployment: {
      manifest: { time: new Date().toISOString(), magic, version: engineVersion },
      secrets_providers: { type: "passphrase", state: { salt } },
      ...(resources.length > 0 && { resources }),
      ...(pending.length > 0 && { pending_operations: pending }),
      metadata: {},
    },
  };
}

/** Refuses, by name, what it would lose. */
export function deserializeDeployment(untyped: UntypedDeployment, crypter: () => Crypter): Snapshot {
  checkDeployment(untyped);
  const { resources = [], pending_operations: pending = [] } = untyped.deployment;
  return {
    resources: resources.map((resource) => deserializeResource(resource, crypter)),
    pendingOperations: pending.map((operation) => ({
      resource: deserializeResource(operation.resource, crypter),
      type: operation.type as PendingOperation["type"],
    })),
  };
}

export function checkDeployment(untyped: unknown): asserts untyped is UntypedDeployment {
  const found = untyped as Partial<UntypedDeployment> | null | undefined;
  if (
    typeof found !== "object" ||
    found === null ||
    typeof found.version !== "number" ||
    typeof found.deployment !== "object"
  ) {
    throw new UserError("this is not a Pulumi deployment: it needs the members `version` and `deployment`");
  }
  if (found.version < 3 || found.version > 4) {
    throw new UserError(
      `deployment version ${found.version} is not supported by the embedded engine; it reads versions 3 and 4`,
    );
  }
  const foreign = (found.features ?? []).filter((feature) => !SUPPORTED_FEATURES.has(feature));
  if (foreign.length > 0)
    throw new UserError(
      `the embedded engine does not support this deployment's features: ${foreign.join(", ")}`,
    );
  const type = found.deployment.secrets_providers?.type;
  if (type !== undefined && type !== "" && type !== "passphrase") {
    throw new UserError(
      `the embedded engine does not support the secrets provider ${type}; it knows passphrase only`,
    );
  }
}

export function serializeResource(state: ResourceState, form: SecretForm): ResourceV3 {
  const result: Record<string, unknown> = { urn: state.urn, custom: state.custom };
  for (const key of PLAIN_FLAGS) if (state[key]) result[key] = true;
  for (const key of PLAIN_TEXTS) if (state[key]) result[key] = state[key];
  for (const key of PLAIN_LISTS) if (state[key].length > 0) result[key] = state[key];
  for (const key of PLAIN_MAPS) if (Object.keys(state[key]).length > 0) result[key] = state[key];
  const inputs = serializeProperties(state.inputs, form);
  const outputs = serializeProperties(state.outputs, form);
  return {
    ...state.carried,
    ...result,
    urn: state.urn,
    custom: state.custom,
    type: state.type,
    ...(Object.keys(inputs).length > 0 && { inputs }),
    ...(Object.keys(outputs).length > 0 && { outputs }),
  };
}

export function serializeProperties(properties: Properties, form: SecretForm): Record<string, unknown> {
  const keys = Object.keys(properties).sort();
  return Object.fromEntries(keys.map((key) => [key, serialize(properties[key] ?? null, form)]));
}

export function deserialize(value: unknown, crypter: () => Crypter): Value {
  if (value === UNKNOWN) return Unknown.value;
  if (value === null || typeof value === "boolean" || typeof value === "number" || typeof value === "string")
    return value;
  if (Array.isArray(value)) return value.map((element) => deserialize(element, crypter));
  if (typeof value !== "object") throw new UserError(`a property value cannot be of type ${typeof value}`);
  const object = value as Record<string, unknown>;
  return object[SIGNATURE] === SECRET
    ? deserializeSecret(object, crypter)
    : deserializeProperties(object, crypter);
}

function serialize(value: Value, form: SecretForm): unknown {
  if (value instanceof Unknown) return UNKNOWN;
  if (value instanceof Secret)
    return { [SIGNATURE]: SECRET, ...form(JSON.stringify(serialize(value.element, inClear)), value) };
  if (Array.isArray(value)) return value.map((element) => serialize(element, form));
  return isObject(value) ? serializeProperties(value, form) : value;
}

function deserializeSecret(object: Record<string, unknown>, crypter: () => Crypter): Value {
  const { ciphertext, plaintext } = object as { ciphertext?: string; plaintext?: string };
  if ((ciphertext === undefined) === (plaintext === undefined)) {
    throw new UserError(
      "malformed secret value: exactly one of `ciphertext` or `plaintext` must be supplied",
    );
  }
  const text = plaintext ?? crypter().decrypt(ciphertext ?? "");
  const value = secret(deserialize(JSON.parse(text), crypter));
  if (ciphertext !== undefined) ciphertexts.set(value, ciphertext);
  return value;
}

function deserializeProperties(object: Record<string, unknown>, crypter: () => Crypter): Properties {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, deserialize(value, crypter)]));
}

function deserializeResource(resource: ResourceV3, crypter: () => Crypter): ResourceState {
  const { urn, type, custom, inputs, outputs, ...rest } = resource;
  if (!urn || !type) throw new UserError("damaged deployment: a resource has no `urn` or no `type`");
  const foreign = UNSUPPORTED_MEMBERS.filter((member) => rest[member] !== undefined);
  if (foreign.length > 0)
    throw new UserError(`the embedded engine does not support ${foreign.join(", ")} of ${urn}`);
  const known = new Set<string>([...PLAIN_FLAGS, ...PLAIN_TEXTS, ...PLAIN_LISTS, ...PLAIN_MAPS]);
  const own = Object.fromEntries(Object.entries(rest).filter(([key]) => known.has(key)));
  const carried = Object.fromEntries(Object.entries(rest).filter(([key]) => !known.has(key)));
  const properties = (value: unknown): Properties =>
    deserializeProperties((value ?? {}) as Record<string, unknown>, crypter);
  return {
    ...newState({ urn, type, custom, ...own }),
    inputs: properties(inputs),
    outputs: properties(outputs),
    carried,
  };
}

function featuresOf(states: ResourceState[]): string[] {
  const hooks = states.some((state) => Object.keys(state.resourceHooks).length > 0);
  const taint = states.some((state) => state.taint);
  return [...(hooks ? ["hooks"] : []), ...(taint ? ["taint"] : [])];
}
