import type { SentItem } from "./body";
import { isBase } from "./catalog";
import type { Exchange } from "./exchange";
import type { CatalogItem, StoredItem } from "./model";
import { malformed, Refusal } from "./refusal";

/**
 * The list that a request asks for, as it would be stored: known constants, and unmatched items that are on the
 * key already. Whether the key may change to it is not decided here.
 */
export function wantedItems(
  exchange: Exchange,
  sent: readonly SentItem[],
  stored: readonly StoredItem[],
): StoredItem[] {
  const unmatched = stored.filter((item) => item.unmatched);
  const isUnmatched = (item: SentItem) => unmatched.some((it) => it.item === item.item);
  const known = withoutRepetition(
    exchange,
    sent.filter((item) => !isUnmatched(item)),
  );
  const wanted = known.flatMap((item) => wantedItem(exchange, item, stored));
  const echoed = sent.filter(isUnmatched);
  const result = [...wanted, ...echoedItems(exchange, echoed, unmatched)];
  return sorted(
    result,
    sent.map(({ item }) => item),
  );
}

/** One base, and extras that fit it: one call makes one key (reference, section 4.1). */
export function checkComposition(
  { world }: Exchange,
  items: readonly StoredItem[],
  needsBase: boolean,
): void {
  const known = items.flatMap(({ item }) => world.catalog.get(item) ?? []);
  const [base, second] = known.filter(isBase);
  if (second) throw notAcceptable(second.item, "A license key has one base item only.");
  if (!base && needsBase)
    throw malformed("items", "must hold the base item of a main key or of an add-on key.");
  for (const extra of known) {
    if (base && extra !== base && !world.fits(extra, base)) {
      throw notAcceptable(extra.item, `The item does not go with ${base.item}.`);
    }
  }
}

/** An item or a combination of items that the system does not sell like this. */
export function notAcceptable(item: string, message: string): Refusal {
  return new Refusal("notAcceptable", 400, message, `Item = ${item}.`);
}

function withoutRepetition({ assumptions }: Exchange, sent: readonly SentItem[]): SentItem[] {
  const byName = new Map<string, SentItem>();
  for (const item of sent) {
    const first = byName.get(item.item);
    if (!first) byName.set(item.item, item);
    else if (assumptions.sameConstantTwice === "refused")
      throw malformed("items", `${item.item} stands there twice.`);
    else byName.set(item.item, { ...first, quantity: (first.quantity ?? 1) + (item.quantity ?? 1) });
  }
  return [...byName.values()];
}

function wantedItem(exchange: Exchange, sent: SentItem, stored: readonly StoredItem[]): StoredItem[] {
  const before = stored.find((it) => it.item === sent.item);
  const sold = soldItem(exchange, sent.item, before !== undefined);
  const quantity = wantedQuantity(exchange, sold, sent, before);
  if (quantity === 0 && exchange.assumptions.quantityZero === "dropped") return [];
  return [
    { item: sent.item, externalId: wantedExternalId(exchange, sent, before), quantity, unmatched: false },
  ];
}

function soldItem({ world, assumptions }: Exchange, item: string, stored: boolean): CatalogItem {
  const sold = world.catalog.get(item);
  if (!sold) {
    const status = Number(assumptions.unknownConstant);
    throw new Refusal("unknownConstant", status, "The item is not in the price list.", `Item = ${item}.`);
  }
  if (sold.price === null && !stored) {
    throw new Refusal(
      "notForSale",
      400,
      "The price of the item is not available for this client.",
      `Item = ${item}.`,
    );
  }
  return sold;
}

function wantedQuantity(
  { assumptions }: Exchange,
  sold: CatalogItem,
  sent: SentItem,
  before: StoredItem | undefined,
): number | null {
  const { quantityOmitted, quantityOnUncountable, quantityZero } = assumptions;
  if (sent.quantity === undefined || sent.quantity === null) {
    return quantityOmitted === "kept" ? (before?.quantity ?? null) : null;
  }
  if (sold.kind !== "countable") {
    if (quantityOnUncountable === "ignored") return null;
    throw malformed("items", `${sent.item} is not countable.`);
  }
  if (sent.quantity === 0 && quantityZero === "refused")
    throw malformed("items", `the quantity of ${sent.item} must not be 0.`);
  return sent.quantity;
}

function wantedExternalId(
  { assumptions }: Exchange,
  sent: SentItem,
  before: StoredItem | undefined,
): string | null {
  if (sent.externalId !== undefined) return sent.externalId;
  return assumptions.externalIdOmitted === "kept" ? (before?.externalId ?? null) : null;
}

/** Unmatched items must come back unchanged (reference, section 4.2). */
function echoedItems(
  { assumptions }: Exchange,
  echoed: readonly SentItem[],
  unmatched: readonly StoredItem[],
): StoredItem[] {
  for (const sent of echoed) {
    if (!unmatched.some((it) => unchanged(it, sent))) throw unmatchedRefusal(sent.item);
  }
  const missing = unmatched.filter(({ item }) => !echoed.some((sent) => sent.item === item));
  const [first] = missing;
  if (first && assumptions.unmatchedMissing === "refused") throw unmatchedRefusal(first.item);
  return assumptions.unmatchedMissing === "kept"
    ? [...unmatched]
    : unmatched.filter((it) => !missing.includes(it));
}

function unchanged(stored: StoredItem, sent: SentItem): boolean {
  const sameId = sent.externalId === undefined || sent.externalId === stored.externalId;
  return stored.item === sent.item && sameId && (sent.quantity ?? 1) === (stored.quantity ?? 1);
}

function unmatchedRefusal(item: string): Refusal {
  const message = "An item that was not made through Partner API 3.0 must be sent back unchanged.";
  return new Refusal("unmatched", 400, message, `Item = ${item}.`);
}

function sorted(items: StoredItem[], order: readonly string[]): StoredItem[] {
  const place = ({ item }: StoredItem) => (order.includes(item) ? order.indexOf(item) : order.length);
  return items.sort((a, b) => place(a) - place(b));
}
