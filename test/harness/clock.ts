import type { Clock } from "../../provider/transport/retry";

/** A clock on which waiting takes no time: it is moved on instead. No two looks at it show the same moment. */
export interface QuickClock extends Clock {
  pass(milliseconds: number): void;
}

export function quickClock(): QuickClock {
  let ahead = 0;
  let last = 0;
  const pass = (milliseconds: number): void => {
    ahead += milliseconds;
    // Many looks within a millisecond bring the clock ahead of real time: they do not shorten a pause.
    last += milliseconds;
  };
  return {
    now: () => (last = Math.max(last + 1, Date.now() + ahead)),
    random: () => 0.5,
    pass,
    wait: (milliseconds) => {
      pass(milliseconds);
      return new Promise(setImmediate);
    },
  };
}
