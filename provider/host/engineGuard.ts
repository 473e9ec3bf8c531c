import { getEventListeners, setMaxListeners } from "node:events";
import { fstatSync } from "node:fs";
import { connect } from "node:net";
import type { Readable } from "node:stream";

import { failure } from "../failure";

/** The guard of a process that no engine started: everything is wanted. */
export const noEngine = (): Promise<void> => Promise.resolve();

/**
 * Throws once the engine that started this process is gone. A provider process outlives a killed
 * engine and would go on sending what is queued, while the next run already searches.
 */
export function engineGuard(engine: Address | undefined): () => Promise<void> {
  if (engine === undefined) return noEngine;
  return async () => {
    if (await listens(engine)) return;
    throw failure({
      kind: "refused",
      help: "run-stopped",
      what: "The engine that asked for this change is gone",
      next: "Nothing was sent. Run `pulumi cancel` if the stack is locked, then `pulumi up`",
    });
  };
}

/** How often a provider process looks for its engine, in milliseconds: whatever waits is to end within a second. */
const lookInterval = 700;

/** How long what was stopped has to say so to its engine and its log, in milliseconds. */
const graceMs = 250;

/**
 * Ends a provider process that is asked to end, or whose engine is gone; nobody else does. What it
 * prints then fails, and the process it runs in answers each such failure by printing it: without this
 * it would never rest. The signal is aborted first, so that what is under way says so. `held` is
 * a pipe that the engine holds and that ends with it.
 */
export function endWithEngine(engine: Address | undefined, held?: Readable): AbortSignal {
  const stop = new AbortController();
  // One for each request under way: Node.js would warn of more than ten.
  setMaxListeners(0, stop.signal);
  if (engine === undefined) return stop.signal;
  const end = (): void => {
    process.exit(1);
  };
  const stopAndEnd = (): void => {
    const isAwaited = getEventListeners(stop.signal, "abort").length > 0;
    stop.abort();
    if (isAwaited) setTimeout(end, graceMs);
    else end();
  };
  for (const stream of [process.stdout, process.stderr]) stream.on("error", end);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stopAndEnd);
  held?.once("end", stopAndEnd).resume();
  const look = async (): Promise<void> => {
    if (!(await listens(engine))) stopAndEnd();
  };
  setInterval(() => void look(), lookInterval).unref();
  return stop.signal;
}

/** The pipe that an engine holds to a plugin that it started itself: it ends with the engine at once. */
export function heldByEngine(): Readable | undefined {
  try {
    const stdin = fstatSync(0);
    return stdin.isFIFO() || stdin.isSocket() ? process.stdin : undefined;
  } catch {
    // There is no standard input.
    return undefined;
  }
}

/** Where an engine listens. */
export interface Address {
  host: string;
  port: number;
}

/** The engine of a process for dynamic providers, undefined in any other process. */
export function engineOfDynamicProvider(argv: readonly string[] = process.argv): Address | undefined {
  return /[\\/]cmd[\\/]dynamic-provider([\\/]|$)/.test(argv[1] ?? "") ? engineOfPlugin(argv) : undefined;
}

/** The engine of a provider process, whose address is its last argument: before it may be `--logtostderr`, `-v=9`, `--tracing <url>`. */
export function engineOfPlugin(argv: readonly string[] = process.argv): Address | undefined {
  const [, host, port] = /^(.+):(\d+)$/.exec(argv.slice(2).at(-1) ?? "") ?? [];
  return host === undefined ? undefined : { host, port: Number(port) };
}

/** Only a refused connection says that nobody is there: an engine that is too busy to be asked still wants its changes. */
function listens({ host, port }: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 });
    const answer = (error?: NodeJS.ErrnoException): void => {
      socket.destroy();
      resolve(error?.code !== "ECONNREFUSED");
    };
    socket
      .once("connect", () => {
        answer();
      })
      .once("error", answer)
      .once("timeout", answer);
  });
}
