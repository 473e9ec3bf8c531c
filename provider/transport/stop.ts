import { failure, isFailure, type Failure } from "../failure";
import type { Clock } from "./retry";

/** What is told of everything that waits when the run is stopped, or why its operation was ended. */
export function stoppedFailure(signal: AbortSignal | undefined): Failure {
  const reason: unknown = signal?.reason;
  if (isFailure(reason)) return reason;
  return failure({
    kind: "refused",
    help: "run-stopped",
    what: "The run was stopped while this waited, with nothing under way",
    next: "Run again: it looks first and goes on from what it finds",
  });
}

/** Work that something else begins later, such as a queue: `begin` never fails. A stop ends the waiting, not what has begun. */
export function begun<T>(
  stopped: AbortSignal | undefined,
  schedule: (begin: () => Promise<void>) => void,
  work: () => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let isLeft = false;
    const leave = (): void => {
      isLeft = true;
      reject(stoppedFailure(stopped));
    };
    if (stopped?.aborted) {
      leave();
      return;
    }
    stopped?.addEventListener("abort", leave, { once: true });
    schedule(async () => {
      stopped?.removeEventListener("abort", leave);
      if (!isLeft) await work().then(resolve, reject);
    });
  });
}

/** One signal for both; either may be absent. */
export function either(
  one: AbortSignal | undefined,
  other: AbortSignal | undefined,
): AbortSignal | undefined {
  return one === undefined || other === undefined ? (one ?? other) : AbortSignal.any([one, other]);
}

/** The same clock, on which each wait fails as soon as the run is stopped. */
export function stoppable(clock: Clock, stopped: AbortSignal | undefined): Clock {
  if (stopped === undefined) return clock;
  return {
    now: () => clock.now(),
    random: () => clock.random(),
    wait: (milliseconds) =>
      new Promise((resolve, reject) => {
        const leave = (): void => {
          reject(stoppedFailure(stopped));
        };
        if (stopped.aborted) {
          leave();
          return;
        }
        stopped.addEventListener("abort", leave, { once: true });
        clock
          .wait(milliseconds, stopped)
          .finally(() => {
            stopped.removeEventListener("abort", leave);
          })
          .then(resolve, reject);
      }),
  };
}
