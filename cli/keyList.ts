import { listKeys, liveStatuses, type ListedKey, type LiveStatus } from "../provider/apis/partner30/keys";
import type { Call } from "../provider/call";

/** The keys that a login sees. */
export interface KeyList {
  /** Oldest first. */
  keys: ListedKey[];
  /** How many the system's own list of all shows. */
  shown: number;
  /** Whether other lists show more: then there may be more still. */
  isCutOff: boolean;
  /** Whether the number is one that a list would be cut off at. */
  looksCutOff: boolean;
}

/**
 * One list for all and one for each status: the contract does not say whether a list is cut off, and one
 * of a status then shows keys that the whole list left out. Oldest first, so that names stay the same.
 */
export async function keyList(call: Call, status?: LiveStatus): Promise<KeyList> {
  const whole = await call(listKeys, status === undefined ? {} : { status });
  const others = status === undefined ? liveStatuses : [];
  const parts = await Promise.all(others.map((each) => call(listKeys, { status: each })));
  const keys = new Map([...whole, ...parts.flat()].map((key) => [key.keyId, key]));
  return {
    keys: [...keys.values()].sort((a, b) => Number(a.keyId) - Number(b.keyId)),
    shown: whole.length,
    isCutOff: keys.size > whole.length,
    looksCutOff: whole.length > 0 && whole.length % 100 === 0,
  };
}

/** More than any account lets through at once (`maxInFlight`), and few enough to stop soon after a failure. */
const lanes = 16;

export async function sideBySide<T>(all: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await work(next).catch((error: unknown) => {
        waiting.length = 0;
        throw error;
      });
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
