import { unwrapRpcSecret } from "@pulumi/pulumi/runtime/rpc";

import type { ResourceSpec, Step } from "../../provider/converge/resource";
import { createHandler, openRunWith, type RunOptions } from "../../provider/host/verbs";
import { noEngine } from "../../provider/host/engineGuard";
import type { Journal } from "../../provider/call";
import { systemClock, type Clock } from "../../provider/transport/retry";
import { PartialFailure, type ProviderClient, type Values } from "pulumi-embedded-engine";
import { nativeProvider } from "./native";

/**
 * Through which door the harness reaches the resources: as dynamic resources or over the plugin. The full
 * run tells all matrices through both.
 */
export const door = process.env.PULUMI_PLESK_DOOR === "native" ? "native" : "dynamic";

/**
 * A provider in this process: what Pulumi's process does around a handler, without the process, which is the
 * fastest of the speeds; or the plugin's service over gRPC.
 */
export function inProcessProvider<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  assertWanted: () => Promise<void> = noEngine,
  say: (sentence: string) => void = () => undefined,
  clock: Clock = systemClock,
  journal?: Journal,
): ProviderClient {
  const options = { assertWanted, say, clock, journal };
  return door === "native" ? nativeProvider(spec, options) : dynamicProvider(spec, options);
}

function dynamicProvider<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  options: RunOptions,
): ProviderClient {
  const handler = createHandler(spec, openRunWith(options));
  return {
    configure: async (config) => {
      await handler.configure({ config: { get: (key) => config[key], require: (key) => config[key] ?? "" } });
    },
    check: async (olds, news) => {
      const checked = await handler.check(sent(olds), sent(news));
      return {
        inputs: received((checked.inputs as Values | undefined) ?? news),
        failures: checked.failures ?? [],
      };
    },
    diff: async (id, olds, news) => {
      const {
        changes,
        replaces = [],
        deleteBeforeReplace = false,
      } = await handler.diff(id, sent(olds), sent(news));
      return { changes, replaces, deleteBeforeReplace };
    },
    create: (inputs) =>
      partial(async () => {
        const created = await handler.create(sent(inputs));
        return { id: created.id, outs: received(created.outs as Values) };
      }),
    read: async (id, props) => {
      const found = await handler.read(id, sent(props));
      const inputs = found.inputs as Values | undefined;
      return {
        id: found.id ?? "",
        props: received((found.props as Values | undefined) ?? {}),
        ...(inputs ? { inputs: received(inputs) } : {}),
      };
    },
    update: (id, olds, news) =>
      partial(async () => {
        const updated = await handler.update(id, sent(olds), sent(news));
        return { outs: received(updated.outs as Values) };
      }),
    delete: (id, props) => handler.delete(id, sent(props)),
    close: () => Promise.resolve(),
  };
}

/** Values cross a wire: a copy without what the wire cannot carry. */
function sent(values: Values): Values {
  return JSON.parse(JSON.stringify(values)) as Values;
}

function received(values: Values): Values {
  const copy = sent(values);
  return Object.fromEntries(
    Object.entries(copy).map(([name, value]) => [name, unwrapRpcSecret(value) as unknown]),
  );
}

async function partial<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { id, properties, reasons } = error as { id?: string; properties?: Values; reasons?: string[] };
    if (id === undefined || id === "") throw error;
    throw new PartialFailure(id, received(properties ?? {}), reasons ?? []);
  }
}
