import type { Exchange } from "../exchange";
import { checkChange, itemDifference, upgradeCharges } from "../itemChange";
import { malformed } from "../refusal";
import { checkComposition, wantedItems } from "../sentItems";
import type { Modification, PlannedOperation } from "./planned";

/** Upgrading, downgrading, and rebuilding the items as they are stored. */
export function itemOperations({ exchange, key, body }: Modification): PlannedOperation[] {
  const { assumptions, record } = exchange;
  if (body.items === undefined) return [];
  if (body.items === null || body.items.length === 0) {
    const meaning = body.items === null ? assumptions.itemsNull : assumptions.itemsEmpty;
    if (meaning === "refused") throw malformed("items", "must hold the whole list of items.");
    return [];
  }
  const before = key.items;
  const after = wantedItems(exchange, body.items, before);
  checkComposition(exchange, after, exchange.world.baseOf(before) !== undefined);
  const difference = itemDifference(before, after);
  const store = () => void (key.items = after);
  if (difference === "products") {
    const run = () => {
      checkChange(exchange, key, after);
      store();
      key.revision += 1;
      record.charges.push(...upgradeCharges(key.keyId, before, after));
    };
    return [{ name: "upgrade", class: "upgrade", run }];
  }
  return sameProducts(exchange, difference, store);
}

function sameProducts(
  { assumptions }: Exchange,
  difference: "none" | "externalIds",
  store: () => void,
): PlannedOperation[] {
  if (difference === "externalIds")
    return [{ name: assumptions.externalIdChange, class: assumptions.externalIdChange, run: store }];
  return assumptions.echo === "countsAsOperation" ? [{ name: "upgrade", class: "upgrade", run: store }] : [];
}
