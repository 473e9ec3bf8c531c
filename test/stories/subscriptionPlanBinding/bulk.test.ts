import { subscriptionPlanBinding } from "../../../provider/resources/subscriptionPlanBinding/spec";
import { manySubscriptions, startSandbox, type Sandbox } from "plesk-sandbox";
import type { ProviderClient, Values } from "pulumi-embedded-engine";
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

  let sandbox: Sandbox;
  let bound: Bound[];

  const open = async (config = serversOf(sandbox)): Promise<ProviderClient> => {
    const provider = inProcessProvider(subscriptionPlanBinding);
    await provider.configure(config);
    return provider;
  };
  /** How many requests reading takes, and what is found, by a provider that knows nothing yet. */
  const read = async (some: readonly Bound[], config?: Record<string, string>) => {
    const provider = await open(config);
    const start = sandbox.ledger.mark();
    const found = await inParallel(some, ({ id, outs }) => provider.read(id, outs));
    return { found, requests: sandbox.ledger.since(start) };
  };

  beforeAll(async () => {
    sandbox = await startSandbox({ seed: { pleskXml: { servers: manySubscriptions(servers, each) } } });
    const provider = await open();
    const all = sandbox.plesk.servers.flatMap(({ name, subscriptions }) =>
      subscriptions.map(({ guid }) => ({ server: name, subscription: { guid } })),
    );
    const plan = { name: "Starter", owner: "admin" };
    bound = await inParallel(all, (subject) => provider.create({ ...subject, plan }));
  });
  afterAll(() => sandbox.close());

  it("reads each alone where bulkRead is off", async () => {
    const { "plesk:servers": text = "{}" } = serversOf(sandbox);
    const all = JSON.parse(text) as Record<string, Values>;
    const off = Object.entries(all).map(([name, members]) => [name, { ...members, bulkRead: "off" }]);
    const { requests } = await read(bound.slice(0, 50), {
      "plesk:servers": JSON.stringify(Object.fromEntries(off)),
    });
    expect(requests.filter(({ endpoint }) => endpoint === "getWebspace")).toHaveLength(50);
  });

  it("takes at most 60 requests for 1,000 bindings on 10 servers, and tells each its own", async () => {
    const [first] = sandbox.plesk.servers;
    const moved = first?.subscriptions[50];
    first?.setPlan(moved?.guid ?? "", null);
    const { found, requests } = await read(bound);
    expect(requests.length).toBeLessThanOrEqual(60);
    expect(found.map(({ id }) => id)).toEqual(bound.map(({ id }) => id));
    const changed = found.filter(({ inputs }) => inputs?.plan === "none");
    expect(changed.map(({ id }) => id)).toEqual([`server-1/${moved?.guid ?? "?"}`]);
  });

  it("drops one that is deleted and none of the others", async () => {
    const [first] = sandbox.plesk.servers;
    const { guid = "" } = first?.subscriptions[60] ?? {};
    first?.remove(guid);
    const { found } = await read(bound);
    expect(found.flatMap(({ id }, at) => (id === "" ? [bound[at]?.id] : []))).toEqual([`server-1/${guid}`]);
  });
});
