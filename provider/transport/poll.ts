import type { Polling } from "../call";
import type { Clock } from "./retry";

const firstPauseMs = 1_000;
const longestPauseMs = 10_000;
const sayingEveryMs = 10_000;

/**
 * Looks until something is found or the deadline has passed; the last look is at the deadline. Without
 * an interval the pauses grow to ten seconds, which is also how often it says that it still waits.
 */
export async function poll<T>(
  { deadline, waitingFor, intervalMs }: Polling,
  look: () => Promise<T | undefined>,
  clock: Clock,
  say: (sentence: string) => void,
): Promise<T | undefined> {
  let nextSaying = waitingFor === undefined ? Infinity : clock.now() + sayingEveryMs;
  let pauseMs = intervalMs ?? firstPauseMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    const left = deadline - clock.now();
    if (left <= 0) return undefined;
    await clock.wait(Math.max(1, Math.min(pauseMs, left, nextSaying - clock.now())));
    pauseMs = intervalMs ?? Math.min(pauseMs * 2, longestPauseMs);
    const now = clock.now();
    if (waitingFor === undefined || now < nextSaying) continue;
    nextSaying = now + sayingEveryMs;
    const seconds = Math.max(0, Math.round((deadline - now) / 1000));
    say(`Still waiting for ${waitingFor}; giving up in ${seconds} s`);
  }
}
