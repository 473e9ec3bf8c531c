import { isFailure } from "../../provider/failure";
import { textOfBody, Unreadable } from "../../provider/transport/body";
import { inventBody, readSeeds, type Seeds } from "./bodies";
import { decoders } from "./decoders";
import { Random } from "./random";

export interface FuzzOptions {
  /** The number of the first body; 0 for the whole. */
  from: number;
  count: number;
  seed: number;
  /** The folder with the answers that all others are made of. */
  fixtures: string;
}

export interface Figures {
  bodies: number;
  /** Bodies that had a text. */
  readable: number;
  /** How often each decoder gave a value, and how often a Failure. */
  outcomes: Record<string, { values: number; failures: number }>;
  slowest: { body: number; ms: number };
  /** The largest resident set, in MiB. */
  memory: number;
}

/** A decoder that failed as none should, with the body that shows it. */
export class Finding extends Error {}

/** What bodies are limited to here, so that one that unpacks to more shows in the memory. */
const mostBytes = 2 ** 20;

/** More than the longest sentence of a Failure with all its parts. */
const longestMessage = 25_000;

/**
 * Gives bodies that nobody should send to everything that reads what a system sent. The same seed gives the
 * same bodies. Throws a Finding where something else than a value or a fit Failure comes out.
 */
export async function fuzz(
  { from, count, seed, fixtures }: FuzzOptions,
  onBody: (index: number) => void = () => undefined,
): Promise<Figures> {
  const seeds = readSeeds(fixtures);
  const figures = emptyFigures();
  for (let index = from; index < from + count; index++) {
    onBody(index);
    const start = performance.now();
    await decodeAll(randomOf(seed, index), seeds, figures, `--seed ${seed} --from ${index} --count 1`);
    const ms = Math.round(performance.now() - start);
    if (ms > figures.slowest.ms) figures.slowest = { body: index, ms };
    if (figures.bodies % 100 === 0)
      figures.memory = Math.max(figures.memory, Math.round(process.memoryUsage.rss() / 2 ** 20));
    figures.bodies += 1;
  }
  return figures;
}

/** Each body has a seed of its own, so that one can be looked at alone. */
function randomOf(seed: number, index: number): Random {
  return new Random(seed + index * 2_654_435_761);
}

function emptyFigures(): Figures {
  const outcomes = Object.fromEntries(
    Object.keys(decoders).map((name) => [name, { values: 0, failures: 0 }]),
  );
  return { bodies: 0, readable: 0, outcomes, slowest: { body: 0, ms: 0 }, memory: 0 };
}

async function decodeAll(random: Random, seeds: Seeds, figures: Figures, which: string): Promise<void> {
  const { status, headers, bytes } = inventBody(random, seeds);
  const body = await textOfBody(bytes, headers, mostBytes).catch((error: unknown) => {
    if (error instanceof Unreadable) return undefined;
    throw finding("textOfBody", which, error);
  });
  if (body === undefined) return;
  figures.readable += 1;
  for (const [name, decode] of Object.entries(decoders)) {
    const outcome = figures.outcomes[name] ?? { values: 0, failures: 0 };
    try {
      decode({ status, headers, body });
      outcome.values += 1;
    } catch (error) {
      assertFit(name, which, error);
      outcome.failures += 1;
    }
  }
}

function assertFit(name: string, which: string, error: unknown): void {
  if (!isFailure(error)) throw finding(name, which, error);
  if (/[^\P{Cc}\n\t]/u.test(error.message)) throw finding(name, which, "a message with control characters");
  if (error.message.length > longestMessage)
    throw finding(name, which, `a message of ${error.message.length} characters`);
}

function finding(name: string, which: string, error: unknown): Finding {
  return new Finding(
    `${name}, ${which}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
}
