import { startSandbox, type Sandbox, type SandboxOptions } from "plesk-sandbox";
import { PartialFailure } from "pulumi-embedded-engine";

import { systemClock } from "../../../../provider/transport/retry";
import schema = require("../../../../provider/schema.json");
import { quickClock } from "../../../harness/clock";
import { configOf } from "../../../harness/config";
import { admin, bindingOf, languagePack, plansOf } from "../../../harness/declarations";
import { messageOf } from "../../../harness/lab";
import { openPlugin, urnOf, type PluginClient, type Stored } from "../../../harness/native";

const urn = urnOf("LicenseKey", "web");
const [plan, otherPlan] = ["PLESK_POWER_PACK", "30_DOMAINS_TO_100_DOMAINS"] as const;
const web = { items: [admin], nickname: "web-01" };
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

interface World {
  sandbox: Sandbox;
  client: PluginClient;
  reported: string[];
  /** Another process on the same systems. */
  another(): Promise<PluginClient>;
  /** Declares a key as the engine does: check, then create. */
  bought(inputs?: Record<string, unknown>): Promise<Stored>;
}

interface PluginOptions {
  config?: Record<string, string>;
  /** On the machine's clock, for what ends by it. */
  realTime?: boolean;
}

async function withPlugin(
  work: (world: World) => Promise<void>,
  { config = {}, realTime = false, ...options }: SandboxOptions & PluginOptions = {},
): Promise<void> {
  const clock = realTime ? systemClock : quickClock();
  const sandbox = await startSandbox({ ...options, now: () => new Date(clock.now()) });
  const reported: string[] = [];
  const opened: (() => Promise<void>)[] = [];
  const open = async (): Promise<PluginClient> => {
    const { client, close } = await openPlugin(
      { assertWanted: () => Promise.resolve(), say: (sentence) => reported.push(sentence), clock },
      reported,
    );
    opened.push(close);
    await client.configure(configOf(sandbox, config));
    return client;
  };
  try {
    const client = await open();
    const bought = async (inputs: Record<string, unknown> = web): Promise<Stored> => {
      const checked = await client.check(urn, {}, inputs);
      const { id, outs } = await client.create(urn, checked.inputs);
      return { urn, id, outputs: outs, inputs: checked.inputs };
    };
    await work({ sandbox, client, reported, another: open, bought });
  } finally {
    for (const close of opened) await close();
    await sandbox.close();
  }
}

const changesOf = (sandbox: Sandbox) =>
  sandbox.ledger.changes().map(({ operations }) => operations.join("+"));

describe("the plugin itself", () => {
  it("takes secrets marked as such, and answers the schema that is published", () =>
    withPlugin(async ({ client }) => {
      expect((await client.handshake()).getAcceptSecrets()).toBe(true);
      expect(await client.schema()).toEqual(schema);
    }));

  it("refuses a setting that there is not, by name, and takes what the engine adds", () =>
    withPlugin(async ({ client }) => {
      const settings = { version: "0.1.0", partner30Url: unknown, servers: "{}", lookFirst: "true" };
      expect(await client.checkConfig(settings)).toEqual([]);
      expect(await client.checkConfig({ partner30Urk: "https://x.example/" })).toMatchObject([
        {
          property: "partner30Urk",
          reason: expect.stringContaining("is no setting of plesk; there are namespace") as unknown,
        },
      ]);
    }));

  it("reads settings that are secret, and objects as they are or as texts", () =>
    withPlugin(async ({ client, sandbox }) => {
      const settings = configOf(sandbox);
      const mark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
      await client.configure({
        ...settings,
        "plesk:partner30Password": { ...mark, value: settings["plesk:partner30Password"] },
        "plesk:limits": { purchasesPerRun: 0 },
      });
      const { inputs } = await client.check(urn, {}, web);
      expect(await messageOf(client.create(urn, inputs, { preview: true }))).toContain(
        "plesk:limits allows 0",
      );
    }));

  it("looks a key up, marks nothing, and names what is wrong with the arguments", () =>
    withPlugin(async ({ client, sandbox }) => {
      const { keyId } = sandbox.partner30.add({ items: [admin.item], nickname: "by hand" });
      const token = "plesk:index:getLicenseKey";
      const { result } = await client.invoke(token, { nickname: "by hand" });
      expect(result).toMatchObject({
        keyId: String(keyId),
        items: [admin],
        status: expect.any(String) as unknown,
      });
      expect((await client.invoke(token, { nickname: "a", keyId: "1" })).failures).toMatchObject([
        { reason: expect.stringContaining("exactly one of the three") as unknown },
      ]);
      expect(await messageOf(client.invoke("plesk:index:getNothing", {}))).toContain("has no function");
      expect(changesOf(sandbox)).toEqual([]);
    }));
});

describe("a list", () => {
  it("has the ids that can be read and imported, and sends no change", () =>
    withPlugin(async ({ client, sandbox }) => {
      const { keyId } = sandbox.partner30.add({ items: [admin.item], suspended: true });
      sandbox.partner30.add({ items: [admin.item] });
      const ids = async (...asked: Parameters<PluginClient["list"]>) =>
        (await client.list(...asked)).map(({ result }) => result?.id);
      expect(await ids("LicenseKey")).toHaveLength(2);
      expect(await ids("LicenseKey", { status: "suspended" })).toEqual([String(keyId)]);
      expect(await ids("LicenseKey", {}, 1)).toHaveLength(1);
      const [binding] = await client.list("SubscriptionPlanBinding", { server: "alpha", owner: "acme" });
      expect(binding?.result).toEqual({
        id: expect.stringMatching(/^alpha\//) as unknown,
        name: expect.stringContaining(".example") as unknown,
      });
      const found = await client.read(urnOf("SubscriptionPlanBinding"), binding?.result?.id ?? "");
      expect(found.inputs).toMatchObject({ server: "alpha" });
      expect(changesOf(sandbox)).toEqual([]);
    }));

  it("is not known before what it is asked by, and names what is wrong", () =>
    withPlugin(async ({ client }) => {
      expect(await client.list("LicenseKey", { status: unknown })).toEqual([
        expect.objectContaining({ computed: {} }),
      ]);
      expect(await messageOf(client.list("LicenseKey", { status: "gone" }))).toContain("status must be");
      expect(await messageOf(client.list("SubscriptionPlanBinding"))).toContain("server is missing");
      expect(await messageOf(client.list("PleskLicenseUpgrade"))).toContain("has no list of");
    }));

  it("is none where a reseller's list shows no keys of its customers", () =>
    withPlugin(
      async ({ client }) => {
        expect(await messageOf(client.list("LicenseKey"))).toContain("do not show in its list");
      },
      { config: { "plesk:partner30ListShowsKeys": "false" } },
    ));
});

describe("check", () => {
  it("writes who the resource is and that deleting it keeps the key", () =>
    withPlugin(async ({ client }) => {
      const { inputs } = await client.check(urn, {}, web);
      expect(inputs).toEqual({
        ...web,
        onDelete: "keep",
        __resource: "web",
        __marker: expect.stringMatching(/^[0-9a-f]{10}$/) as unknown,
      });
      const declared = { ...web, onDelete: "suspend", adopt: { keyId: "1" } };
      expect((await client.check(urn, {}, declared)).inputs).toEqual({ ...declared, __resource: "web" });
    }));

  it("keeps the marker that the state has, makes another one for another name, and none for what was imported", () =>
    withPlugin(async ({ client }) => {
      const markerAfter = async (olds: Record<string, unknown>) =>
        (await client.check(urn, olds, web)).inputs.__marker;
      expect(await markerAfter({ __marker: "0123456789" })).toBe("0123456789");
      expect(await markerAfter({ __marker: "0123456789", __resource: "web" })).toBe("0123456789");
      expect(await markerAfter({ __marker: "0123456789", __resource: "old" })).toBe(await markerAfter({}));
      expect(await markerAfter({ items: [] })).toBeUndefined();
    }));

  it("refuses what no stack would hold, which a second one would take for its own", () =>
    withPlugin(async ({ client, sandbox, bought }) => {
      const unkept = { isOfStack: false };
      for (const [resource, inputs] of [
        ["LicenseKey", web],
        ["LicenseKey", { items: [admin], adopt: { keyId: "1" } }],
        ["SubscriptionPlanBinding", bindingOf("free", { name: "Business", owner: "admin" })],
      ] as const)
        expect((await client.check(urnOf(resource), {}, inputs, unkept)).failures).toMatchObject([
          {
            reason: expect.stringContaining(`No stack would hold this ${resource} (--stateless)`) as unknown,
          },
        ]);
      const { inputs = {} } = await bought();
      expect((await client.check(urn, inputs, { ...web, nickname: "web-02" }, unkept)).failures).toEqual([]);
      expect(changesOf(sandbox)).toHaveLength(1);
    }));

  it("names what is wrong", () =>
    withPlugin(async ({ client }) => {
      expect((await client.check(urn, {}, { ...web, nicknam: "x" })).failures).toMatchObject([
        { reason: expect.stringMatching(/nicknam.* is not a property here/) as unknown },
      ]);
    }));
});

describe("diff", () => {
  it("names what differs, and is silent on what means the same", () =>
    withPlugin(async ({ client, bought }) => {
      const key = await bought({ items: [admin, languagePack], nickname: "web-01" });
      const diff = (news: Record<string, unknown>) => client.diff(key, { ...key.inputs, ...news });
      expect(await diff({})).toMatchObject({ changes: "none", detailed: {} });
      expect(await diff({ items: [languagePack, admin] })).toMatchObject({ changes: "none", detailed: {} });
      expect(await diff({ unlistedItems: "remove" })).toMatchObject({ changes: "none" });
      expect(await diff({ nickname: "web-02", autoRenew: false })).toMatchObject({
        changes: "some",
        replaces: [],
        detailed: { nickname: "UPDATE", autoRenew: "ADD" },
      });
      expect((await diff({ items: [admin] })).detailed).toEqual({ "items[1]": "DELETE" });
      expect((await diff({ items: [{ ...admin, quantity: 2 }, languagePack] })).detailed).toEqual({
        "items[0].quantity": "ADD",
      });
      expect((await diff({ nickname: unknown })).detailed).toEqual({ nickname: "UPDATE" });
    }));

  it("answers a replacement that deletes first", () =>
    withPlugin(async ({ client, bought, sandbox }) => {
      const key = await bought({ ...web, onGone: "replace" });
      sandbox.partner30.change(Number(key.id), { terminated: true });
      const { props, inputs } = await client.read(urn, key.id, key.outputs);
      expect(await client.diff({ ...key, outputs: props, inputs }, key.inputs ?? {})).toMatchObject({
        changes: "some",
        replaces: ["items"],
        deleteBeforeReplace: true,
      });
    }));
});

describe("preview", () => {
  it("reports the plan and sends nothing; what a purchase will be is not known", () =>
    withPlugin(async ({ client, sandbox, reported }) => {
      const { inputs } = await client.check(urn, {}, web);
      const { id, outs } = await client.create(urn, inputs, { preview: true });
      expect([id, outs]).toEqual(["", { ...inputs, key: unknown, credentials: unknown }]);
      expect(reported).toEqual([
        `info: plan: 1 request: buy a key with ${admin.item}, nickname "web-01" [buys]`,
      ]);
      expect(sandbox.ledger.requests()).toEqual([]);
    }));

  describe("of a new binding", () => {
    const binding = urnOf("SubscriptionPlanBinding", "shop");
    const business = { name: "Business", owner: "admin" };
    const previewed = async ({ client, reported }: World, declared: Record<string, unknown>) => {
      reported.length = 0;
      const { inputs } = await client.check(binding, {}, declared);
      await client.create(binding, inputs, { preview: true });
      return [...reported];
    };

    it("looks at the subscription, says what is there, and marks only what would be lost", () =>
      withPlugin(async (world) => {
        const alpha = world.sandbox.plesk.server("alpha");
        const plan = alpha.plan("Premium").guid;
        alpha.add({ name: "free.alpha.example", owner: "acme", plan });
        alpha.add({ name: "own.alpha.example", owner: "acme", plan, locked: true });
        expect(await previewed(world, bindingOf("free", business))).toEqual([
          'info: Subscription free.alpha.example of server alpha is on plan "Premium", not locked',
          'info: plan: 1 request: switch from plan "Premium" to plan "Business" of admin',
        ]);
        expect(await previewed(world, bindingOf("free", { name: "Premium" }))).toContain(
          "info: plan: nothing to send",
        );
        const locked = await previewed(world, bindingOf("own", business));
        expect(locked[0]).toBe(
          'info: Subscription own.alpha.example of server alpha is on plan "Premium", locked',
        );
        expect(locked.at(-1)).toBe(
          'info: plan: 1 request: switch from plan "Premium" to plan "Business" of admin; it is locked, so its own settings may be lost [removes]',
        );
        expect(await previewed(world, bindingOf("nowhere", business))).toEqual([
          expect.stringContaining(
            "There is no subscription with the name nowhere.alpha.example on server alpha",
          ),
        ]);
      }));

    it("says what may be there where the server does not answer, which is asked once", () =>
      withPlugin(async (world) => {
        const { sandbox } = world;
        sandbox.faults.inject({ kind: "status", status: 503, server: "alpha", times: 100 });
        const worst = expect.stringMatching(
          /^info: plan: 1 request: bind subscription .*if it is on another one; if it is locked, its own settings may be lost \[removes\]$/,
        ) as unknown;
        expect(await previewed(world, bindingOf("synced", business))).toEqual([
          expect.stringMatching(/^warning: This could not be looked at before the plan: .*503/),
          worst,
        ]);
        expect(await previewed(world, bindingOf("unsynced", business))).toEqual([worst]);
        expect(sandbox.ledger.requests()).toHaveLength(1);
      }));

    it("reads all subscriptions of a server at once where there are many", () =>
      withPlugin(async (world) => {
        for (const name of ["synced", "unsynced", "locked", "addons", "custom"])
          await previewed(world, bindingOf(name, business));
        const reads = world.sandbox.ledger.requests().map(({ endpoint }) => endpoint);
        expect(reads.sort()).toEqual([
          ...["getServicePlan", "getServicePlan"],
          ...["getWebspace", "getWebspace", "getWebspace", "getWebspace"],
        ]);
      }));
  });

  it("warns of a run without checkpoints, once", () =>
    withPlugin(async ({ client, reported }) => {
      process.env.PULUMI_SKIP_CHECKPOINTS = "true";
      try {
        const { inputs } = await client.check(urn, {}, web);
        for (const preview of [true, true]) await client.create(urn, inputs, { preview });
        expect(reported.filter((text) => text.includes("CHECKPOINTS"))).toEqual([
          expect.stringContaining("again within 60 minutes (plesk:partner30TakeOverWindow)"),
        ]);
      } finally {
        delete process.env.PULUMI_SKIP_CHECKPOINTS;
      }
    }));

  it("refuses what a limit forbids", () =>
    withPlugin(
      async ({ client, reported }) => {
        const { inputs } = await client.check(urn, {}, web);
        await client.create(urn, inputs, { preview: true });
        expect(await messageOf(client.create(urn, inputs, { preview: true }))).toContain(
          "LicenseKey web would be number 2 of this run's purchases",
        );
        expect(reported).toHaveLength(1);
      },
      { config: { "plesk:limits": '{"purchasesPerRun":1}' } },
    ));

  it("knows after an update what it knew before, and what is declared anew", () =>
    withPlugin(async ({ client, bought, reported }) => {
      const key = await bought();
      reported.length = 0;
      const { outs } = await client.update(key, { ...key.inputs, nickname: "web-02" }, { preview: true });
      expect(outs.key).toMatchObject({ keyId: key.id, nickname: "web-02" });
      expect(reported).toEqual(['info: plan: 1 request: set the nickname to "web-02"']);
    }));
});

describe("create, update, read and delete", () => {
  it("send what the plan says, reported on the resource; the state holds no word for leaving out", () =>
    withPlugin(async ({ client, sandbox, bought }) => {
      const key = await bought();
      expect(key.outputs).toMatchObject({ key: { keyId: key.id, nickname: "web-01" }, nickname: "web-01" });
      expect(key.outputs).not.toHaveProperty("onDelete");
      const { outs } = await client.update(key, { ...key.inputs, nickname: "web-02" });
      expect(outs.key).toMatchObject({ nickname: "web-02" });
      expect(changesOf(sandbox)).toHaveLength(2);
      const { inputs } = await client.read(urn, key.id, outs);
      expect(inputs).toEqual({ ...key.inputs, nickname: "web-02" });
    }));

  it("import a key with all its inputs, kept on delete, and change nothing", () =>
    withPlugin(async ({ client, sandbox }) => {
      const { keyId } = sandbox.partner30.add({ items: [admin.item], nickname: "by hand" });
      const { id, inputs, props } = await client.read(urn, String(keyId));
      expect([id, inputs]).toEqual([
        String(keyId),
        expect.objectContaining({ items: [admin], nickname: "by hand", onDelete: "keep" }),
      ]);
      const declared = await client.check(urn, inputs, { items: [admin], nickname: "by hand" });
      const stored = { urn, id, outputs: props, inputs };
      const { outs } = await client.update(stored, declared.inputs);
      expect(outs.__marker).toBeUndefined();
      expect(changesOf(sandbox)).toEqual([]);
    }));

  it("keep what is half made: a purchase whose answer is lost is pending", () =>
    withPlugin(async ({ client, sandbox }) => {
      const injected = sandbox.faults.inject({
        kind: "resetBefore",
        where: ({ method }) => method !== "GET",
      });
      const { inputs } = await client.check(urn, {}, web);
      const error: unknown = await client.create(urn, inputs).catch((thrown: unknown) => thrown);
      injected.remove();
      expect(error).toBeInstanceOf(PartialFailure);
      expect((error as PartialFailure).id).toMatch(/^pending:/);
    }));

  it("answer an empty id for what is to be forgotten", () =>
    withPlugin(async ({ client, sandbox, bought }) => {
      const key = await bought({ ...web, onGone: "forget" });
      sandbox.partner30.change(Number(key.id), { terminated: true });
      expect((await client.read(urn, key.id, key.outputs)).id).toBe("");
    }));

  it("delete by policy, and send nothing where there is none", () =>
    withPlugin(async ({ another, sandbox, bought, reported }) => {
      const kept = await bought();
      const before = sandbox.ledger.mark();
      await (await another()).delete(kept);
      expect(sandbox.ledger.since(before)).toEqual([]);
      expect(reported.at(-1)).toBe(
        `LicenseKey web (${kept.id}): nothing was sent: it stays as it is, and what is billed for it stays billed`,
      );
      const { outs } = await (await another()).update(kept, { ...kept.inputs, onDelete: "suspend" });
      await (await another()).delete({ ...kept, outputs: outs });
      expect(sandbox.partner30.key(Number(kept.id)).suspended).toBe(true);
    }));
});

const suspended = { ...web, onDelete: "suspend" };
const living = (sandbox: Sandbox) =>
  sandbox.partner30.keys().filter((key) => !key.suspended && !key.terminated);
const isChange = ({ method }: { method: string }): boolean => method !== "GET";

describe("a verb that the engine calls again because an onError hook of the program has it try again", () => {
  it("sends no purchase a second time that may still arrive", () =>
    withPlugin(async ({ client, sandbox, another }) => {
      const { inputs } = await client.check(urn, {}, web);
      const lost = sandbox.faults.inject({ kind: "resetBefore", where: isChange });
      await expect(client.create(urn, inputs)).rejects.toBeInstanceOf(PartialFailure);
      lost.remove();
      await expect(client.create(urn, inputs)).rejects.toMatchObject({
        id: expect.stringMatching(/^pending:/) as unknown,
      });
      expect(sandbox.ledger.charges()).toEqual([]);
      // Another run knows what the state has of it.
      const { id } = await (await another()).create(urn, inputs);
      expect(sandbox.ledger.charges()).toHaveLength(1);
      expect(living(sandbox).map(({ keyId }) => String(keyId))).toEqual([id]);
    }));

  it("keeps what the first try came to where the second one fails otherwise, and counts the purchase once", () =>
    withPlugin(
      async ({ client, sandbox }) => {
        const { inputs } = await client.check(urn, {}, web);
        sandbox.faults.inject({ kind: "resetBefore", where: isChange });
        await expect(client.create(urn, inputs)).rejects.toBeInstanceOf(PartialFailure);
        const outage = { kind: "status", status: 503, endpoint: "listKeys", times: 1000 } as const;
        sandbox.faults.inject(outage);
        await expect(client.create(urn, inputs)).rejects.toMatchObject({
          id: expect.stringMatching(/^pending:/) as unknown,
          message: expect.stringContaining("503") as unknown,
        });
      },
      { config: { "plesk:limits": JSON.stringify({ purchasesPerRun: 1 }) } },
    ));

  it("goes on from a key that was bought, and buys no other one: marker: false", () =>
    withPlugin(async ({ client, sandbox }) => {
      const attached = { ...web, marker: false, autoRenew: false };
      const { inputs } = await client.check(urn, {}, attached);
      sandbox.faults.inject({ kind: "refused", code: 400, endpoint: "modifyKey" });
      const failed = (await client.create(urn, inputs).catch((error: unknown) => error)) as PartialFailure;
      const { id } = await client.create(urn, inputs);
      expect(id).toBe(failed.id);
      expect(sandbox.ledger.charges()).toHaveLength(1);
    }));

  it("goes on from what an update has come to", () =>
    withPlugin(async ({ client, sandbox }) => {
      const upgrade = urnOf("PleskLicenseUpgrade");
      const declared = (...plans: string[]) => plansOf("PLSK.10000001", plans);
      const checked = await client.check(upgrade, {}, declared(plan));
      const { id, outs } = await client.create(upgrade, checked.inputs);
      const stored = { urn: upgrade, id, outputs: outs, inputs: checked.inputs };
      const more = await client.check(upgrade, checked.inputs, declared(plan, otherPlan));
      sandbox.faults.inject({ kind: "status", status: 504, endpoint: "upgradeKey" });
      await expect(client.update(stored, more.inputs)).rejects.toThrow("may still be worked on");
      const before = sandbox.ledger.mark();
      await expect(client.update(stored, more.inputs)).rejects.toThrow("may still");
      const sent = sandbox.ledger.since(before).map(({ endpoint }) => endpoint);
      expect(sent).not.toContain("upgradeKey");
    }));
});

describe("the deletion of a purchase without an answer", () => {
  /** One whose key is there all the same. */
  async function pending({ client, sandbox }: World): Promise<Stored> {
    const faults = [
      sandbox.faults.inject({ kind: "answerLost", endpoint: "createKey" }),
      // Those two that look before it is bought are answered.
      sandbox.faults.inject({ kind: "status", status: 503, endpoint: "listKeys", nth: 3, times: 1000 }),
    ];
    const { inputs } = await client.check(urn, {}, suspended);
    const failed = (await client.create(urn, inputs).catch((error: unknown) => error)) as PartialFailure;
    for (const fault of faults) fault.remove();
    expect(failed.id).toMatch(/^pending:/);
    return { urn, id: failed.id, outputs: failed.properties, inputs };
  }

  it("finds the key and suspends it by its policy", () =>
    withPlugin(async (world) => {
      const original = await pending(world);
      await (await world.another()).delete(original);
      expect([living(world.sandbox), world.sandbox.ledger.charges().length]).toEqual([[], 1]);
    }));

  it("leaves the key to what has replaced it", () =>
    withPlugin(async (world) => {
      const original = await pending(world);
      const client = await world.another();
      const { inputs } = await client.check(urn, {}, suspended);
      const { id } = await client.create(urn, inputs);
      await client.delete(original);
      expect(world.reported.at(-1)).toContain(`key ${id} now belongs to web`);
      expect(living(world.sandbox).map(({ keyId }) => String(keyId))).toEqual([id]);
    }));

  it("leaves the key to an update that has found it for the replacement, which was pending too", () =>
    withPlugin(async (world) => {
      const original = await pending(world);
      const client = await world.another();
      const { inputs } = await client.check(urn, original.inputs ?? {}, suspended);
      await client.diff(original, inputs);
      await client.update(original, inputs);
      await client.delete(original);
      expect(world.reported.at(-1)).toMatch(/key \d+ now belongs to web/);
      expect(living(world.sandbox)).toHaveLength(1);
    }));

  it("leaves the key to what has adopted it", () =>
    withPlugin(async (world) => {
      const original = await pending(world);
      const client = await world.another();
      const [key] = living(world.sandbox);
      const other = urnOf("LicenseKey", "other");
      const adopting = { items: [admin], adopt: { keyId: String(key?.keyId) } };
      const { inputs } = await client.check(other, {}, adopting);
      const { id } = await client.create(other, inputs);
      await client.delete(original);
      expect(world.reported.at(-1)).toContain(`key ${id} now belongs to other`);
      expect(living(world.sandbox).map(({ keyId }) => String(keyId))).toEqual([id]);
    }));

  it("leaves the key alone where it was found and the engine was killed before it deleted the original", () =>
    withPlugin(async (world) => {
      const original = await pending(world);
      const found = await (await world.another()).update(original, original.inputs ?? {});
      const killed = await world.another();
      const checked = await killed.check(urn, {}, suspended);
      const { id, outs } = await killed.create(urn, checked.inputs);
      const client = await world.another();
      const again = await client.check(urn, checked.inputs, suspended);
      await client.diff({ urn, id, outputs: outs, inputs: checked.inputs }, again.inputs);
      await client.delete({ ...original, outputs: found.outs });
      expect(living(world.sandbox).map(({ keyId }) => String(keyId))).toEqual([id]);
    }));
});

describe("a key that was imported with the marker of another time", () => {
  const importMarked = async ({ client, sandbox }: World): Promise<Stored> => {
    const { keyId } = sandbox.partner30.add({ items: [admin.item], nickname: "web-01 #0123456789" });
    const { id, inputs } = await client.read(urn, String(keyId));
    const read = await client.read(urn, id);
    const checked = await client.check(urn, inputs, suspended);
    const stored = { urn, id, outputs: read.props, inputs };
    expect((await client.diff(stored, checked.inputs)).replaces).toEqual([]);
    const { outs } = await client.update(stored, checked.inputs);
    return { ...stored, outputs: outs, inputs: checked.inputs };
  };

  it("is deleted by its policy", () =>
    withPlugin(async (world) => {
      const key = await importMarked(world);
      await (await world.another()).delete(key);
      expect(living(world.sandbox)).toEqual([]);
    }));

  it("is left alone where it carries yet another one by then", () =>
    withPlugin(async (world) => {
      const key = await importMarked(world);
      world.sandbox.partner30.change(Number(key.id), { nickname: "web-01 #9876543210" });
      await (await world.another()).delete(key);
      expect(world.reported.at(-1)).toContain("carries the marker of another resource by now (#9876543210)");
      expect(living(world.sandbox).map(({ keyId }) => String(keyId))).toEqual([key.id]);
    }));
});

describe("a replacement that the user forces (taint, --replace, replaceOnChanges)", () => {
  it("takes off the plan that was dropped together with it, and no other", () =>
    withPlugin(async ({ another, sandbox }) => {
      const upgrade = urnOf("PleskLicenseUpgrade");
      const declared = (...plans: string[]) => ({
        ...plansOf("PLSK.10000001", plans),
        onDelete: "downgrade",
      });
      const first = await another();
      const both = await first.check(upgrade, {}, declared(plan, otherPlan));
      const { id, outs } = await first.create(upgrade, both.inputs);
      const client = await another();
      const fresh = await client.check(upgrade, {}, declared(plan));
      await client.create(upgrade, fresh.inputs);
      const before = sandbox.ledger.mark();
      await client.delete({ urn: upgrade, id, outputs: outs });
      const operations = sandbox.ledger.since(before).flatMap((entry) => entry.operations);
      expect(operations).toEqual(["downgrade"]);
    }));

  it("takes the key over, and leaves it alone when the original is deleted", () =>
    withPlugin(async ({ another, sandbox, bought, reported }) => {
      const original = await bought(suspended);
      const client = await another();
      const { inputs } = await client.check(urn, {}, suspended);
      const { id } = await client.create(urn, inputs);
      await client.delete(original);
      expect(id).toBe(original.id);
      expect(reported.at(-1)).toBe(
        `LicenseKey web (${id}): key ${id} now belongs to web, so deleting it here sends nothing`,
      );
      expect(living(sandbox).map(({ keyId }) => String(keyId))).toEqual([id]);
      expect(sandbox.ledger.charges()).toHaveLength(1);
    }));

  it("leaves it alone too where the run goes on although not all of it could be changed (--continue-on-error)", () =>
    withPlugin(async ({ another, sandbox, bought }) => {
      const original = await bought(suspended);
      const client = await another();
      const { inputs } = await client.check(urn, {}, { ...suspended, autoRenew: false });
      sandbox.faults.inject({ kind: "refused", code: 400, where: ({ method }) => method !== "GET" });
      await expect(client.create(urn, inputs)).rejects.toMatchObject({ id: original.id });
      await client.delete(original);
      expect(living(sandbox).map(({ keyId }) => String(keyId))).toEqual([original.id]);
    }));

  it("leaves it alone too where the engine was killed between the two, and both were refreshed", () =>
    withPlugin(async ({ another, sandbox, bought }) => {
      const original = await bought(suspended);
      const killed = await another();
      const { inputs } = await killed.check(urn, {}, suspended);
      const { id, outs } = await killed.create(urn, inputs);
      const client = await another();
      const refreshed = await client.read(urn, id, outs);
      const old = await client.read(urn, original.id, original.outputs);
      const checked = await client.check(urn, refreshed.inputs, suspended);
      const stored = { urn, id, outputs: refreshed.props, inputs: refreshed.inputs };
      expect((await client.diff(stored, checked.inputs)).changes).toBe("none");
      await client.delete({ ...original, outputs: old.props });
      expect(living(sandbox).map(({ keyId }) => String(keyId))).toEqual([id]);
      expect(sandbox.ledger.charges()).toHaveLength(1);
    }));

  it.each([
    { order: "after", isDeletedFirst: false },
    { order: "before", isDeletedFirst: true },
  ])("deletes the original $order its replacement where another key is bought", ({ isDeletedFirst }) =>
    withPlugin(async ({ another, sandbox, bought }) => {
      const original = await bought(suspended);
      const client = await another();
      const renamed = { ...suspended, nickname: "renamed" };
      const { inputs } = await client.check(urn, original.inputs ?? {}, renamed);
      // By replaceOnChanges, which only the engine knows of.
      expect((await client.diff(original, inputs)).replaces).toEqual([]);
      const fresh = await client.check(urn, {}, renamed);
      if (isDeletedFirst) await client.delete(original);
      const { id } = await client.create(urn, fresh.inputs);
      if (!isDeletedFirst) await client.delete(original);
      expect(living(sandbox).map(({ keyId }) => String(keyId))).toEqual([id]);
      expect(sandbox.partner30.key(Number(original.id)).suspended).toBe(true);
    }),
  );

  it("still deletes an original that is another key", () =>
    withPlugin(async ({ another, sandbox, bought }) => {
      const original = await bought({ ...suspended, marker: false });
      const client = await another();
      const { inputs } = await client.check(urn, {}, { ...suspended, marker: false });
      const { id } = await client.create(urn, inputs);
      await client.delete(original);
      expect(living(sandbox).map(({ keyId }) => String(keyId))).toEqual([id]);
      expect(sandbox.partner30.key(Number(original.id)).suspended).toBe(true);
    }));
});

describe("a key that the engine compares before the program declares it (refresh, or another one is replaced)", () => {
  it.each([
    ["a refresh", {}],
    ["a question what would be", { nickname: unknown }],
  ])("is deleted by its policy where the program has dropped it: %s", (_, asked) =>
    withPlugin(async ({ another, sandbox, bought }) => {
      const key = await bought(suspended);
      const client = await another();
      await client.diff(key, { ...key.inputs, ...asked });
      await client.delete(key);
      expect(sandbox.partner30.key(Number(key.id)).suspended).toBe(true);
    }),
  );

  it("may be replaced, and the original is deleted, although it is compared again after that", () =>
    withPlugin(async ({ another, sandbox, bought }) => {
      const original = await bought({ ...suspended, marker: false });
      const client = await another();
      const { inputs } = await client.check(urn, {}, { ...suspended, marker: false });
      const { id } = await client.create(urn, inputs);
      await client.diff(original, { ...original.inputs, nickname: unknown });
      await client.delete(original);
      expect(sandbox.partner30.key(Number(original.id)).suspended).toBe(true);
      expect(sandbox.partner30.key(Number(id)).suspended).toBe(false);
    }));
});

describe("an operation that is to end", () => {
  it("ends its waits and sends nothing more when its customTimeouts have passed", () =>
    withPlugin(
      async ({ client, sandbox, bought }) => {
        const key = await bought();
        const before = sandbox.ledger.mark();
        sandbox.faults.inject({ kind: "status", status: 503, times: 1000 });
        const started = Date.now();
        const message = await messageOf(
          client.update(key, { ...key.inputs, nickname: "web-02" }, { timeout: 0.5 }),
        );
        expect(message).toContain(
          "The resource's customTimeouts of 0.5 s have passed. Nothing more was sent",
        );
        expect(Date.now() - started).toBeLessThan(3000);
        const sent = sandbox.ledger.since(before).length;
        await new Promise((resolve) => setTimeout(resolve, 1500));
        expect(sandbox.ledger.since(before)).toHaveLength(sent);
      },
      { config: { "plesk:partner30RetryBudget": "60" }, realTime: true },
    ));

  it("is finished and kept where it is under way when the run is cancelled; what is queued is not sent", () =>
    withPlugin(
      async ({ client, sandbox }) => {
        const names = ["a", "b", "c", "d", "e", "f"];
        const stop = sandbox.faults.onRequest("before", async ({ endpoint }) => {
          if (endpoint !== "createKey") return undefined;
          stop();
          await client.cancel();
          return undefined;
        });
        const outcomes = await Promise.all(
          names.map(async (name) => {
            const one = urnOf("LicenseKey", name);
            const { inputs } = await client.check(one, {}, { ...web, nickname: name });
            return client.create(one, inputs).then(
              ({ id }) => id,
              (error: unknown) => String(error),
            );
          }),
        );
        const ids = outcomes.filter((outcome) => /^\d+$/.test(outcome));
        const cancelled = outcomes.filter((outcome) =>
          outcome.includes("The run was cancelled. Nothing more was sent"),
        );
        expect([ids.length, cancelled.length]).toEqual([1, 5]);
        expect(sandbox.partner30.keys().map(({ keyId }) => String(keyId))).toEqual(ids);
      },
      { config: { "plesk:partner30MaxInFlight": "1" } },
    ));
});

test("plesk:lookFirst asks the engine to look before each run", () =>
  withPlugin(
    async ({ client }) => {
      const { inputs } = await client.check(urn, {}, web);
      expect((await client.create(urn, inputs)).looksFirst).toBe(true);
    },
    { config: { "plesk:lookFirst": "true" } },
  ));
