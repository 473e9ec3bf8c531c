import { connect } from "node:net";

import { failure } from "../failure";

/** The guard of a process that no engine started: everything is wanted. */
export const noEngine = (): Promise<void> => Promise.resolve();

/**
 * Throws once the engine that started this process is gone. A provider process outlives a killed
 * engine and would go on sending what is queued, while the next run already searches. The engine's
 * address is the process's only argument.
 */
export function engineGuard(argv: readonly string[] = process.argv): () => Promise<void> {
  const address = /^(.+):(\d+)$/.exec(argv[2] ?? "");
  const isProviderProcess = /[\\/]cmd[\\/]dynamic-provider([\\/]|$)/.test(argv[1] ?? "");
  if (!isProviderProcess || address === null) return noEngine;
  const [, host = "", port = ""] = address;
  return async () => {
    if (await listens(host, Number(port))) return;
    throw failure({
      kind: "refused",
      what: "The engine that asked for this change is gone",
      next: "Nothing was sent. Run `pulumi cancel` if the stack is locked, then `pulumi up`",
    });
  };
}

function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 });
    const answer = (alive: boolean) => (): void => {
      socket.destroy();
      resolve(alive);
    };
    socket.once("connect", answer(true)).once("error", answer(false)).once("timeout", answer(false));
  });
}
