import type { KeyChange } from "plesk-sandbox";
import type { Values } from "pulumi-embedded-engine";
import { withKeyLab, type Lab } from "../../harness/lab";

/** Somebody changes the key after the preview, which knows only the state, and before the run. */

const admin = { item: "PLESK-12-WEB-ADMIN-1M" };
const pack = { item: "FT-PLESK-1-LANGUAGE-PACK-1M" };
const developer = { item: "FT-PLESK-DEVELOPER-PACK-1M" };
const servers = (quantity: number) => ({ item: "360-MON-SRV-1M", quantity });
const monitoring = { item: "360-MON-1M" };
const web = { ownerId: "10001", items: [admin, pack], nickname: "web-01", __marker: "0123456789" };
const address = "192.0.2.9";

interface Surprise {
  name: string;
  declared?: Values;
  byHand: KeyChange;
  /** What heals it, in the ledger's words. */
  heals: string;
}

/** What pays, removes or cannot be undone is not done unless the preview has shown it. */
const refused: (Surprise & { said: string })[] = [
  {
    name: "given to another owner",
    byHand: { ownerId: "10002" },
    said: "move the key from owner 10002 to owner 10001 [irreversible]",
    heals: "owner+nickname",
  },
  {
    name: "an item less",
    byHand: { items: [admin.item] },
    said: "add FT-PLESK-1-LANGUAGE-PACK-1M [buys]",
    heals: "upgrade+nickname",
  },
  {
    name: "an item more",
    byHand: { items: [admin, pack, developer] },
    said: "remove FT-PLESK-DEVELOPER-PACK-1M [removes]",
    heals: "upgrade+nickname",
  },
  {
    name: "a smaller quantity",
    declared: { items: [monitoring, servers(3)] },
    byHand: { items: [monitoring, servers(1)] },
    said: "change the quantity of 360-MON-SRV-1M from 1 to 3 [buys]",
    heals: "upgrade+nickname",
  },
  {
    name: "a larger quantity",
    declared: { items: [monitoring, servers(3)] },
    byHand: { items: [monitoring, servers(9)] },
    said: "change the quantity of 360-MON-SRV-1M from 9 to 3 [removes]",
    heals: "upgrade+nickname",
  },
  {
    name: "unbound from an address that may be taken from others",
    declared: { ipBinding: { address, takeOver: true } },
    byHand: { ipAddressBinding: null },
    said: `bind the key to ${address}, taking it from any key that holds it [removes]`,
    heals: "bindIp+nickname",
  },
];

/** Everything else goes along with a run that changes the key anyway: it costs nothing and can be taken back. */
const healed: Surprise[] = [
  {
    name: "suspended",
    declared: { suspended: false },
    byHand: { suspended: true },
    heals: "resume+nickname",
  },
  {
    name: "resumed",
    declared: { suspended: true },
    byHand: { suspended: false },
    heals: "suspend+nickname",
  },
  {
    name: "activated for another",
    declared: { activation: { uid: "ours" } },
    byHand: { uid: "theirs" },
    heals: "activate+nickname",
  },
  {
    name: "unbound",
    declared: { ipBinding: { address } },
    byHand: { ipAddressBinding: null },
    heals: "bindIp+nickname",
  },
  {
    name: "bound",
    declared: { ipBinding: "unbound" },
    byHand: { ipAddressBinding: address },
    heals: "unbindIp+nickname",
  },
  {
    name: "opened to other addresses",
    declared: { ipBinding: { address, restrict: true } },
    byHand: { restrictIPBinding: false },
    heals: "restrictIp+nickname",
  },
  {
    name: "given another configuration",
    declared: { productConfigurationId: 2 },
    byHand: { productConfigurationId: 3 },
    heals: "productConfiguration+nickname",
  },
  {
    name: "given another external id",
    declared: { items: [{ ...admin, externalId: "1" }, pack] },
    byHand: { items: [{ ...admin, externalId: "2" }, pack] },
    heals: "rebuildItems+nickname",
  },
  {
    name: "set to end",
    declared: { autoRenew: true },
    byHand: { autoRenew: false },
    heals: "nickname+autoRenew",
  },
];

async function surprised(
  { declared, byHand }: Surprise,
  then: (lab: Lab, now: Values) => Promise<void>,
): Promise<void> {
  await withKeyLab({ login: "demo-reseller" }, async (lab) => {
    const before = { ...web, ...declared };
    expect(await lab.up({ web: before })).toBeUndefined();
    lab.sandbox.partner30.change(lab.keyId("web"), byHand);
    lab.changes();
    await then(lab, { ...before, nickname: "web-02" });
  });
}

describe("a key that somebody changed after the preview", () => {
  it.each(refused)("stops before anything is sent, and says it: $name", (surprise) =>
    surprised(surprise, async (lab, now) => {
      const message = await lab.up({ web: now });
      expect(message).toContain(
        `The object changed since the last refresh, so this would now be needed and was not in the preview: ${surprise.said}. Nothing was sent. Run \`pulumi up --refresh\` to see it and decide`,
      );
      expect(lab.changes()).toEqual([]);
      expect(await lab.refresh()).toBeUndefined();
      expect(await lab.up({ web: now })).toBeUndefined();
      expect(lab.changes()).toEqual([surprise.heals]);
    }),
  );

  it.each(healed)("is brought back on the way: $name", (surprise) =>
    surprised(surprise, async (lab, now) => {
      expect(await lab.up({ web: now })).toBeUndefined();
      expect(lab.changes()).toEqual([surprise.heals]);
    }),
  );

  it("is brought back on the way: attached or detached", () =>
    withKeyLab({}, async (lab) => {
      const parent = lab.sandbox.partner30.add({ items: [admin.item] });
      const child = { items: [{ item: "ADD-DNSSEC-1M" }], nickname: "a", __marker: "0123456789" };
      const attached = { ...child, parent: { keyId: String(parent.keyId) } };
      expect(await lab.up({ child: attached })).toBeUndefined();
      lab.sandbox.partner30.change(lab.keyId("child"), { parentKeyId: null });
      lab.changes();
      expect(await lab.up({ child: { ...attached, nickname: "b" } })).toBeUndefined();
      expect(lab.changes()).toEqual(["attach+nickname"]);
      const detached = { ...child, parent: "detached" };
      expect(await lab.up({ child: detached })).toBeUndefined();
      lab.sandbox.partner30.change(lab.keyId("child"), { parentKeyId: parent.keyId });
      lab.changes();
      expect(await lab.up({ child: { ...detached, nickname: "c" } })).toBeUndefined();
      expect(lab.changes()).toEqual(["detach+nickname"]);
    }));

  it("sends nothing where it is as declared already", () =>
    surprised({ name: "", byHand: { items: [admin, pack, developer] }, heals: "" }, async (lab, now) => {
      lab.sandbox.partner30.change(lab.keyId("web"), { nickname: "web-02 #0123456789" });
      expect(await lab.up({ web: { ...now, items: [admin, pack, developer] } })).toBeUndefined();
      expect(lab.changes()).toEqual([]);
    }));

  it("sends only the rest where a part is as declared already", () =>
    surprised({ name: "", byHand: { items: [admin, pack, developer] }, heals: "" }, async (lab, now) => {
      expect(await lab.up({ web: { ...now, items: [admin, pack, developer] } })).toBeUndefined();
      expect(lab.changes()).toEqual(["nickname"]);
    }));

  it("stops at another quantity than the preview counted from, since the price is another one", () =>
    surprised(
      {
        name: "",
        declared: { items: [monitoring, servers(2)] },
        byHand: { items: [monitoring, servers(1)] },
        heals: "",
      },
      async (lab, now) => {
        const message = await lab.up({ web: { ...now, items: [monitoring, servers(5)] } });
        expect(message).toContain("change the quantity of 360-MON-SRV-1M from 1 to 5 [buys]");
        expect(lab.changes()).toEqual([]);
      },
    ));

  it("stops at a terminated key and says how to go on", () =>
    surprised({ name: "", byHand: { terminated: true }, heals: "" }, async (lab, now) => {
      expect(await lab.up({ web: now })).toContain('To buy another, set onGone: "replace"');
      expect(lab.changes()).toEqual([]);
    }));

  it("stops at a key revived after a refresh saw it terminated, before what was not shown", () =>
    surprised({ name: "", byHand: { terminated: true }, heals: "" }, async (lab, now) => {
      await lab.refresh();
      lab.sandbox.partner30.change(lab.keyId("web"), { terminated: false, items: [admin.item] });
      expect(await lab.up({ web: now })).toContain("add FT-PLESK-1-LANGUAGE-PACK-1M [buys]");
      expect(lab.changes()).toEqual([]);
    }));
});

describe("deleting a key that somebody changed", () => {
  const deleting = (onDelete: string) => ({ declared: { onDelete }, heals: "", name: "" });

  it.each(["suspend", "terminate"])("sends nothing for a terminated key with onDelete %s", (onDelete) =>
    surprised({ ...deleting(onDelete), byHand: { terminated: true } }, async (lab) => {
      expect(await lab.destroy()).toBeUndefined();
      expect(lab.changes()).toEqual([]);
    }),
  );

  it("takes only the marker off a suspended key with onDelete suspend", () =>
    surprised({ ...deleting("suspend"), byHand: { suspended: true } }, async (lab) => {
      expect(await lab.destroy()).toBeUndefined();
      expect(lab.changes()).toEqual(["nickname"]);
    }));

  it("deletes as declared a key that was changed otherwise", () =>
    surprised({ ...deleting("terminate"), byHand: { nickname: "by hand" } }, async (lab) => {
      expect(await lab.destroy()).toBeUndefined();
      expect(lab.changes()).toEqual(["terminate"]);
    }));

  it("does not terminate unseen a key revived after it was seen terminated", () =>
    surprised({ ...deleting("terminate"), byHand: { terminated: true } }, async (lab) => {
      await lab.refresh();
      lab.sandbox.partner30.change(lab.keyId("web"), { terminated: false });
      expect(await lab.destroy()).toContain("was not in the preview: terminate the key");
      expect(lab.changes()).toEqual([]);
    }));

  it("terminates a key with children that came later, and they live on", () =>
    surprised({ ...deleting("terminate"), byHand: {} }, async (lab) => {
      const child = lab.sandbox.partner30.add({
        ownerId: "10001",
        items: ["ADD-DNSSEC-1M"],
        parentKeyId: Number(lab.keyId("web")),
      });
      expect(await lab.destroy()).toBeUndefined();
      expect(lab.changes()).toEqual(["terminate"]);
      expect(lab.sandbox.partner30.key(child.keyId).terminated).toBe(false);
      expect(lab.said.join()).toContain(`does not terminate its child keys: ${child.keyId}`);
    }));
});

describe("what a purchase returns", () => {
  it("is kept, and nothing costly follows that was not in the preview", () =>
    withKeyLab({}, async (lab) => {
      const remove = lab.sandbox.faults.onRequest("after", ({ endpoint, keyId }) => {
        // The answer is already made; the second read sees what somebody did at once.
        if (endpoint === "createKey") lab.sandbox.partner30.change(keyId ?? "", { items: [admin.item] });
      });
      lab.sandbox.faults.inject({ kind: "answerLost", endpoint: "createKey" });
      const message = await lab.up({ web: { items: [admin, pack], __marker: "0123456789" } });
      remove();
      expect(lab.sandbox.ledger.requests({ endpoint: "modifyKey" })).toEqual([]);
      expect(message).toContain("was not in the preview: add FT-PLESK-1-LANGUAGE-PACK-1M [buys]");
      expect(message).toContain("Nothing more was sent");
      expect(lab.keyId("web")).toBe("20000001");
    }));
});
