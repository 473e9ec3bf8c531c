import { about } from "../addressed";
import type { Exchange } from "../exchange";
import type { StoredKey } from "../model";

/** Refuses a change while an earlier one on the same key has not been answered yet, where the assumption says so. */
export function refuseConcurrent({ assumptions, earlier, record }: Exchange, key: StoredKey): void {
  if (assumptions.parallelUpgrades === "serialized") return;
  const isBusy = earlier.some(
    ({ system, changing, keyId }) => system === record.system && changing && keyId === key.id,
  );
  if (isBusy) throw about(key, 300);
}
