import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";

/** What a run has read so far, so that one that was interrupted need not read it again. */
export interface Journal<T> {
  /** How many entries an interrupted run left. */
  readonly left: number;
  get(key: string): T | undefined;
  put(key: string, value: T): T;
}

/** What is older is read again: it is no picture of the system any more. */
const lastsMs = 60 * 60 * 1000;

/**
 * A file with one line for each entry, after a line that says what it was read from. A line that a kill
 * cut off is not used.
 */
export function openJournal<T>(file: string, source: string, now: Date = new Date()): Journal<T> {
  const { since, entries } = readEntries<T>(file, source, now);
  const begin = (): void => {
    writeFileSync(file, [{ source, since }, ...entries].map(lineOf).join(""));
  };
  // Written anew, since more may not be appended to half a line.
  if (entries.size > 0) begin();
  return {
    left: entries.size,
    get: (key) => entries.get(key),
    put: (key, value) => {
      if (entries.size === 0) begin();
      entries.set(key, value);
      appendFileSync(file, lineOf([key, value]));
      return value;
    },
  };
}

interface Left<T> {
  since: string;
  entries: Map<string, T>;
}

function readEntries<T>(file: string, source: string, now: Date): Left<T> {
  const none = { since: now.toISOString(), entries: new Map<string, T>() };
  if (!existsSync(file)) return none;
  try {
    const [first = "{}", ...rest] = readFileSync(file, "utf8").split("\n").slice(0, -1);
    const { source: from, since = "" } = JSON.parse(first) as { source?: string; since?: string };
    const isFresh = now.getTime() - Date.parse(since) < lastsMs;
    if (from !== source || !isFresh) return none;
    return { since, entries: new Map(rest.map((line) => JSON.parse(line) as [string, T])) };
  } catch {
    // Somebody has written in it: it is no picture of the system.
    return none;
  }
}

function lineOf(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
