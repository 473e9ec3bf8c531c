import type { SeedKey } from "./seed";
import { keyShape, newKeyShape } from "./shapes";
import type { KeyChange, Partner30, SandboxKey } from "./view";

/** The part of the control surface that is about keys; activation codes do not leave through it. */
export function controlPartner30(partner30: Partner30, method: string, path: string, body: unknown): unknown {
  if (method === "GET" && path === "keys") return partner30.keys().map(withoutSecrets);
  if (method === "POST" && path === "keys")
    return withoutSecrets(partner30.add(newKeyShape.parse(body) as SeedKey));
  const keyId = /^keys\/(\d+)$/.exec(path)?.[1];
  if (keyId === undefined) return undefined;
  if (method === "GET") return withoutSecrets(partner30.key(keyId));
  return method === "POST"
    ? withoutSecrets(partner30.change(keyId, keyShape.parse(body) as KeyChange))
    : undefined;
}

function withoutSecrets({ activationCode: _, ...key }: SandboxKey): Omit<SandboxKey, "activationCode"> {
  return key;
}
