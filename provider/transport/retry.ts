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
  wait(milliseconds: number): Promise<void>;
  /** Between 0 and 1: spreads the retries of many resources. */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: () => Math.random(),
};

/**
 * How long to pause before the next try, or undefined to give up. Only two kinds are repeated: both
 * mean that nothing was executed. An unknown error is a bug and surfaces at once. A pause that the
 * server asked for wins over ours and is not spread; the budget bounds all tries together.
 */
export function pauseBefore(
  error: unknown,
  attempt: number,
  elapsedMs: number,
  policy: RetryPolicy,
  random: number,
): number | undefined {
  if (!isFailure(error, "busy", "unreachable")) return undefined;
  const pause = error.fields.retryAfterMs ?? ownPause(attempt, policy, random);
  return elapsedMs + pause <= policy.budgetMs ? pause : undefined;
}

/** Runs `attempt` until it succeeds or `pauseBefore` gives up; the last failure is what is thrown. */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  policy: RetryPolicy,
  clock: Clock,
  onPause: (failure: Failure, pauseMs: number) => void,
): Promise<T> {
  const start = clock.now();
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const pause = pauseBefore(error, tries, clock.now() - start, policy, clock.random());
      if (pause === undefined || !isFailure(error)) throw error;
      onPause(error, pause);
      await clock.wait(pause);
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
  const date = header.trim().endsWith("GMT") ? Date.parse(header) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
