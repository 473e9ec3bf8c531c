/** Whose key it is, in the order in which Pulumi's verbs call the provider. */
import { licenseKey } from "../../../provider/resources/licenseKey/spec";
import type { KeyChange } from "plesk-sandbox";
import type { ProviderClient, Values } from "pulumi-embedded-engine";
import { configOf } from "../../harness/config";
import { admin } from "../../harness/declarations";
import { inProcessProvider } from "../../harness/inProcess";
import { messageOf, openLab, type Lab } from "../../harness/lab";

const named = (name: string, marker: string, more: Values = {}): Values => ({
  items: [admin],
  nickname: "shop server",
  __resource: name,
  __marker: marker,
  ...more,
});
const web60 = (more: Values = {}): Values => named("web-60", "6000000000", more);
const web61 = (more: Values = {}): Values => named("web-61", "6100000000", more);

let lab: Lab;
let said: string[];

beforeEach(async () => {
  lab = await openLab(licenseKey);
  said = [];
});
afterEach(() => lab.close());

/** A process of its own, as Pulumi starts one for each phase. */
async function process(): Promise<ProviderClient> {
  const provider = inProcessProvider(licenseKey, undefined, (sentence) => said.push(sentence), lab.clock);
  await provider.configure(configOf(lab.sandbox));
  return provider;
}

async function bought(inputs: Values): Promise<{ id: string; outs: Values }> {
  const created = await (await process()).create(inputs);
  lab.changes();
  return created;
}

/** As the engine asks about a resource that the program declares and the state knows. */
async function declare(provider: ProviderClient, id: string, olds: Values, news: Values): Promise<void> {
  await provider.check(olds, news);
  await provider.diff(id, olds, news);
}

const charges = (): number => lab.sandbox.ledger.charges().length;

describe("a key that was let go of on purpose", () => {
  it("is suspended without its marker, and declared again another is bought", async () => {
    const { id, outs } = await bought(web60({ onDelete: "suspend" }));
    await (await process()).delete(id, outs);
    expect(lab.sandbox.partner30.key(20000001)).toMatchObject({ suspended: true, nickname: "shop server" });

    const again = await (await process()).create(web60({ onDelete: "suspend" }));
    expect(again.id).not.toBe(id);
    expect(charges()).toBe(2);
    expect(lab.sandbox.partner30.key(Number(again.id)).suspended).toBe(false);
  });

  it("is not taken over where somebody suspended it: the run stops with the line that adopts it", async () => {
    await bought(web60());
    lab.sandbox.partner30.change(20000001, { suspended: true });
    expect(await messageOf((await process()).create(web60()))).toMatch(
      /Nothing was bought: key 20000001 already carries the marker .* it is suspended.*adopt: \{ keyId: "20000001" \}/,
    );
    expect(charges()).toBe(1);
  });

  it("is replaced, deleted first: the old one is suspended, another is bought", async () => {
    const { id, outs } = await bought(web60({ onDelete: "suspend" }));
    const provider = await process();
    await provider.check({}, web60({ onDelete: "suspend" }));
    await provider.delete(id, outs);
    const replacement = await provider.create(web60({ onDelete: "suspend" }));
    expect(replacement.id).not.toBe(id);
    expect(charges()).toBe(2);
    expect(lab.changes()).toEqual(["suspend+nickname", "create+nickname"]);
  });

  it("is not taken over in the same run, also where its marker could not be taken off", async () => {
    const { id, outs } = await bought(web60({ onDelete: "suspend" }));
    const provider = await process();
    await provider.delete(id, outs);
    lab.sandbox.partner30.change(20000001, { suspended: false, nickname: "shop server #6000000000" });
    expect((await provider.create(web60())).id).not.toBe(id);
  });

  it.each(["suspend", "terminate"])(
    "is tainted and created before it is deleted with onDelete %s: taken over, and then left alone",
    async (onDelete) => {
      const { id, outs } = await bought(web60({ onDelete }));
      const provider = await process();
      await provider.check({}, web60({ onDelete }));
      expect((await provider.create(web60({ onDelete }))).id).toBe(id);
      await provider.delete(id, outs);
      expect(charges()).toBe(1);
      expect(lab.changes()).toEqual([]);
      expect(said.join("\n")).toContain("Took over key 20000001");
      expect(said.join("\n")).toContain("key 20000001 now belongs to web-60");
    },
  );
});

describe("a key that a run took over instead of buying one", () => {
  it("is said to be, with its age, and is remembered until the next look", async () => {
    await bought(web60());
    lab.clock.pass(12 * 60_000);
    const { outs } = await (await process()).create(web60());
    expect(said).toEqual([
      "Took over key 20000001, which an interrupted run bought for this resource 12 minutes ago: nothing was bought",
    ]);
    expect(licenseKey.notice?.(licenseKey.codec.decodeState(outs))).toBe(said[0]);
    expect((outs.__plesk as Values).foundAfter).toBe(12);
  });

  it("is as young as plesk:partner30TakeOverWindow says: an older one stops the run", async () => {
    await bought(web60());
    lab.clock.pass(3_700_000);
    expect(await messageOf((await process()).create(web60()))).toMatch(
      /Nothing was bought: key 20000001 .*only a key of the last 60 minutes is taken over \(plesk:partner30TakeOverWindow\)/,
    );
    expect(charges()).toBe(1);
  });

  it("is never one that is listed and cannot be read", async () => {
    await bought(web60());
    for (const status of [400, 403, 404]) {
      const fault = { kind: "status", status, endpoint: "readKey", when: "before", times: 50 } as const;
      lab.sandbox.faults.inject(fault);
      expect(await messageOf((await process()).create(web60()))).toContain(
        "Key 20000001 is listed and cannot be read, so whether it carries the marker of this resource is not known",
      );
      lab.sandbox.faults.clear();
    }
    expect(charges()).toBe(1);
  });
});

describe("a renamed resource", () => {
  it("marks its key for its new name, shown before; who gets the old name then buys", async () => {
    const { id, outs } = await bought(web60());
    const provider = await process();
    expect((await provider.diff(id, outs, web61())).changes).toBe(true);
    const renamed = await provider.update(id, outs, web61());
    expect(lab.changes()).toEqual(["nickname"]);
    expect(lab.sandbox.partner30.key(20000001).nickname).toBe("shop server #6100000000");
    expect(await provider.diff(id, renamed.outs, web61())).toMatchObject({ changes: false });

    const other = await (await process()).create(web60());
    expect(other.id).not.toBe(id);
    expect(charges()).toBe(2);
  });

  it("keeps its key where the state was renamed and the old name is declared in the same run", async () => {
    const { id, outs } = await bought(web60());
    const provider = await process();
    // `pulumi state rename` changes the URN in the state and nothing in the outputs.
    await declare(provider, id, outs, web61());
    const other = await provider.create(web60());
    expect(other.id).not.toBe(id);
    expect(charges()).toBe(2);
  });

  it("keeps its key also where the engine names it only after the old name was asked for", async () => {
    const { id, outs } = await bought(web60());
    const provider = await process();
    const remove = lab.sandbox.faults.onRequest("after", async ({ endpoint }) => {
      if (endpoint === "readKey") await declare(provider, id, outs, web61());
      return undefined;
    });
    expect((await provider.create(web60())).id).not.toBe(id);
    remove();
  });

  it("of a renamed stack keeps its marker: nothing changes", async () => {
    const { id, outs } = await bought(web60());
    const provider = await process();
    expect(await provider.diff(id, outs, named("web-60", "ffffffffff"))).toMatchObject({ changes: false });
    const { outs: updated } = await provider.update(id, outs, named("web-60", "ffffffffff"));
    expect(updated.__marker).toBe("6000000000");
    expect(lab.changes()).toEqual([]);
  });
});

describe("two resources on one key", () => {
  it("are refused in preview with both names", async () => {
    const { id, outs } = await bought(web60());
    const provider = await process();
    await declare(provider, id, outs, web60());
    const other = { ...outs, __resource: "web-61" };
    expect(await messageOf(declare(provider, id, other, web61()))).toContain(
      "LicenseKey web-61 and LicenseKey web-60 both stand for key 20000001",
    );
  });

  it("are refused in preview where both adopt it", async () => {
    const provider = await process();
    const adopt = { keyId: "20000001" };
    await provider.check({}, { ...web60({ adopt }), __marker: undefined });
    const { failures } = await provider.check({}, { ...web61({ adopt }), __marker: undefined });
    expect(failures.map(({ reason }) => reason).join()).toContain(
      "LicenseKey web-61 and LicenseKey web-60 both stand for key 20000001",
    );
  });

  it("lose nothing when one of them leaves the program", async () => {
    const { id, outs } = await bought(web60({ onDelete: "terminate" }));
    const provider = await process();
    await declare(provider, id, { ...outs, __resource: "web-61", __marker: "6100000000" }, web61());
    await provider.delete(id, outs);
    expect(lab.changes()).toEqual([]);
    expect(said.join()).toContain("key 20000001 now belongs to web-61, so deleting it here sends nothing");
  });

  it("of two stacks: a key that carries another marker by now is not deleted", async () => {
    const { id, outs } = await bought(web60({ onDelete: "terminate" }));
    lab.sandbox.partner30.change(20000001, { nickname: "shop server #6100000000" });
    await (await process()).delete(id, outs);
    expect(lab.changes()).toEqual([]);
    expect(said.join()).toContain("carries the marker of another resource by now");
  });
});

describe("what somebody did to a key and nobody declared", () => {
  it.each<
    [string, { login?: string; inputs: Values; later?: Values; byHand: KeyChange; back: KeyChange }, string]
  >([
    [
      "suspended",
      { inputs: {}, byHand: { suspended: true }, back: { suspended: false } },
      "was suspended outside of Pulumi",
    ],
    [
      "moved",
      {
        login: "demo-reseller",
        inputs: { ownerId: "10001" },
        later: { ownerId: undefined },
        byHand: { ownerId: "10002" },
        back: { ownerId: "10001" },
      },
      "was moved from owner 10001 to owner 10002 outside of Pulumi: declare ownerId",
    ],
    [
      "unbound",
      {
        inputs: { ipBinding: { address: "192.0.2.7" } },
        later: { ipBinding: undefined },
        byHand: { ipAddressBinding: null },
        back: { ipAddressBinding: "192.0.2.7" },
      },
      "was unbound from 192.0.2.7 outside of Pulumi: declare ipBinding",
    ],
  ])(
    "%s: calls for attention until it is undone",
    async (_, { login, inputs, later, byHand, back }, words) => {
      await lab.close();
      lab = await openLab(licenseKey, login === undefined ? {} : { login });
      const { id, outs } = await bought(web60(inputs));
      const declared = web60({ ...inputs, ...later });
      const { outs: unmanaged } = await (await process()).update(id, outs, declared);
      lab.changes();
      lab.sandbox.partner30.change(20000001, byHand);
      const seen = await (await process()).read(id, unmanaged);
      const provider = await process();
      expect(await provider.diff(id, seen.props, declared)).toMatchObject({ changes: true });
      expect(remarksOn(seen.props)).toContain(words);

      const updated = await provider.update(id, seen.props, declared);
      expect(await provider.diff(id, updated.outs, declared)).toMatchObject({ changes: true });
      lab.sandbox.partner30.change(20000001, back);
      const healed = await (await process()).read(id, updated.outs);
      expect(await (await process()).diff(id, healed.props, declared)).toMatchObject({ changes: false });
      expect(lab.changes()).toEqual([]);
    },
  );
});

function remarksOn(outputs: Values): string {
  const parsed = licenseKey.codec.parseInputs({ items: [admin] }, []);
  if ("failures" in parsed) throw new Error("these inputs are fine");
  const limits = { allowTerminate: true, purchasesPerRun: 0, ownerMoves: 0 };
  return licenseKey.remarks(licenseKey.codec.decodeState(outputs), parsed.desired, limits).join();
}

describe("plesk:limits", () => {
  it("counts what larger items buy as purchases", async () => {
    const { id, outs } = await bought(web60());
    const provider = inProcessProvider(licenseKey, undefined, undefined, lab.clock);
    const limits = { "plesk:limits": JSON.stringify({ purchasesPerRun: 0 }) };
    await provider.configure(configOf(lab.sandbox, limits));
    const larger = web60({ items: [admin, { item: "FT-PLESK-1-LANGUAGE-PACK-1M" }] });
    expect(await messageOf(provider.update(id, outs, larger))).toContain("plesk:limits allows 0");
    expect(lab.changes()).toEqual([]);
  });

  it("counts one wish once, however often it is tried", async () => {
    const { id, outs } = await bought(web60());
    const provider = inProcessProvider(licenseKey, undefined, undefined, lab.clock);
    const limits = { "plesk:limits": JSON.stringify({ purchasesPerRun: 1 }) };
    await provider.configure(configOf(lab.sandbox, limits));
    lab.sandbox.faults.inject({ kind: "resetBefore", endpoint: "modifyKey" });
    await provider.update(id, outs, web60({ items: [admin, { item: "FT-PLESK-1-LANGUAGE-PACK-1M" }] }));
    expect(lab.changes()).toEqual(["upgrade"]);
  });
});

describe("two keys that are bound to one address", () => {
  const bound = { ipBinding: { address: "192.0.2.10" } };

  it("are refused with both names before anything is bought: each would find it free", async () => {
    const provider = await process();
    expect((await provider.check({}, web60(bound))).failures).toEqual([]);
    const { failures } = await provider.check({}, web61({ ipBinding: { address: "192.0.2.10" } }));
    expect(failures.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("LicenseKey web-61 and LicenseKey web-60 both stand for address 192.0.2.10"),
    ]);
  });

  it("are refused also where an existing one gets the address, in whatever writing", async () => {
    const { id, outs } = await bought(web60());
    const provider = await process();
    await declare(provider, id, outs, web60({ ipBinding: { address: "2001:db8::1" } }));
    const other = await provider.check({}, web61({ ipBinding: { address: "2001:0DB8:0:0::1" } }));
    expect(other.failures).toHaveLength(1);
  });

  it("are let be where one may take it from the other", async () => {
    const provider = await process();
    await provider.check({}, web60(bound));
    const taking = { ipBinding: { address: "192.0.2.10", takeOver: true } };
    expect((await provider.check({}, web61(taking))).failures).toEqual([]);
  });
});

describe("a purchase whose answer is lost", () => {
  it("is not taken for a key with the same marker that this run has let go of", async () => {
    lab.sandbox.assumptions.partner30.nicknameEmpty = "ignored";
    const { id, outs } = await bought(web60({ nickname: undefined, onDelete: "suspend" }));
    const provider = await process();
    await provider.delete(id, outs);
    expect(lab.sandbox.partner30.key(Number(id))).toMatchObject({ suspended: true });
    lab.sandbox.faults.inject({ kind: "resetBefore", endpoint: "createKey" });
    const failed = await provider.create(web60({ nickname: undefined })).catch((error: unknown) => error);
    expect(failed).toMatchObject({ id: expect.stringContaining("pending:") as unknown });
  });
});
