import type { Exchange } from "./exchange";
import type { StoredKey } from "./model";
import type { World } from "./world";

const STALE_LISTS = 2;
const STALE_READS = 1;

/** Notes that a key was changed through the API: its date moves, and by assumption the past still shows for a while. */
export function touched(world: World, before: StoredKey | null, key: StoredKey): void {
  key.lastModificationDate = world.now().toISOString();
  const { consistency } = world.assumptions();
  if (consistency === "listLags") world.stale.lists.set(key.keyId, { key: before, remaining: STALE_LISTS });
  if (consistency === "readLags" && before)
    world.stale.reads.set(key.keyId, { key: before, remaining: STALE_READS });
}

/** A key as a read shows it. */
export function shownToRead({ world }: Exchange, key: StoredKey): StoredKey {
  const stale = world.stale.reads.get(key.keyId);
  world.stale.reads.delete(key.keyId);
  return stale?.key ?? key;
}

/** All keys as a list shows them. */
export function shownInLists(world: World): StoredKey[] {
  return [...world.keys.values()].flatMap((key) => {
    const stale = world.stale.lists.get(key.keyId);
    if (!stale) return [key];
    stale.remaining -= 1;
    if (stale.remaining === 0) world.stale.lists.delete(key.keyId);
    return stale.key ?? [];
  });
}
