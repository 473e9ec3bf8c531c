/** Listing the keys that a login sees. */
import { listKeys, type ListedKey } from "../../apis/partner30/keys";
import { liveStatuses, type LiveStatus } from "../../apis/partner30/structures";
import type { Call } from "../../call";
import type { ListSpec } from "../../converge/resource";
import { failure } from "../../failure";
import { parseListed, type KeyListed } from "./model";

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

/** A reseller's list may be without the keys of its customers: then it is none. */
export function assertListShowsKeys(call: Call): void {
  if (call.account("partner30").listShowsKeys) return;
  throw failure({
    kind: "refused",
    what: "The keys of this reseller's customers do not show in its list (plesk:partner30ListShowsKeys is false), so what exists cannot be listed",
    next: "Use each customer's own login",
  });
}

/** Ids only: a nickname would cost one more request for each key. */
export const licenseKeys: ListSpec<KeyListed> = {
  parse: parseListed,
  read: async (call, { status }) => {
    assertListShowsKeys(call);
    const { keys, shown, isCutOff, looksCutOff } = await keyList(call, status);
    if (isCutOff)
      call.say(
        `Warning: The system cuts its lists off after ${shown} keys, so more may exist: list them by status`,
      );
    else if (looksCutOff)
      call.say(
        `Warning: The list holds exactly ${shown} keys. Should the system cut its lists off there, more exist: compare with Partner Central`,
      );
    return keys.map(({ keyId }) => ({ id: keyId, name: "" }));
  },
};
