import { isFailure, type Failure } from "../failure";

export interface RetryPolicy {
  /** How long all tries of one request may take together, in milliseconds. */
  budgetMs: number;
  /** The first pause, in milliseconds; each further one is twice as long. */
  firstPauseMs: number;
  /** The longest pause, in milliseconds. */
  longestPauseMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  budgetMs: 60_000,
  firstPauseMs: 500,
  longestPauseMs: 15_000,
};

export interface Clock {
  now(): number;
  /** An aborted signal may leave the wait without an end, and leaves no timer. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Between 0 and 1: spreads the retries of many resources. */
  random(): number;
}

/**
 * What the machine's clock says, but it never goes back or stands still when that is set: a purchase would be dated
 * before it was sent, and a wait of seconds would last for as long as the clock was set back.
 */
let lastTime = 0;
let lastTick = performance.now();

export const systemClock: Clock = {
  now: () => {
    const tick = performance.now();
    lastTime = Math.max(Date.now(), lastTime + tick - lastTick);
    lastTick = tick;
    return Math.floor(lastTime);
  },
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      const leave = (): void => {
        clearTimeout(timer);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", leave);
        resolve();
      }, milliseconds);
      signal?.addEventListener("abort", leave, { once: true });
    }),
  random: () => Math.random(),
};

/**
 * How long to pause before the next try, or undefined to give up. Only two kinds are repeated: both
 * mean that nothing was executed; not where the same would happen again. An unknown error is a bug and
 * surfaces at once. A pause that the server asked for is not spread, and never shorter than ours, so
 * that `Retry-After: 0` is no loop; the budget bounds all tries together.
 */
export function pauseBefore(
  error: unknown,
  attempt: number,
  spentMs: number,
  policy: RetryPolicy,
  random: number,
): number | undefined {
  if (!isFailure(error, "busy", "unreachable") || error.fields.isPermanent) return undefined;
  const pause = Math.max(error.fields.retryAfterMs ?? 0, ownPause(attempt, policy, random));
  return spentMs + pause <= policy.budgetMs ? pause : undefined;
}

/**
 * Runs `attempt` until it succeeds or `pauseBefore` gives up; the last failure is what is thrown. What
 * it waited before it called `onBegin` is nobody's fault and not counted; pauses are, whatever the clock
 * says of them.
 */
export async function withRetries<T>(
  attempt: (onBegin: () => void) => Promise<T>,
  policy: RetryPolicy,
  clock: Clock,
  onPause: (failure: Failure, pauseMs: number) => void,
): Promise<T> {
  let spentMs = 0;
  for (let tries = 1; ; tries++) {
    let begunAt = Infinity;
    try {
      return await attempt(() => {
        begunAt = clock.now();
      });
    } catch (error) {
      spentMs += Math.max(0, clock.now() - begunAt);
      const pause = pauseBefore(error, tries, spentMs, policy, clock.random());
      if (pause === undefined || !isFailure(error)) throw error;
      onPause(error, pause);
      await clock.wait(pause);
      spentMs += pause;
    }
  }
}

function ownPause(attempt: number, { firstPauseMs, longestPauseMs }: RetryPolicy, random: number): number {
  const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1));
  return Math.round(pause * (0.5 + random / 2));
}

/**
 * What `Retry-After` asks for, in milliseconds: whole seconds or an HTTP date (RFC 9110 10.2.3).
 * Anything else is as if it were absent.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = httpDate(header);
  return date === undefined ? undefined : Math.max(0, date - now);
}

/**
 * A date of a header, in milliseconds since 1970; the first one where something in between has added its own. The
 * oldest of HTTP's three forms names no zone and means GMT, where `Date.parse` would take this machine's.
 */
export function httpDate(header = ""): number | undefined {
  const text = header.replace(/GMT, .*$/, "GMT").trim();
  const zoned = /^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/.test(text) ? `${text} GMT` : text;
  const date = /(GMT|UTC|Z|[+-]\d\d:?\d\d)$/.test(zoned) ? Date.parse(zoned) : NaN;
  return Number.isNaN(date) ? undefined : date;
}
