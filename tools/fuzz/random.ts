/** Random numbers that are the same for the same seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to 1, without 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number below the given one. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** One of the values, of which there must be some. */
  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  isOneIn(many: number): boolean {
    return this.below(many) === 0;
  }
}
