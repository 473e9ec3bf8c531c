import { ask } from "../../assumption";

/** What the list of items means (reference, sections 4.2, 4.4, 5.2, 8, 9 and 11.3 to 11.6). */
export const PARTNER30_ITEMS = {
  itemsNull: ask("What does `items: null` mean in a modify request?", "refused", {
    refused: "400.",
    ignored: "Nothing happens.",
  }),
  itemsEmpty: ask("What does `items: []` mean in a modify request?", "refused", {
    refused: "400.",
    ignored: "Nothing happens.",
  }),
  sameConstantTwice: ask("May a constant stand twice in the list?", "refused", {
    refused: "No: 400.",
    merged: "Yes: it becomes one item, and the quantities are added.",
  }),
  unmatchedMissing: ask("What happens when an unmatched item is not sent back?", "refused", {
    refused: "400.",
    wiped: "It is taken off the key in silence.",
    kept: "It stays on the key.",
  }),
  externalIdChange: ask("Which operation is a change of an externalId alone?", "rebuildItems", {
    rebuildItems: "Rebuilding the items.",
    upgrade: "An upgrade, with its conflicts, and without a charge.",
  }),
  externalIdOmitted: ask("What does a stored item sent without its externalId mean?", "kept", {
    kept: "The external id stays.",
    cleared: "The external id is taken away.",
  }),
  quantityOmitted: ask("What does a stored countable item sent without quantity mean?", "one", {
    one: "Quantity 1.",
    kept: "The quantity stays.",
  }),
  quantityZero: ask("What becomes of an item sent with quantity 0?", "dropped", {
    dropped: "It leaves the list.",
    kept: "It stays in the list with quantity 0.",
    refused: "400.",
  }),
  quantityOnUncountable: ask("May an item that is not countable have a quantity?", "refused", {
    refused: "No: 400.",
    ignored: "The quantity is dropped in silence.",
  }),
  downgrade: ask("Can a key go to a lower edition?", "refused", {
    refused: "No, as three of the vendor's modules state.",
    allowed: "Yes, as the manual promises.",
  }),
  featureRemoval: ask("Can a feature be taken off a key?", "allowed", {
    allowed: "Yes.",
    refused: "No, as for a downgrade.",
  }),
  quantityLowered: ask("Can the quantity of a countable item be lowered?", "allowed", {
    allowed: "Yes.",
    refused: "No, as for a downgrade.",
  }),
  periodChange: ask("Can a key change its billing period?", "refused", {
    refused: "No: 400.",
    upgrade: "Yes, as an upgrade.",
  }),
  familyChange: ask("Can a key change to another product family, such as virtual to dedicated?", "refused", {
    refused: "No: 400.",
    upgrade: "Yes, as an upgrade.",
  }),
};
