import type { SystemFacts, SystemName } from "./account";
import type { Endpoint } from "./endpoint";

/** What a resource's operations use to reach the systems, the clock and the user. */
export interface Call {
  /**
   * Sends one request of an endpoint, within the limits, budgets and rules of its account. `beforeSend` is
   * awaited before each try, once its turn has come.
   */
  <Input, Output>(
    endpoint: Endpoint<Input, Output>,
    input: Input,
    beforeSend?: () => Promise<void>,
  ): Promise<Output>;
  /** Facts about the account that resources decide by. Throws a Failure where it is not configured. */
  account<S extends SystemName>(system: S, server?: string): SystemFacts[S];
  /** What this run has read and may use again. */
  memory: Memory;
  /** What this machine remembers of orders, also of runs that were killed. */
  journal: Journal;
  now(): Date;
  /** The time by a system's own clock, as its last answer gave it; ours until there is one. */
  systemTime(system: SystemName, server?: string): Date;
  /** For a pause before one look; whoever looks again and again polls. */
  wait(milliseconds: number): Promise<void>;
  /** Looks again and again until something is found, undefined where the deadline passes first. */
  poll<T>(options: Polling, look: () => Promise<T | undefined>): Promise<T | undefined>;
  /** Tells the user something while a long operation runs. */
  say(sentence: string): void;
}

/** How long to wait for something and what to say meanwhile. */
export interface Polling {
  /** In milliseconds since 1970. */
  deadline: number;
  /** Logged every ten seconds, with the time that is left; left out where nothing is to be logged. */
  waitingFor?: string;
  /** Between two looks, in milliseconds; by default the pauses grow from one second to ten. */
  intervalMs?: number;
}

/** Notes on orders under names that the callers choose. They outlive the process, and hold no secrets. */
export interface Journal {
  /** Undefined where there is none; a text where what is there is no note, e.g. half of one. */
  read(name: string): Promise<unknown>;
  write(name: string, note: object): Promise<void>;
  remove(name: string): Promise<void>;
}

/** What one run has read, under names that the callers choose. */
export interface Memory {
  /** Asks once; whoever asks again, also meanwhile, gets the same answer. A failure is not kept. */
  once<T>(name: string, ask: () => Promise<T>): Promise<T>;
  /**
   * Reads one object of many. From the fourth read under a name on, one `all` serves everybody; what is
   * not in it is read alone.
   */
  oneOfMany<T>(
    name: string,
    key: string,
    one: () => Promise<T>,
    all: () => Promise<Map<string, T>>,
  ): Promise<T>;
  /** Whatever is known under the name is out of date. */
  forget(name: string): void;
}
