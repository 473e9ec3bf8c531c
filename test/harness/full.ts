/** The daily run (`npm test`) and the full one (`npm run test:full`): the only place that knows which of them this is. */

const isFull = process.env.PULUMI_PLESK_TEST === "full";

/** One of two amounts of work: some of it daily, all of it in the full run. */
export function daily<T>(some: T, { full: all }: { full: T }): T {
  return isFull ? all : some;
}

type Tell<Rest extends unknown[]> = (name: string, ...rest: Rest) => void;

/** `full(it)`, `full(keyStory)` ...: what is too slow for every day. The daily run names it and skips it. */
export function full<Rest extends unknown[]>(tell: Tell<Rest>): Tell<Rest> {
  return (name, ...rest) => {
    if (isFull) tell(name, ...rest);
    else test.skip(`${name} (full)`, () => undefined);
  };
}
