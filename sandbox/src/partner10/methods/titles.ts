import type { Plan, StoredKey } from "../model";
import { nameOf } from "../world";

/** A plan in the long words of result texts; the seed shows how a path is worded. */
export function titleOf({ from, gives }: Plan, { billingType }: StoredKey): string {
  const named = (identifier: string) => `${nameOf(identifier)} ${WORDS[billingType]}`;
  return from === null ? named(gives) : `${named(from)} to ${named(gives)}`;
}

const WORDS = { LEASE: "(Lease)", PURCHASE: "(Purchase)", "N/A": "(N/A)" };
