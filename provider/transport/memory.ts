import type { Memory } from "../call";

/** How many objects under one name are read alone before all of them are read at once. */
const readsAlone = 3;

interface Many {
  alone: number;
  all: Promise<Map<string, unknown>> | undefined;
}

/** The memory of one run. */
export function createMemory(): Memory {
  const answers = new Map<string, Promise<unknown>>();
  const many = new Map<string, Many>();

  function once<T>(name: string, ask: () => Promise<T>): Promise<T> {
    const known = answers.get(name);
    if (known !== undefined) return known as Promise<T>;
    const asked = ask();
    answers.set(name, asked);
    // Whoever asks next tries again; this one's failure goes to those who wait for it.
    asked.catch(() => {
      if (answers.get(name) === asked) answers.delete(name);
    });
    return asked;
  }

  async function oneOfMany<T>(
    name: string,
    key: string,
    one: () => Promise<T>,
    all: () => Promise<Map<string, T>>,
  ): Promise<T> {
    const reads = many.get(name) ?? { alone: 0, all: undefined };
    many.set(name, reads);
    if (reads.alone < readsAlone) {
      reads.alone += 1;
      return one();
    }
    reads.all ??= all();
    // A server that cannot answer for all may still answer for one.
    const found = (await reads.all.catch(() => new Map<string, unknown>())).get(key);
    return found === undefined ? one() : (found as T);
  }

  function forget(name: string): void {
    answers.delete(name);
    many.delete(name);
  }

  return { once, oneOfMany, forget };
}
