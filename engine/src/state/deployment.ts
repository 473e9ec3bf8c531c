/** Pulumi's deployment format, version 3 (4 where it needs the feature "hooks" or "taint"): what is on disk and in exports. */

import { createHash } from "node:crypto";
import { version as sdkVersion } from "@pulumi/pulumi/version";
import { refuse, UserError } from "../userError";
import { type Crypter } from "./secrets";
import { newState, type PendingOperation, type ResourceState } from "./state";
import { isSecret, replaced, secret, SECRET, SIGNATURE, type Properties, type Value } from "./values";

/** A deployment as it is on disk. */
export interface UntypedDeployment {
  version: number;
  features?: string[];
  deployment: DeploymentV3;
}

interface DeploymentV3 {
  manifest: { time: string; magic: string; version: string };
  secrets_providers?: { type: string; state?: { salt?: string } };
  resources?: ResourceV3[];
  pending_operations?: { resource: ResourceV3; type: string }[];
  metadata?: Record<string, unknown>;
}

type ResourceV3 = Record<string, unknown> & { urn: string; type: string; custom: boolean };

/** What a state says: resources, each after what it depends on, and what was interrupted. */
export interface Snapshot {
  resources: ResourceState[];
  pendingOperations: PendingOperation[];
}

/** How secrets leave the engine: encrypted, in clear (an export that asks for it), or blinded (events). */
export type SecretForm = (plaintext: string, value: object) => { ciphertext: string } | { plaintext: string };

/** The engine goes with the SDK whose protocols it speaks, and says so in its version. */
export const ENGINE_VERSION = `v${sdkVersion}+embedded`;

const SUPPORTED_FEATURES = ["hooks", "taint"];
const UNSUPPORTED = [
  "viewOf",
  "replaceWith",
  "replacementTrigger",
  "extensionRef",
  "snippetID",
  "deletedWith",
];

/** Secrets as they are. */
export const inClear: SecretForm = (plaintext) => ({ plaintext });

/** Encrypts each secret once: an unchanged secret keeps its ciphertext from snapshot to snapshot. */
function encrypted(crypter: Crypter): SecretForm {
  return (plaintext, value) => {
    const ciphertext = ciphertexts.get(value) ?? crypter.encrypt(plaintext);
    ciphertexts.set(value, ciphertext);
    return { ciphertext };
  };
}
const ciphertexts = new WeakMap<object, string>();

/** The deployment that says what the snapshot says, its secrets encrypted unless another form is asked for. */
export function serializeDeployment(
  { resources, pendingOperations }: Snapshot,
  crypter: Crypter,
  form: SecretForm = encrypted(crypter),
): UntypedDeployment {
  const pending = pendingOperations.map(({ resource, type }) => ({
    resource: serializeResource(resource, form),
    type,
  }));
  const features = featuresOf([...resources, ...pendingOperations.map(({ resource }) => resource)]);
  const magic = createHash("sha256").update(ENGINE_VERSION).digest("hex");
  return {
    version: features.length > 0 ? 4 : 3,
    ...(features.length > 0 && { features }),
    deployment: {
      manifest: { time: new Date().toISOString(), magic, version: ENGINE_VERSION },
      secrets_providers: { type: "passphrase", state: { salt: crypter.salt } },
      ...(resources.length > 0 && { resources: resources.map((state) => serializeResource(state, form)) }),
      ...(pending.length > 0 && { pending_operations: pending }),
      metadata: {},
    },
  };
}

/** Refuses, by name, what it would lose. */
export function deserializeDeployment(untyped: UntypedDeployment, crypter: Crypter): Snapshot {
  checkDeployment(untyped);
  const { resources = [], pending_operations: pending = [] } = untyped.deployment;
  return {
    resources: resources.map((resource) => deserializeResource(resource, crypter)),
    pendingOperations: pending.map(({ resource, type }) => ({
      resource: deserializeResource(resource, crypter),
      type: type as PendingOperation["type"],
    })),
  };
}

/** Throws unless it is a deployment that this engine can read without losing anything. */
export function checkDeployment(untyped: unknown): asserts untyped is UntypedDeployment {
  const found = (untyped ?? {}) as Partial<UntypedDeployment>;
  if (typeof found.version !== "number" || typeof found.deployment !== "object")
    throw new UserError("this is not a Pulumi deployment: it needs the members `version` and `deployment`");
  if (found.version < 3 || found.version > 4) refuse(`deployment version ${found.version}`);
  const foreign = (found.features ?? []).filter((feature) => !SUPPORTED_FEATURES.includes(feature));
  if (foreign.length > 0) refuse(`the feature ${foreign.join(", ")} of this deployment`);
  const type = found.deployment.secrets_providers?.type;
  if (type && type !== "passphrase") refuse(`the secrets provider ${type}`);
}

/** A value as it is written. */
export function serialize<T extends Value>(value: T, form: SecretForm): T {
  return replaced(value, (inner) => {
    if (!isSecret(inner)) return inner;
    return { [SIGNATURE]: SECRET, ...form(JSON.stringify(serialize(inner.value, inClear)), inner) };
  }) as T;
}

/** A value of a deployment. The crypter is asked for encrypted secrets only. */
export function deserialize(value: unknown, crypter: Crypter): Value {
  return JSON.parse(JSON.stringify(value), (_, inner: Properties | null) =>
    inner?.[SIGNATURE] === SECRET ? deserializeSecret(inner, crypter) : inner,
  ) as Value;
}

function deserializeSecret(object: { ciphertext?: string; plaintext?: string }, crypter: Crypter): Value {
  const { ciphertext, plaintext } = object;
  if ((ciphertext === undefined) === (plaintext === undefined))
    throw new UserError(
      "malformed secret value: exactly one of `ciphertext` or `plaintext` must be supplied",
    );
  const text = plaintext ?? crypter.decrypt(ciphertext ?? "");
  const value = secret(deserialize(JSON.parse(text), crypter));
  if (ciphertext !== undefined) ciphertexts.set(value, ciphertext);
  return value;
}

/** A resource as it is written; absent members are left out. */
export function serializeResource(state: ResourceState, form: SecretForm): ResourceV3 {
  const inputs = serialize(state.inputs, form);
  const outputs = serialize(state.outputs, form);
  const members = Object.entries({ ...state, inputs, outputs });
  const present = members.filter(([key, value]) => key === "custom" || !isAbsent(value));
  return Object.fromEntries(present) as ResourceV3;
}

function isAbsent(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === "" || value === false;
  return Object.keys(value).length === 0;
}

/** Members that only the Pulumi CLI knows, such as when it was made, are carried along. */
function deserializeResource(resource: ResourceV3, crypter: Crypter): ResourceState {
  const { urn, type, inputs, outputs } = resource;
  if (!urn || !type) throw new UserError("damaged deployment: a resource has no `urn` or no `type`");
  const foreign = UNSUPPORTED.filter((member) => resource[member] !== undefined);
  if (foreign.length > 0) refuse(`${foreign.join(", ")} of ${urn}`);
  const properties = (of: unknown): Properties => deserialize(of ?? {}, crypter) as Properties;
  return newState({ ...resource, inputs: properties(inputs), outputs: properties(outputs) });
}

function featuresOf(states: ResourceState[]): string[] {
  const hooks = states.some((state) => Object.keys(state.resourceHooks).length > 0);
  const taint = states.some((state) => state.taint);
  return [...(hooks ? ["hooks"] : []), ...(taint ? ["taint"] : [])];
}
