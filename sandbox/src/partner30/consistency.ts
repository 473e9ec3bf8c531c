import type { Exchange } from "./exchange";
import type { StoredKey } from "./model";
import type { EarlierKey, World } from "./world";

const STALE_LISTS = 2;
const STALE_READS = 1;
const SECOND = 1000;

/** Notes that a key was changed through the API: its date moves, and by assumption the past still shows for a while. */
export function touched(world: World, before: StoredKey | null, key: StoredKey): void {
  key.lastModificationDate = world.now().toISOString();
  const { consistency, newKeyListed, newKeyReadable, changeShown } = world.assumptions();
  const { lists, reads, unlisted, earlier } = world.stale;
  if (consistency === "listLags") lists.set(key.keyId, { key: before, remaining: STALE_LISTS });
  if (consistency === "readLags" && before) reads.set(key.keyId, { key: before, remaining: STALE_READS });
  const after = (seconds: string) => world.now().getTime() + Number(seconds) * SECOND;
  if (!before) unlisted.set(key.keyId, after(newKeyListed));
  const until = after(before ? changeShown : newKeyReadable);
  earlier.set(key.keyId, [...lagging(world, key), { key: before, until }]);
}

/** What reads still show in place of a key, the oldest first. */
function lagging({ stale, now }: World, { keyId }: StoredKey): EarlierKey[] {
  return (stale.earlier.get(keyId) ?? []).filter(({ until }) => until > now().getTime());
}

/** A key as a read shows it; null while a new one cannot be read yet. */
export function shownToRead({ world }: Exchange, key: StoredKey): StoredKey | null {
  const { reads } = world.stale;
  const stale = reads.get(key.keyId);
  reads.delete(key.keyId);
  const [oldest] = lagging(world, key);
  return oldest ? oldest.key : (stale?.key ?? key);
}

/** All keys as a list shows them. */
export function shownInLists(world: World): StoredKey[] {
  const { lists, unlisted } = world.stale;
  const now = world.now().getTime();
  return [...world.keys.values()].flatMap((key) => {
    const stale = lists.get(key.keyId);
    if (stale) {
      stale.remaining -= 1;
      if (stale.remaining === 0) lists.delete(key.keyId);
    }
    if ((unlisted.get(key.keyId) ?? 0) > now) return [];
    return (stale ? stale.key : key) ?? [];
  });
}
