import type { Exchange } from "./exchange";
import { isProductKey, keyNumberOf, parseKeyNumber } from "./identifiers";
import type { StoredKey } from "./model";
import { Refusal } from "./refusal";

/** The key that a call names by its number, if the login may see it. */
export function numberedKey(exchange: Exchange, reference: string): StoredKey {
  const revision = parseKeyNumber(reference)?.revision;
  if (revision === null && exchange.assumptions.numberWithoutRevision === "410")
    throw new Refusal(410, { number: reference });
  return ownKey(exchange, reference);
}

/** The key that getKeyInfo names: by its number, with or without revision, or by its activation code. */
export function readableKey(exchange: Exchange, reference: string): StoredKey {
  return ownKey(exchange, reference, isProductKey(reference));
}

/** Refuses work on a key that is marked as a problem or terminated. */
export function refuseDead(key: StoredKey): void {
  if (key.problem) throw about(key, 221);
  if (key.terminated) throw about(key, 222);
}

/** A refusal that is about a key. */
export function about(key: StoredKey, code: number, named: Refusal["named"] = {}): Refusal {
  const number = keyNumberOf(key);
  return new Refusal(code, { number, keyType: key.keyType, ...named }, number);
}

function ownKey(exchange: Exchange, reference: string, byProductKey = false): StoredKey {
  const { world, account, record } = exchange;
  const number = parseKeyNumber(reference);
  if (!number && !byProductKey) throw new Refusal(410, { number: reference });
  const key = world.find(reference);
  if (!key || (number && !isRevisionKnown(exchange, key, number.revision)))
    throw new Refusal(220, { number: reference });
  record.keyId = key.id;
  if (key.clientId !== account.clientId) throw new Refusal(202);
  return key;
}

function isRevisionKnown({ assumptions }: Exchange, key: StoredKey, revision: number | null): boolean {
  if (revision === null || revision === key.revision) return true;
  return assumptions[revision < key.revision ? "oldRevision" : "newerRevision"] === "accepted";
}
