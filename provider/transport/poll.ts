import type { Polling } from "../call";
import type { Clock } from "./retry";

const firstPauseMs = 1_000;
const longestPauseMs = 10_000;

/**
 * Looks until something is found or the deadline has passed; the last look is at the deadline. The
 * pauses grow to ten seconds, which is also how often it says that it still waits.
 */
export async function poll<T>(
  { deadline, waitingFor }: Polling,
  look: () => Promise<T | undefined>,
  clock: Clock,
  say: (sentence: string) => void,
): Promise<T | undefined> {
  let lastSaid = clock.now();
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const found = await look();
    if (found !== undefined) return found;
    const left = deadline - clock.now();
    if (left <= 0) return undefined;
    // Not later than ten seconds after the last sentence.
    const untilSaying = lastSaid + longestPauseMs - clock.now();
    await clock.wait(Math.max(1, Math.min(pauseMs, left, untilSaying)));
    if (clock.now() - lastSaid < longestPauseMs) continue;
    lastSaid = clock.now();
    const seconds = Math.max(0, Math.round((deadline - lastSaid) / 1000));
    say(`Still waiting for ${waitingFor}; giving up in ${seconds} s`);
  }
}
