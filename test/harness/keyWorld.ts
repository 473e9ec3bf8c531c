import { settingTables } from "../../provider/settings";
import type { Sandbox } from "plesk-sandbox";
import type { Driven } from "./driver";

/** The sandbox's environment as the configuration that `configure` is given. */
export function configOf(sandbox: Sandbox, more: Record<string, string> = {}): Record<string, string> {
  const known = Object.values(settingTables.partner30).flatMap(({ key, env }) => {
    const value = sandbox.env[env];
    return value === undefined ? [] : [[key, value] as const];
  });
  return { ...Object.fromEntries(known), "plesk:partner30RetryBudget": "5", ...more };
}

/**
 * What is left of a run, without what differs between two equal runs: ids, codes, dates, revisions.
 * Two runs that end alike own the same keys, paid the same, and remember the same.
 */
export function outcomeOf(sandbox: Sandbox, state: Driven): unknown {
  return {
    keys: sandbox.partner30.keys().map(keyOf).sort(byText),
    charges: sandbox.ledger
      .charges()
      .map(({ kind, item, quantity }) => `${kind} ${quantity} ${item}`)
      .sort(),
    state: Object.fromEntries(
      Object.entries(state).map(([name, resource]) => [name, scrubbed(sandbox, resource)]),
    ),
  };
}

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
  // Each run has a sandbox on a port of its own, and secrets of its own.
  const { credentials: _, __plesk: bookkeeping, ...rest } = outputs;
  const portless = JSON.parse(
    JSON.stringify(bookkeeping ?? null).replace(/127\.0\.0\.1:\d+/g, "sandbox"),
  ) as unknown;
  return { belongs, inputs, outputs: { ...rest, key: timeless, __plesk: portless }, initErrors };
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
