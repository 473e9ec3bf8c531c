/** A dynamic provider on plain JavaScript values, for tests below the level of a whole program. */

import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { InitFailed, ProviderProcess, type Wire } from "./embedded/providerProcess";

export type Values = Record<string, unknown>;

/** What both the real provider process and a test that calls handlers directly can be. */
export interface ProviderClient {
  configure(config: Record<string, string>): Promise<void>;
  check(
    olds: Values,
    news: Values,
  ): Promise<{ inputs: Values; failures: { property: string; reason: string }[] }>;
  diff(id: string, olds: Values, news: Values): Promise<ProviderDiff>;
  /** Rejects with {@link PartialFailure} when the resource exists all the same. */
  create(inputs: Values): Promise<{ id: string; outs: Values }>;
  read(id: string, props: Values): Promise<{ id: string; props: Values; inputs?: Values }>;
  update(id: string, olds: Values, news: Values): Promise<{ outs: Values }>;
  delete(id: string, props: Values): Promise<void>;
  close(): Promise<void>;
}

export interface ProviderDiff {
  /** undefined: the engine is to compare the inputs itself. */
  changes: boolean | undefined;
  replaces: string[];
  deleteBeforeReplace: boolean;
}

export interface StartProviderOptions {
  /** The folder in which the provider looks for its packages. */
  cwd: string;
  /** The `__provider` text of the resources; it is added to every set of values that lacks it. */
  provider: string;
  /** The name of the Pulumi project. Default "test". */
  project?: string;
  env?: NodeJS.ProcessEnv;
  /** A line that the provider printed. */
  onLine?: (line: string) => void;
}

export interface StartedProvider extends ProviderClient {
  /** The provider's process id. */
  readonly pid: number;
  /** What the death of the engine looks like to the provider: its address refuses connections. */
  killEngine(): Promise<void>;
}

const URN = "urn:pulumi:test::test::pulumi-nodejs:dynamic:Resource::test";

export { InitFailed as PartialFailure };

/** Starts the real process; `configure` must be called first, as the engine does. */
export async function startProviderProcess(options: StartProviderOptions): Promise<StartedProvider> {
  const engine = await fakeEngine();
  const process_ = await ProviderProcess.start({
    command: [process.execPath, require.resolve("@pulumi/pulumi/cmd/dynamic-provider")],
    cwd: options.cwd,
    env: { ...process.env, PULUMI_NODEJS_PROJECT: options.project ?? "test", ...options.env },
    engineAddress: engine.address,
    ...(options.onLine && { onLine: options.onLine }),
  });
  const calls = plainCalls(process_, options.provider);
  const close = async (): Promise<void> => {
    await process_.stop();
    await engine.close();
  };
  return { ...calls, close, pid: process_.process.pid ?? 0, killEngine: engine.close };
}

function plainCalls(calls: ProviderProcess, provider: string): Omit<ProviderClient, "close"> {
  const full = (values: Values): Wire => ({ __provider: provider, ...values });
  return {
    configure: (config) => calls.configure(config),
    check: (olds, news) => calls.check(URN, olds, full(news)),
    diff: async (id, olds, news) => {
      const { changes, ...rest } = await calls.diff(URN, id, full(olds), full(news));
      return { changes: changes === "unknown" ? undefined : changes === "some", ...rest };
    },
    create: (inputs) => calls.create(URN, full(inputs)),
    read: (id, props) => calls.read(URN, id, full(props)),
    update: (id, olds, news) => calls.update(URN, id, full(olds), full(news)),
    delete: (id, props) => calls.delete(URN, id, full(props)),
  };
}

/** A provider may look whether its engine is still there, so something has to listen. */
async function fakeEngine(): Promise<{ address: string; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => {
        resolve();
      });
    });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
