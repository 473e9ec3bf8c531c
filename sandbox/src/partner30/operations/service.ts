import type { VendorAnswer } from "../../system";
import { touched } from "../consistency";
import { addMonths, isExpired } from "../dates";
import { addressedKey, type Call, details, type Exchange, json, refuseTerminated, state } from "../exchange";
import { keyNumberOf } from "../identifiers";
import type { StoredKey } from "../model";
import { booleanParameter, choiceParameter, type Query } from "../query";
import { malformed, Refusal } from "../refusal";
import { isSusExpired, susAfter } from "../structures";

const EDITIONS = ["web-admin", "web-pro", "web-host"] as const;

/** The item that carries the charge for software updates of a purchased key; the name is the sandbox's own. */
const SUS_ITEM = "SUS";

/** Sends the key file (reference, section 4.6). */
export function retrieveKey({ exchange, reference, query }: Call): VendorAnswer {
  const previous = booleanParameter(query, "previous-version") ?? false;
  const key = liveKey(exchange, reference);
  if (isExpired(key, exchange.world.now())) {
    throw new Refusal(
      "notExportable",
      400,
      "The license key has expired and cannot be exported.",
      details(key),
    );
  }
  const version = previous ? "1" : "2";
  return {
    status: 200,
    headers: {
      "Content-Type": "application/octet-stream",
      "Content-Disposition": `attachment; filename=${keyNumberOf(key)}.xml`,
    },
    body: `<?xml version="1.0"?>\n<key format="${version}"><number>${keyNumberOf(key)}</number></key>\n`,
  };
}

/** Renews a key: a GET with an effect (reference, section 4.7). */
export function renewKey({ exchange, reference, query }: Call): VendorAnswer {
  return change(exchange, liveKey(exchange, reference), query, "renew", (key) => {
    const months = exchange.world.baseOf(key.items)?.months ?? 1;
    if (exchange.assumptions.renew === "datesMove")
      key.expirationDate = addMonths(key.expirationDate, months);
  });
}

/** Renews the Software Update Service (reference, section 4.8). */
export function renewSus({ exchange, reference, query }: Call): VendorAnswer {
  const key = liveKey(exchange, reference);
  return change(exchange, key, query, "renewSus", () => {
    const until = susOf(exchange, key, "ACTIVE");
    key.susExpirationDate = susAfter(until);
    chargeSus(exchange, key);
  });
}

/** Brings an expired Software Update Service back (reference, section 4.9). */
export function reinstateSus({ exchange, reference, query }: Call): VendorAnswer {
  const key = liveKey(exchange, reference);
  return change(exchange, key, query, "reinstateSus", () => {
    susOf(exchange, key, "EXPIRED");
    key.susExpirationDate = susAfter(exchange.world.now().toISOString());
    const externalId = query.get("externalId");
    if (externalId !== undefined) {
      key.items = key.items.map((item) => (item.item === SUS_ITEM ? { ...item, externalId } : item));
    }
    chargeSus(exchange, key);
  });
}

/** Turns a domain-count key, which no constant describes, into an edition (reference, section 4.10). */
export function convertToEdition({ exchange, reference, query }: Call): VendorAnswer {
  const edition = choiceParameter(query, "edition", EDITIONS);
  if (edition === undefined) throw malformed("edition", `must be one of ${EDITIONS.join(", ")}.`);
  const key = liveKey(exchange, reference);
  return change(exchange, key, query, "convertToEdition", () => {
    const old = key.items[0];
    if (exchange.world.baseOf(key.items) || !old) {
      throw new Refusal(
        "notConvertible",
        400,
        "The license key is not based on a number of domains.",
        details(key),
      );
    }
    const externalId = exchange.assumptions.convertExternalId === "kept" ? old.externalId : null;
    const item = `PLESK-12-${edition.toUpperCase()}-1M`;
    key.items = [{ item, externalId, quantity: null, unmatched: false }, ...key.items.slice(1)];
    key.revision += 1;
  });
}

/** Tells how often a key can still be activated this month (reference, section 4.11). */
export function readRemainingActivations({ exchange, reference }: Call): VendorAnswer {
  const key = liveKey(exchange, reference);
  const { delayedActivations } = exchange.world;
  const shown = key.remainingActivations;
  key.remainingActivations = delayedActivations.get(key.keyId) ?? shown;
  delayedActivations.delete(key.keyId);
  return json(200, [{ keyNumber: key.keyId, remainingActivations: shown }]);
}

/** Sets how often a key can still be activated this month (reference, section 4.12). */
export function setRemainingActivations({ exchange, reference, query }: Call): VendorAnswer {
  const value = query.get("remaining-activations");
  if (value === undefined || !/^\d+$/.test(value))
    throw malformed("remaining-activations", "must be a whole number.");
  const key = liveKey(exchange, reference);
  exchange.record.operations.push("setRemainingActivations");
  if (exchange.assumptions.remainingActivations === "delayed") {
    exchange.world.delayedActivations.set(key.keyId, Number(value));
  } else key.remainingActivations = Number(value);
  return { status: 202, headers: {}, body: "" };
}

function liveKey(exchange: Exchange, reference: string): StoredKey {
  const key = addressedKey(exchange, reference);
  refuseTerminated(key);
  return key;
}

function change(
  exchange: Exchange,
  key: StoredKey,
  query: Query,
  name: string,
  run: (key: StoredKey) => void,
): VendorAnswer {
  const wantsState = booleanParameter(query, "return-key-state") ?? false;
  const before = structuredClone(key);
  run(key);
  exchange.record.operations.push(name);
  touched(exchange.world, before, key);
  return state(exchange, key, wantsState);
}

function susOf({ world, assumptions }: Exchange, key: StoredKey, needed: "ACTIVE" | "EXPIRED"): string {
  const until = key.susExpirationDate;
  if (until === null)
    throw new Refusal("sus", 400, "The license key has no Software Update Service.", details(key));
  const status = isSusExpired(until, world.now()) ? "EXPIRED" : "ACTIVE";
  if (status !== needed && assumptions.wrongSusState === "refused") {
    throw new Refusal("sus", 400, `The Software Update Service is ${status}.`, details(key));
  }
  return until;
}

function chargeSus({ record }: Exchange, key: StoredKey): void {
  record.charges.push({ kind: "renewal", item: SUS_ITEM, quantity: 1, keyId: String(key.keyId) });
}
