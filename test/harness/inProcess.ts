import { unwrapRpcSecret } from "@pulumi/pulumi/runtime/rpc";

import type { ResourceSpec, Step } from "../../provider/converge/resource";
import { createHandler, openRunWith } from "../../provider/host/dynamic";
import { noEngine } from "../../provider/host/engineGuard";
import type { Journal } from "../../provider/call";
import { systemClock, type Clock } from "../../provider/transport/retry";
import { PartialFailure, type ProviderClient, type Values } from "pulumi-embedded-engine";

/** What Pulumi's process does around a handler, without the process: the fastest of the three speeds. */
export function inProcessProvider<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  assertWanted: () => Promise<void> = noEngine,
  say: (sentence: string) => void = () => undefined,
  clock: Clock = systemClock,
  journal?: Journal,
): ProviderClient {
  const handler = createHandler(spec, openRunWith({ assertWanted, say, clock, journal }));
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
