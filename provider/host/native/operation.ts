/** What the plugin is doing for one resource at a time: where its sentences go, and when it has to end. */
import { AsyncLocalStorage } from "node:async_hooks";

import { failure, type Failure } from "../../failure";

interface Operation {
  urn: string;
  end: AbortController;
}

/** A timer of Node.js that is to be longer ends at once; in milliseconds. */
const longestTimer = 2 ** 31 - 1;

const current = new AsyncLocalStorage<Operation>();

/** What a request of the engine may take and what it is about. */
export interface Asked {
  urn: string;
  /** `customTimeouts` of the resource, in seconds; 0 is no end. */
  timeout?: number;
}

/** All operations of one process, which one Ctrl-C ends. */
export class Operations {
  private readonly running = new Set<Operation>();
  private isCancelled = false;

  /** Runs work whose sentences belong to a resource, and which ends when its time is up. */
  async run<T>({ urn, timeout = 0 }: Asked, work: () => Promise<T>): Promise<T> {
    const operation = { urn, end: new AbortController() };
    if (this.isCancelled) operation.end.abort(cancelled());
    const timer =
      timeout > 0
        ? setTimeout(
            () => {
              operation.end.abort(tooLong(timeout));
            },
            Math.min(timeout * 1000, longestTimer),
          )
        : undefined;
    this.running.add(operation);
    try {
      return await current.run(operation, work);
    } finally {
      clearTimeout(timer);
      this.running.delete(operation);
    }
  }

  /** What is under way goes on and is recorded; nothing else is begun any more. */
  cancel(): void {
    this.isCancelled = true;
    for (const { end } of this.running) end.abort(cancelled());
  }
}

/** The resource that work is done for, undefined where it is done for none. */
export function currentUrn(): string | undefined {
  return current.getStore()?.urn;
}

/** Aborted when the operation that asks is to end. */
export function currentEnd(): AbortSignal | undefined {
  return current.getStore()?.end.signal;
}

function cancelled(): Failure {
  return failure({
    kind: "refused",
    help: "run-stopped",
    what: "The run was cancelled",
    next: "Nothing more was sent. Run again: it looks first and goes on from what it finds",
  });
}

function tooLong(seconds: number): Failure {
  return failure({
    kind: "timeout",
    what: `The resource's customTimeouts of ${seconds} s have passed`,
    next: "Nothing more was sent. Run again: it looks first and goes on from what it finds",
  });
}
