import type { Charge } from "../ledgerEntry";
import { details, type Exchange } from "./exchange";
import type { CatalogItem, StoredItem, StoredKey } from "./model";
import { Refusal } from "./refusal";
import { notAcceptable } from "./sentItems";

/** How a wanted list differs from the stored one. */
export type ItemDifference = "none" | "externalIds" | "products";

/** Tells a change of products from a change of external ids alone; order is no difference. */
export function itemDifference(before: readonly StoredItem[], after: readonly StoredItem[]): ItemDifference {
  const found = after.flatMap((item) => before.find((it) => it.item === item.item) ?? []);
  if (found.length !== after.length || found.length !== before.length) return "products";
  if (found.some((it, at) => count(it.quantity) !== count(after[at]?.quantity ?? null))) return "products";
  return found.some((it, at) => it.externalId !== after[at]?.externalId) ? "externalIds" : "none";
}

/** Refuses what the assumptions do not let a key change to. */
export function checkChange(exchange: Exchange, key: StoredKey, after: readonly StoredItem[]): void {
  const before = key.items;
  const oldBase = exchange.world.baseOf(before);
  const newBase = exchange.world.baseOf(after);
  if (oldBase && newBase && oldBase !== newBase) checkBase(exchange, key, oldBase, newBase);
  if (!oldBase && newBase)
    throw notAcceptable(newBase.item, "The base of this license key cannot be changed.");
  for (const item of before) {
    if (!item.unmatched && item.item !== oldBase?.item) checkExtra(exchange, key, item, after);
  }
}

/** What is on the list and was not there before is paid for. */
export function upgradeCharges(
  keyId: number,
  before: readonly StoredItem[],
  after: readonly StoredItem[],
): Charge[] {
  return after.flatMap(({ item, quantity }) => {
    const had = before.find((it) => it.item === item);
    const more = count(quantity) - (had ? count(had.quantity) : 0);
    return more > 0 ? [{ kind: "upgrade" as const, item, quantity: more, keyId: String(keyId) }] : [];
  });
}

/** What a new key costs. */
export function purchaseCharges(keyId: number, items: readonly StoredItem[]): Charge[] {
  return upgradeCharges(keyId, [], items).map((charge) => ({ ...charge, kind: "purchase" as const }));
}

function checkBase({ assumptions }: Exchange, key: StoredKey, from: CatalogItem, to: CatalogItem): void {
  if (from.family !== to.family && assumptions.familyChange === "refused") {
    throw notAcceptable(to.item, "This upgrade is not acceptable.");
  }
  if (from.months !== to.months && assumptions.periodChange === "refused") {
    throw notAcceptable(to.item, "The billing period of a license key cannot be changed.");
  }
  if (from.family === to.family && to.rank < from.rank && assumptions.downgrade === "refused") {
    throw downgradeRefusal(assumptions, key, `${from.item} to ${to.item}`);
  }
}

/** A countable item that does not go with the new base has to leave with the old one. */
function checkExtra(
  { world, assumptions }: Exchange,
  key: StoredKey,
  item: StoredItem,
  after: readonly StoredItem[],
): void {
  const wanted = after.find((it) => it.item === item.item);
  const sold = world.catalog.get(item.item);
  const base = world.baseOf(after);
  if (!wanted && sold && base && !world.fits(sold, base)) return;
  const countable = sold?.kind === "countable";
  if (!wanted && !countable && assumptions.featureRemoval === "refused") {
    throw downgradeRefusal(assumptions, key, `removal of ${item.item}`);
  }
  const lowered = countable && (wanted ? count(wanted.quantity) : 0) < count(item.quantity);
  if (lowered && assumptions.quantityLowered === "refused") {
    throw downgradeRefusal(assumptions, key, `fewer ${item.item}`);
  }
}

function downgradeRefusal(
  { refusedDowngrade }: Exchange["assumptions"],
  key: StoredKey,
  what: string,
): Refusal {
  const message = `This downgrade is not acceptable: ${what}.`;
  return new Refusal("downgrade", Number(refusedDowngrade), message, details(key));
}

function count(quantity: number | null): number {
  return quantity ?? 1;
}
