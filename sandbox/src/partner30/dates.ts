import type { Status, StoredKey } from "./model";

const DAY = 24 * 60 * 60 * 1000;

/** A Plesk key file is refreshed about 10 days before it ends (reference, section 9). */
const REFRESH_DAYS = 10;

/** How long before its end a key counts as expiring; the sandbox's own choice. */
const EXPIRING_DAYS = 7;

/** The same day and time some months later. */
export function addMonths(date: string, months: number): string {
  const moved = new Date(date);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  return moved.toISOString();
}

/** When the product should fetch a new key file. */
export function updateDateOf({ expirationDate }: StoredKey): string {
  return new Date(Date.parse(expirationDate) - REFRESH_DAYS * DAY).toISOString();
}

/** A key's state in the words of the `status` filter. */
export function statusOf(key: StoredKey, now: Date): Status {
  if (key.terminated) return "terminated";
  if (key.suspended) return "suspended";
  if (isExpired(key, now)) return "expired";
  return isExpired(key, new Date(now.getTime() + EXPIRING_DAYS * DAY)) ? "expiring" : "active";
}

/** Whether a key was not renewed in time. Key Administrator renews by itself what has autoRenew. */
export function isExpired(key: StoredKey, now: Date): boolean {
  return !key.autoRenew && Date.parse(key.expirationDate) <= now.getTime();
}

/** When a key file ends: a key that renews itself has moved on by whole periods. */
export function expirationOf(key: StoredKey, months: number, now: Date): string {
  let end = key.expirationDate;
  while (key.autoRenew && !key.suspended && !key.terminated && Date.parse(end) <= now.getTime()) {
    end = addMonths(end, months);
  }
  return end;
}
