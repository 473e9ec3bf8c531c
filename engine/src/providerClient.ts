/** A dynamic provider on plain JavaScript values, for tests below the level of a whole program. */

import { createServer, type AddressInfo, type Socket } from "node:net";
import { InitFailed, ProviderProcess } from "./providers/process";
import { type Properties } from "./state/values";

/** Plain values; secrets are in their wire form. */
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

/** `changes` is undefined where the engine is to compare the inputs itself. */
export type ProviderDiff = Awaited<ReturnType<ProviderProcess["diff"]>>;

/** How to start a provider without an engine. */
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

/** A provider process, and the engine that it believes in. */
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

function plainCalls(process_: ProviderProcess, provider: string): Omit<ProviderClient, "close"> {
  const full = (values: Values): Properties => ({ __provider: provider, ...(values as Properties) });
  const of = (id: string): { urn: string; id: string } => ({ urn: URN, id });
  return {
    configure: (config) => process_.configure(config),
    check: (olds, news) => process_.check(URN, { olds: olds as Properties, news: full(news) }),
    diff: (id, olds, news) => process_.diff(of(id), { olds: full(olds), news: full(news) }),
    create: async (inputs) => {
      const { id, outputs } = await process_.create(URN, full(inputs));
      return { id, outs: outputs };
    },
    read: async (id, props) => {
      const { outputs, ...found } = await process_.read(of(id), { outputs: full(props) });
      return { ...found, props: outputs };
    },
    update: async (id, olds, news) => ({
      outs: await process_.update(of(id), { olds: full(olds), news: full(news) }),
    }),
    delete: (id, props) => process_.delete(of(id), full(props)),
  };
}

/** A provider may look whether its engine is still there, so something has to listen. */
async function fakeEngine(): Promise<{ address: string; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
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
