/**
 * What is left of a run, without what differs between two equal runs: ids, codes, dates, revisions, ports. Two runs
 * that end alike own the same, paid the same, and remember the same.
 */

import type { Sandbox } from "plesk-sandbox";
import type { Driven } from "./driver";

export type OutcomeOf = (sandbox: Sandbox, state: Driven) => unknown;

export const keyOutcome: OutcomeOf = (sandbox, state) => ({
  keys: sandbox.partner30.keys().map(keyOf).sort(byText),
  charges: sandbox.ledger
    .charges()
    .map(({ kind, item, quantity }) => `${kind} ${quantity} ${item}`)
    .sort(),
  state: Object.fromEntries(
    Object.entries(state).map(([name, resource]) => [name, scrubbed(sandbox, resource)]),
  ),
});

export const upgradeOutcome: OutcomeOf = (sandbox, state) => {
  const timeless = (name: string, value: unknown): unknown =>
    name === "at" || name === "orderedAt" ? undefined : value;
  const outcome = {
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
  };
  return portless(JSON.stringify(outcome, timeless).replace(/(\.\d{8})\.\d{4}/g, "$1"));
};

export const bindingOutcome: OutcomeOf = (sandbox, state) =>
  portless(
    JSON.stringify({ subscriptions: sandbox.plesk.servers.map(({ subscriptions }) => subscriptions), state }),
  );

function keyOf({
  ownerId,
  items,
  nickname,
  suspended,
  terminated,
  ipAddressBinding,
}: ReturnType<Sandbox["partner30"]["key"]>) {
  const names = items
    .map(({ item, quantity, externalId }) => [item, quantity ?? null, externalId ?? null])
    .sort(byText);
  return { ownerId, items: names, nickname, suspended, terminated, ipAddressBinding };
}

function scrubbed(sandbox: Sandbox, { id, inputs, outputs, initErrors }: Driven[string]): unknown {
  const key = outputs.key as Record<string, unknown> | undefined;
  const timeless = Object.fromEntries(
    Object.entries(key ?? {}).filter(([name]) => !/Date$|^keyId$|^keyNumber$/.test(name)),
  );
  // The id has to be the live key's, whichever number that is.
  const belongs = sandbox.partner30.keys().some(({ keyId }) => String(keyId) === id && key?.keyId === id);
  const { credentials: _, __plesk: bookkeeping, ...rest } = outputs;
  // That a key was found instead of bought is told once; what is owned is the same.
  const { foundAfter: _found, ...kept } = (bookkeeping ?? {}) as Record<string, unknown>;
  const __plesk = portless(JSON.stringify(kept));
  return { belongs, inputs, outputs: { ...rest, key: timeless, __plesk }, initErrors };
}

/** Each run has a sandbox on a port of its own. */
function portless(json: string): unknown {
  return JSON.parse(json.replace(/127\.0\.0\.1:\d+/g, "sandbox")) as unknown;
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
