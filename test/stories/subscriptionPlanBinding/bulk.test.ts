import { subscriptionPlanBinding } from "../../../provider/resources/subscriptionPlanBinding/spec";
import { manySubscriptions, startSandbox } from "plesk-sandbox";
import type { Values } from "pulumi-embedded-engine";
import { serversOf } from "../../harness/config";
import { inProcessProvider } from "../../harness/inProcess";

interface Bound {
  id: string;
  outs: Values;
}

/** Reads side by side, as many at once as the engine does by default. */
async function inParallel<T, R>(all: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = [...all.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: 64 }, worker));
  return results;
}

describe("a refresh of many bindings", () => {
  const servers = 10;
  const each = 100;

  async function withBindings(
    work: (context: {
      sandbox: Awaited<ReturnType<typeof startSandbox>>;
      bound: Bound[];
      open: () => Promise<ReturnType<typeof inProcessProvider>>;
    }) => Promise<void>,
  ): Promise<void> {
    const sandbox = await startSandbox({ seed: { pleskXml: { servers: manySubscriptions(servers, each) } } });
    const open = async () => {
      const provider = inProcessProvider(subscriptionPlanBinding);
      await provider.configure(serversOf(sandbox));
      return provider;
    };
    try {
      const provider = await open();
      const all = sandbox.plesk.servers.flatMap(({ name, subscriptions }) =>
        subscriptions.map(({ guid }) => ({ server: name, subscription: { guid } })),
      );
      const plan = { name: "Starter", owner: "admin" };
      const bound = await inParallel(all, (subject) => provider.create({ ...subject, plan }));
      await work({ sandbox, bound, open });
    } finally {
      await sandbox.close();
    }
  }

  it("takes at most 60 requests for 1,000 bindings on 10 servers, and tells each its own", async () => {
    await withBindings(async ({ sandbox, bound, open }) => {
      const [first] = sandbox.plesk.servers;
      const moved = first?.subscriptions[50];
      first?.setPlan(moved?.guid ?? "", null);
      const provider = await open();
      const start = sandbox.ledger.mark();
      const found = await inParallel(bound, ({ id, outs }) => provider.read(id, outs));
      expect(sandbox.ledger.since(start).length).toBeLessThanOrEqual(60);
      expect(found.map(({ id }) => id)).toEqual(bound.map(({ id }) => id));
      const changed = found.filter(({ inputs }) => inputs?.plan === "none");
      expect(changed.map(({ id }) => id)).toEqual([`server-1/${moved?.guid ?? "?"}`]);
    });
  });

  it("drops one that is deleted and none of the others", async () => {
    await withBindings(async ({ sandbox, bound, open }) => {
      const [first] = sandbox.plesk.servers;
      const { guid = "" } = first?.subscriptions[60] ?? {};
      first?.remove(guid);
      const provider = await open();
      const found = await inParallel(bound, ({ id, outs }) => provider.read(id, outs));
      expect(found.flatMap(({ id }, at) => (id === "" ? [bound[at]?.id] : []))).toEqual([`server-1/${guid}`]);
    });
  });

  it("reads each alone where bulkRead is off", async () => {
    await withBindings(async ({ sandbox, bound }) => {
      const provider = inProcessProvider(subscriptionPlanBinding);
      const { "plesk:servers": text = "{}" } = serversOf(sandbox);
      const all = JSON.parse(text) as Record<string, Values>;
      const off = Object.entries(all).map(([name, members]) => [name, { ...members, bulkRead: "off" }]);
      await provider.configure({ "plesk:servers": JSON.stringify(Object.fromEntries(off)) });
      const some = bound.slice(0, 50);
      const start = sandbox.ledger.mark();
      await inParallel(some, ({ id, outs }) => provider.read(id, outs));
      expect(sandbox.ledger.since(start).filter(({ endpoint }) => endpoint === "getWebspace")).toHaveLength(
        50,
      );
    });
  });
});
