import type { VendorAnswer } from "../../system";
import { type KeyBody, parseBody } from "../body";
import { plannedOperations } from "../classes";
import { receivingOwner } from "../classes/owner";
import { identifies } from "../classes/parent";
import { inOrder } from "../classes/planned";
import { touched } from "../consistency";
import { type Call, type Exchange, state } from "../exchange";
import { PREFIX } from "../identifiers";
import { purchaseCharges } from "../itemChange";
import type { StoredItem, StoredKey } from "../model";
import { booleanParameter } from "../query";
import { malformed } from "../refusal";
import { keyFromSeed } from "../seed";
import { checkComposition, wantedItems } from "../sentItems";
import { allOrNothing } from "./execute";

/** Members whose effect on create no page describes (reference, section 4.1 names the others). */
const OTHER_MEMBERS = ["suspended", "autoRenew", "restrictIPBinding", "productConfigurationId"] as const;

/** Creates a key (reference, section 4.1). */
export function createKey({ exchange, query }: Call): VendorAnswer {
  const body = parseBody(exchange.request.body, exchange.assumptions);
  const wantsState = booleanParameter(query, "return-key-state") ?? false;
  const key = allOrNothing(exchange, () => bought(exchange, body));
  touched(exchange.world, null, key);
  return state(exchange, key, wantsState, 201, { Location: locationOf(exchange, key) });
}

function bought(exchange: Exchange, body: KeyBody): StoredKey {
  const { world, record } = exchange;
  refuseOnCreate(exchange, body);
  const items = boughtItems(exchange, body);
  const key = world.add(keyFromSeed(world, { items, ownerId: ownerOf(exchange, body) }, "api"));
  record.keyId = String(key.keyId);
  record.operations.push("create");
  record.charges.push(...purchaseCharges(key.keyId, items));
  setUp(exchange, key, body);
  return key;
}

/** With reseller credentials the owner must be named, and a reseller cannot own keys (reference, sections 4.1, 5.1). */
function ownerOf(exchange: Exchange, { ownerId }: KeyBody): string {
  const { account } = exchange;
  if (account.kind === "reseller" && ownerId === undefined) {
    throw malformed("ownerId", "is required under reseller credentials.");
  }
  return receivingOwner(exchange, ownerId ?? account.id).id;
}

function boughtItems(exchange: Exchange, body: KeyBody): StoredItem[] {
  if (!body.items || body.items.length === 0) throw malformed("items", "must hold at least one item.");
  const items = wantedItems(exchange, body.items, []);
  checkComposition(exchange, items, true);
  if (exchange.world.baseOf(items)?.provisioned && !body.provisioningPayload) {
    throw malformed("provisioningPayload", "is required for this product.");
  }
  return items;
}

function refuseOnCreate({ assumptions }: Exchange, body: KeyBody): void {
  if (body.keyIdentifiers && identifies(body.keyIdentifiers)) {
    throw malformed("keyIdentifiers", "must not name a license key on create.");
  }
  if (body.terminated) throw malformed("terminated", "must not be true on create.");
  const other = OTHER_MEMBERS.find((name) => body[name] !== undefined);
  if (other && assumptions.createOtherMembers === "refused")
    throw malformed(other, "cannot be sent on create.");
}

/** Attaches, binds, activates and names at once, as the create request may ask for. */
function setUp(exchange: Exchange, key: StoredKey, body: KeyBody): void {
  const { items: _items, ownerId: _ownerId, ...rest } = body;
  const ignored = exchange.assumptions.createOtherMembers === "ignored";
  const wanted: KeyBody = {
    ...rest,
    ...(ignored ? Object.fromEntries(OTHER_MEMBERS.map((name) => [name, undefined])) : {}),
  };
  for (const operation of inOrder(plannedOperations({ exchange, key, body: wanted, creating: true }))) {
    operation.run();
    exchange.record.operations.push(operation.name);
  }
}

function locationOf({ assumptions, request }: Exchange, { keyId }: StoredKey): string {
  const path = `${PREFIX}keys/${keyId}`;
  return assumptions.location === "relative" ? path : `http://${request.headers.host ?? "127.0.0.1"}${path}`;
}
