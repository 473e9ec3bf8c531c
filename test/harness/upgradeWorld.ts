import type { Sandbox } from "plesk-sandbox";
import type { Driven } from "./driver";

/** What is left of a run: what the keys and servers have, what was paid, and what the state remembers. */
export function upgradeOutcome(sandbox: Sandbox, state: Driven): unknown {
  const timeless = (name: string, value: unknown): unknown =>
    name === "at" || name === "orderedAt" ? undefined : value;
  const text = JSON.stringify(
    {
      keys: sandbox.partner10.keys.map(({ id, features, keyType }) => ({
        id,
        keyType,
        features: features.map(({ identifier }) => identifier).sort(),
      })),
      servers: sandbox.plesk.servers.map(({ facts }) => ({ ...facts.key, plesk_key_id: "" })),
      charges: sandbox.ledger
        .charges()
        .map(({ keyId, item }) => `${keyId} ${item}`)
        .sort(),
      state,
    },
    timeless,
  );
  // Each run has a sandbox on a port of its own, and revisions that moved in their own way.
  return JSON.parse(
    text.replace(/127\.0\.0\.1:\d+/g, "sandbox").replace(/(\.\d{8})\.\d{4}/g, "$1"),
  ) as unknown;
}
