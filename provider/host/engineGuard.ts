import { connect } from "node:net";

import { failure } from "../failure";

/** The guard of a process that no engine started: everything is wanted. */
export const noEngine = (): Promise<void> => Promise.resolve();

/**
 * Throws once the engine that started this process is gone. A provider process outlives a killed
 * engine and would go on sending what is queued, while the next run already searches.
 */
export function engineGuard(argv: readonly string[] = process.argv): () => Promise<void> {
  const engine = engineAddress(argv);
  if (engine === undefined) return noEngine;
  return async () => {
    if (await listens(engine)) return;
    throw failure({
      kind: "refused",
      what: "The engine that asked for this change is gone",
      next: "Nothing was sent. Run `pulumi cancel` if the stack is locked, then `pulumi up`",
    });
  };
}

/** How often an idle provider process looks for its engine, in milliseconds. */
const lookInterval = 5000;

/**
 * Ends a provider process whose engine is gone; nobody else does. What it prints then fails, and the
 * process it runs in answers each such failure by printing it: without this it would never rest.
 */
export function endWithEngine(argv: readonly string[] = process.argv): void {
  const engine = engineAddress(argv);
  if (engine === undefined) return;
  const end = (): void => {
    process.exit(1);
  };
  for (const stream of [process.stdout, process.stderr]) stream.on("error", end);
  const look = async (): Promise<void> => {
    if (!(await listens(engine))) end();
  };
  setInterval(() => void look(), lookInterval).unref();
}

interface Address {
  host: string;
  port: number;
}

/** The engine's address is the provider process's only argument. */
function engineAddress(argv: readonly string[]): Address | undefined {
  const isProviderProcess = /[\\/]cmd[\\/]dynamic-provider([\\/]|$)/.test(argv[1] ?? "");
  const [, host, port] = /^(.+):(\d+)$/.exec(argv[2] ?? "") ?? [];
  return isProviderProcess && host !== undefined ? { host, port: Number(port) } : undefined;
}

function listens({ host, port }: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 });
    const answer = (alive: boolean) => (): void => {
      socket.destroy();
      resolve(alive);
    };
    socket.once("connect", answer(true)).once("error", answer(false)).once("timeout", answer(false));
  });
}
