import type { Partner10Assumptions } from "../assumptions";
import type { StoredKey } from "./model";

const HOUR = 60 * 60 * 1000;
const HOURS_BEHIND = { utc: 0, west: 8 };

/** A moment as answers spell it: without a zone, in the one that an assumption names. */
export function momentText(moment: string, { dateZone }: Partner10Assumptions): string {
  const local = new Date(Date.parse(moment) - HOURS_BEHIND[dateZone] * HOUR);
  return local.toISOString().slice(0, 19).replaceAll("-", "");
}

/** A day as answers spell it: its midnight. */
export function dayText(day: string): string {
  return `${day.replaceAll("-", "")}T00:00:00`;
}

/** The day a year after a moment. */
export function yearAfter(moment: Date): string {
  const later = new Date(moment);
  later.setUTCFullYear(later.getUTCFullYear() + 1);
  return later.toISOString().slice(0, 10);
}

/** Whether a key has Software Update Service at a moment. */
export function hasSus({ susDate }: StoredKey, moment: Date): boolean {
  return susDate !== null && susDate >= moment.toISOString().slice(0, 10);
}
