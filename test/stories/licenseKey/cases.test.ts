import type { Values } from "pulumi-embedded-engine";
import { plan } from "../../../provider/resources/licenseKey/plan";
import { licenseKey } from "../../../provider/resources/licenseKey/spec";
import { newState, withLive } from "../../../provider/resources/licenseKey/state";
import { messageOf, withKeyLab, type Lab } from "../../harness/lab";
import { expectPresentable } from "../../harness/secrets";

const admin = { item: "PLESK-12-WEB-ADMIN-1M" };
const pro = { item: "PLESK-12-WEB-PRO-1M" };
const pack = { item: "FT-PLESK-1-LANGUAGE-PACK-1M" };
const web = { items: [admin], nickname: "web-01", __marker: "0123456789" };
const limited = (limits: object) => ({ "plesk:limits": JSON.stringify(limits) });

describe("adopting a key", () => {
  const seeded = (lab: Lab) =>
    lab.sandbox.partner30.add({
      keyId: 555,
      items: [pro.item, { ...pack, externalId: "98" }, { item: "Virtuozzo storage", unmatched: true }],
      nickname: "made by hand",
      autoRenew: false,
      suspended: true,
      ipAddressBinding: "192.0.2.4",
      restrictIPBinding: true,
      productConfigurationId: 3,
    });
  const asItIs = {
    items: [pack, pro],
    nickname: "made by hand",
    __marker: "0123456789",
  };

  it.each(["id", "activation code"])(
    "writes nothing for a key named by its %s, and manages it from then on",
    (by) =>
      withKeyLab({}, async (lab) => {
        const { activationCode } = seeded(lab);
        const adopt = by === "id" ? { keyId: "555" } : { activationCode };
        expect(await lab.up({ web: { ...asItIs, adopt } })).toBeUndefined();
        expect(lab.changes()).toEqual([]);
        expect(lab.driver.state.web?.id).toBe("555");
        expect(await lab.up({ web: { ...asItIs, nickname: "ours now" } })).toBeUndefined();
        expect(lab.sandbox.partner30.key(555)).toMatchObject({ nickname: "ours now" });
      }),
  );

  it("refuses a key that differs, and prints the arguments that match it", () =>
    withKeyLab({}, async (lab) => {
      seeded(lab);
      const wrong = {
        items: [
          { ...admin, quantity: 2 },
          { ...pack, externalId: "99" },
        ],
        nickname: "another",
        autoRenew: true,
        suspended: false,
        ipBinding: { address: "192.0.2.5", restrict: false },
        productConfigurationId: 1,
        parent: { keyId: "1" },
        ownerId: "10001",
        __marker: "0123456789",
        adopt: { keyId: "555" },
      };
      const message = (await lab.up({ web: wrong })) ?? "";
      expect(message).toContain("adopt: Key 555 differs from the declaration, and adopting changes nothing");
      const [, printed = ""] = /These arguments match it: (\{.*\})$/m.exec(message) ?? [];
      const match = JSON.parse(printed) as Values;
      expect(await lab.up({ web: { ...wrong, ...match } })).toBeUndefined();
      expect(lab.changes()).toEqual([]);
      expect(lab.driver.state.web?.id).toBe("555");
    }));

  it.each([
    ["a terminated key", { keyId: "555" }, "The key is terminated"],
    ["a key that there is not", { keyId: "77" }, "Key 77 is not shown to this login"],
    ["a key of somebody else", { keyId: "556" }, "Key 556 is not shown to this login"],
    ["a wrong activation code", { activationCode: "no-such-code" }, "is not shown to this login"],
  ])("refuses %s, naming the property", (_, adopt, reason) =>
    withKeyLab({}, async (lab) => {
      seeded(lab);
      lab.sandbox.partner30.terminate(555);
      lab.sandbox.partner30.add({ keyId: 556, ownerId: "10001", items: [admin.item] });
      const message = (await lab.up({ web: { ...asItIs, adopt } })) ?? "";
      expect(message).toContain("adopt: ");
      expect(message).toContain(reason);
      expect(message).toContain("Nothing was bought or changed");
      expect(message).not.toContain("no-such-code");
      expectPresentable(lab.sandbox, message);
      expect(lab.driver.state).toEqual({});
    }),
  );
});

describe("a refusal of what there is not", () => {
  it.each<[string, Values, RegExp]>([
    ["an item", { items: [{ item: "NO-SUCH-ITEM" }] }, /^items: The key was not bought: /],
    ["a parent", { items: [admin], parent: { keyId: "99999" } }, /^parent: The key was not bought: /],
  ])("of a purchase names the property: %s", (_, declared, message) =>
    withKeyLab({}, async (lab) => {
      expect(await lab.up({ web: { ...declared, __marker: "0123456789" } })).toMatch(message);
      expect(lab.sandbox.ledger.charges()).toEqual([]);
    }),
  );

  it("of a change names the property", () =>
    withKeyLab({}, async (lab) => {
      expect(await lab.up({ web })).toBeUndefined();
      const message = await lab.up({ web: { ...web, parent: { keyId: "99999" } } });
      expect(message).toMatch(/^parent: Could not attach the key to key 99999: /);
    }));
});

describe("a key that the system shows in other words", () => {
  it("is as declared where its nickname is written with other code points for the same letters", () =>
    withKeyLab({}, async (lab) => {
      const declared = { web: { ...web, nickname: "Gro\u0308\u00dfe" } };
      expect(await lab.up(declared)).toBeUndefined();
      const inputs = JSON.stringify(lab.driver.state.web?.inputs);
      for (const form of ["NFC", "NFD"]) {
        const { nickname } = lab.sandbox.partner30.key(lab.keyId("web"));
        lab.sandbox.partner30.change(lab.keyId("web"), { nickname: nickname?.normalize(form) ?? "" });
        lab.changes();
        expect(await lab.refresh()).toBeUndefined();
        expect(JSON.stringify(lab.driver.state.web?.inputs)).toBe(inputs);
        expect(await lab.up(declared)).toBeUndefined();
        expect(lab.changes()).toEqual([]);
      }
    }));

  it.each(["WEB-01 #0123456ABC", "web-01 #0123456abc  "])(
    "is found after a killed run where its nickname has become %j",
    (nickname) =>
      withKeyLab(
        { assumptions: { partner30: { nicknameFilterCase: "insensitive", nicknameFilter: "prefix" } } },
        async (lab) => {
          const declared = { ...web, __marker: "0123456abc" };
          expect(await lab.killedAfter("createKey", { web: declared })).toBe(true);
          lab.sandbox.partner30.change("20000001", { nickname });
          lab.changes();
          await lab.up({ web: declared });
          expect([lab.changes(), lab.keyId("web")]).toEqual([
            expect.not.arrayContaining(["create+nickname"]),
            "20000001",
          ]);
        },
      ),
  );

  it("is as declared where its constants are written in capitals", () => {
    const state = newState({ origin: "https://ka.example/" });
    const items = [{ item: "plesk-12-web-admin-1m" }];
    const live = { keyIdentifiers: { keyId: 1 }, ownerId: "1", items: [admin, { item: "FT-X-1M" }] };
    const { key } = withLive(state, live, { items });
    expect(key?.items).toEqual([...items, { item: "FT-X-1M" }]);
  });
});

describe("a key that was bought and could not be read yet", () => {
  it("is kept by its id and said to be bought, and its owner is no move: the next run goes on", () =>
    withKeyLab({ login: "demo-reseller", config: { "plesk:limits": "{}" } }, async (lab) => {
      const headers = { location: "/30/keys/20000001" };
      const noBody = { kind: "status", status: 201, body: "", headers, when: "after" } as const;
      lab.sandbox.faults.inject({ ...noBody, endpoint: "createKey" });
      const unread = lab.sandbox.faults.inject({
        kind: "status",
        status: 502,
        endpoint: "readKey",
        times: 9,
      });
      const declared = { ...web, ownerId: "10001" };
      expect(await lab.up({ web: declared })).toMatch(
        /^Key 20000001 was bought, and what has come of it could not be read: /,
      );
      const outputs = lab.driver.state.web?.outputs ?? {};
      expect(outputs.ownerId).toBe("10001");
      const parsed = licenseKey.codec.parseInputs(declared, []);
      expect("desired" in parsed && plan(licenseKey.codec.decodeState(outputs), parsed.desired)).toEqual([]);
      unread.remove();
      expect(await lab.up({ web: declared })).toBeUndefined();
      expect(lab.changes()).toEqual(["create+nickname"]);
    }));
});

it("a change that brings more than was sent has been made: what is more is shown by the next preview", () =>
  withKeyLab({}, async (lab) => {
    expect(await lab.up({ web })).toBeUndefined();
    lab.sandbox.faults.onRequest("before", ({ endpoint, operations }) => {
      if (endpoint === "readKey" && lab.sandbox.ledger.changes().length > 1 && operations.length === 0)
        lab.sandbox.partner30.change("20000001", {
          items: [admin, pack, { item: "FT-PLESK-DEVELOPER-PACK-1M" }],
        });
      return undefined;
    });
    const empty = { kind: "status", status: 200, body: "", when: "after" } as const;
    lab.sandbox.faults.inject({ ...empty, endpoint: "modifyKey" });
    const declared = { web: { ...web, items: [admin, pack] } };
    expect(await lab.up(declared)).toBeUndefined();
    expect(lab.driver.state.web?.outputs.items).toContainEqual({ item: "FT-PLESK-DEVELOPER-PACK-1M" });
  }));

describe("a change that was accepted and cannot be looked at", () => {
  const empty = { kind: "status", status: 200, body: "", when: "after" } as const;

  it.each([
    ["a change", "modifyKey", { nickname: "web-02" }, "The change of key 20000001 was accepted"],
    ["a deletion", "terminateKey", undefined, "The termination of key 20000001 was accepted"],
  ])("is not said to have failed: %s", (_, endpoint, change, accepted) =>
    withKeyLab({}, async (lab) => {
      const declared = { ...web, onDelete: "terminate" };
      expect(await lab.up({ web: declared })).toBeUndefined();
      const run = () => (change === undefined ? lab.destroy() : lab.up({ web: { ...declared, ...change } }));
      lab.sandbox.faults.inject({ ...empty, endpoint });
      // The look before it is answered.
      const unread = lab.sandbox.faults.inject({
        kind: "status",
        status: 502,
        endpoint: "readKey",
        nth: 2,
        times: 99,
      });
      const message = await run();
      expect(
        message?.startsWith(`${accepted}, and what has come of it could not be read: Partner API 3.0`),
      ).toBe(true);
      unread.remove();
      lab.changes();
      expect(await run()).toBeUndefined();
      expect(lab.changes()).toEqual([]);
    }),
  );
});

describe("a key that is terminated by somebody", () => {
  const terminated = (declared: Values, then: (lab: Lab) => Promise<void>) =>
    withKeyLab({}, async (lab) => {
      expect(await lab.up({ web: { ...web, ...declared } })).toBeUndefined();
      lab.sandbox.partner30.terminate(lab.keyId("web"));
      lab.changes();
      await then(lab);
    });

  it("is kept and reported by default, on each run", () =>
    terminated({}, async (lab) => {
      await lab.refresh();
      for (let run = 0; run < 2; run++)
        expect(await lab.up({ web })).toContain(
          "Key 20000001 is terminated, and a terminated key takes no change",
        );
      expect(lab.changes()).toEqual([]);
    }));

  it.each(["forget", "replace"])("is replaced as soon as the advice onGone %s is taken", (onGone) =>
    terminated({}, async (lab) => {
      await lab.refresh();
      const advised = { web: { ...web, onGone } };
      for (let run = 0; run < 2; run++) {
        await lab.up(advised);
        await lab.refresh();
      }
      expect(await lab.up(advised)).toBeUndefined();
      expect(lab.changes()).toEqual(["create+nickname"]);
      expect(lab.driver.state.web?.id).toBe("20000002");
    }),
  );

  it("is replaced with onDelete terminate too: there is nothing left to terminate", () =>
    terminated({ onGone: "replace", onDelete: "terminate" }, async (lab) => {
      await lab.refresh();
      expect(await lab.up({ web: { ...web, onGone: "replace", onDelete: "terminate" } })).toBeUndefined();
      expect(lab.changes()).toEqual(["create+nickname"]);
    }));
});

const settleWindowMs = 600_000;

describe("a key that is not visible any more", () => {
  const invisible = (declared: Values, then: (lab: Lab, now: Values) => Promise<void>) =>
    withKeyLab({}, async (lab) => {
      const now = { ...web, ...declared };
      expect(await lab.up({ web: now })).toBeUndefined();
      lab.sandbox.partner30.move(lab.keyId("web"), "10001");
      lab.changes();
      lab.clock.pass(settleWindowMs + 10_000);
      await lab.refresh();
      await then(lab, now);
    });

  it.each(["forget", "replace"])("is kept with onGone %s while it was bought moments ago", (onGone) =>
    withKeyLab({}, async (lab) => {
      const now = { ...web, onGone };
      expect(await lab.up({ web: now })).toBeUndefined();
      lab.sandbox.partner30.move(lab.keyId("web"), "10001");
      expect(await lab.refresh()).toBeUndefined();
      expect(lab.said.join()).toContain("It was bought moments ago and may not show yet");
      lab.changes();
      expect(await lab.up({ web: now })).toBeUndefined();
      expect(lab.changes()).toEqual([]);
      expect(Object.keys(lab.driver.state)).toEqual(["web"]);
    }),
  );

  it("is kept, reported with what can be done, and seen again when it is back", () =>
    invisible({}, async (lab, now) => {
      const message = await lab.up({ web: now });
      expect(message).toContain(
        "Key 20000001 is not shown to this login (readKey of Partner API 3.0 said 403",
      );
      expect(message).toContain('set onGone: "forget" or "replace"');
      lab.sandbox.partner30.move("20000001", "20001");
      expect(await lab.up({ web: now })).toBeUndefined();
      expect(await lab.up({ web: now })).toBeUndefined();
      expect(lab.changes()).toEqual([]);
    }));

  it("is dropped on refresh and bought again with onGone forget", () =>
    invisible({ onGone: "forget" }, async (lab, now) => {
      expect(lab.driver.state).toEqual({});
      expect(await lab.up({ web: now })).toBeUndefined();
      expect(lab.changes()).toEqual(["create+nickname"]);
    }));

  it("is replaced with onGone replace, whatever onDelete says", () =>
    invisible({ onGone: "replace", onDelete: "terminate" }, async (lab, now) => {
      expect(await lab.up({ web: now })).toBeUndefined();
      expect(lab.changes()).toEqual(["create+nickname"]);
    }));

  it.each(["suspend", "terminate"])(
    "is neither replaced nor deleted with onDelete %s where it is back since: a refresh shows it first",
    (onDelete) =>
      invisible({ onGone: "replace", onDelete }, async (lab, now) => {
        lab.sandbox.partner30.move("20000001", "20001");
        const back = /^key 20000001 was gone at the last refresh and is there again. Nothing was sent/;
        expect(await lab.up({ web: now })).toMatch(back);
        expect(await lab.destroy()).toMatch(back);
        expect(lab.changes()).toEqual([]);
        expect(await lab.refresh()).toBeUndefined();
        expect(await lab.up({ web: now })).toBeUndefined();
        expect(lab.changes()).toEqual([]);
        expect(await lab.destroy()).toBeUndefined();
        expect(lab.changes()).toEqual([onDelete === "suspend" ? "suspend+nickname" : "terminate"]);
      }),
  );

  it("is not deleted by guess", () =>
    invisible({ onDelete: "terminate" }, async (lab) => {
      expect(await lab.destroy()).toContain("is not shown to this login");
      expect(Object.keys(lab.driver.state)).toEqual(["web"]);
    }));
});

describe("an address", () => {
  const address = "192.0.2.8";

  it("waits for an address that another key holds, and then refuses it with the holder's id", () =>
    withKeyLab({}, async (lab) => {
      lab.sandbox.partner30.add({ keyId: 700, items: [admin.item], ipAddressBinding: address });
      const message = await lab.up({
        web: { ...web, ipBinding: { address }, timeouts: { ipBinding: 10 } },
      });
      expect(message).toContain(
        `ipBinding.address: ${address} is already bound to key 700; binding it here would remove it from that key`,
      );
      expect(lab.said.join()).toContain(
        `${address} is still bound to key 700; waiting for it to be given up`,
      );
      expect(lab.changes()).toEqual([]);
    }));

  it.each(["2001:db8::8", "2001:db8:0:0:0:0:0:8", "2001:0db8:0000:0000:0000:0000:0000:0008"])(
    "is found on another key however it is written there: %s",
    (written) =>
      withKeyLab({}, async (lab) => {
        lab.sandbox.partner30.add({ keyId: 700, items: [admin.item], ipAddressBinding: written });
        const ipBinding = { address: "2001:DB8::8" };
        const message = await lab.up({ web: { ...web, ipBinding, timeouts: { ipBinding: 0 } } });
        expect(message).toContain("2001:db8::8 is already bound to key 700");
        expect(lab.changes()).toEqual([]);
      }),
  );

  it("takes an address over where that is declared", () =>
    withKeyLab({}, async (lab) => {
      lab.sandbox.partner30.add({ keyId: 700, items: [admin.item], ipAddressBinding: address });
      expect(await lab.up({ web: { ...web, ipBinding: { address, takeOver: true } } })).toBeUndefined();
      expect(lab.sandbox.partner30.key(700).ipAddressBinding).toBeNull();
    }));

  it("binds an address that another resource of the run gives up, as soon as it is free", () =>
    withKeyLab({}, async (lab) => {
      const old = { ...web, ipBinding: { address } };
      expect(await lab.up({ old })).toBeUndefined();
      const { state } = lab.driver;
      const [unbinding, binding] = [lab.as({}), lab.as({})];
      unbinding.state = state;
      const fresh = { ...web, __marker: "9999999999", ipBinding: { address } };
      const both = binding.up({ fresh });
      await new Promise((resolve) => setTimeout(resolve, 5));
      await unbinding.up({ old: { ...old, ipBinding: "unbound" } });
      await both;
      const bound = lab.sandbox.partner30.keys().filter((key) => key.ipAddressBinding === address);
      expect(bound).toMatchObject([{ nickname: "web-01 #9999999999" }]);
    }));
});

describe("moving a key to another owner", () => {
  const owned = { ...web, ownerId: "10001" };

  it("needs reseller credentials, whatever the limits", () =>
    withKeyLab({ login: "demo-customer" }, async (lab) => {
      expect(await lab.up({ web })).toBeUndefined();
      lab.changes();
      expect(await lab.up({ web: { ...web, ownerId: "10001" } })).toContain(
        "ownerId: A key can be moved to another owner with reseller credentials only",
      );
      expect(lab.changes()).toEqual([]);
    }));

  it("stays within plesk:limits, which allow none by default", () =>
    withKeyLab({ login: "demo-reseller" }, async (lab) => {
      expect(await lab.up({ web: owned })).toBeUndefined();
      lab.changes();
      const strict = lab.as(limited({}));
      strict.state = lab.driver.state;
      expect(await messageOf(strict.up({ web: { ...owned, ownerId: "10002" } }))).toContain(
        "pulumi config set --path plesk:limits.ownerMoves 1",
      );
      expect(lab.changes()).toEqual([]);
      expect(await lab.up({ web: { ...owned, ownerId: "10002" } })).toBeUndefined();
      expect(lab.changes()).toEqual(["owner"]);
    }));
});

describe("limits", () => {
  it("hold back the purchase that exceeds them, and only that", () =>
    withKeyLab({ config: limited({ purchasesPerRun: 2 }) }, async (lab) => {
      const keys = Object.fromEntries(
        [1, 2, 3].map((n) => [`web${n}`, { ...web, __marker: String(n).repeat(10) }]),
      );
      expect(await lab.up(keys)).toContain(
        "would be number 3 of this run's purchases, and plesk:limits allows 2",
      );
      expect(lab.sandbox.partner30.keys()).toHaveLength(2);
      expect(await lab.up(keys)).toBeUndefined();
      expect(lab.sandbox.partner30.keys()).toHaveLength(3);
    }));

  it("hold back a termination that is not allowed", () =>
    withKeyLab({ config: limited({}) }, async (lab) => {
      expect(await lab.up({ web: { ...web, onDelete: "terminate" } })).toBeUndefined();
      expect(await lab.destroy()).toContain("pulumi config set --path plesk:limits.allowTerminate true");
      expect(lab.sandbox.partner30.keys()).toMatchObject([{ terminated: false }]);
    }));
});

describe("refusals of the system", () => {
  it("reports a refused upgrade in the system's words, and suspends all the same", () =>
    withKeyLab({}, async (lab) => {
      expect(await lab.up({ web: { ...web, items: [pro] } })).toBeUndefined();
      const message = await lab.up({ web: { ...web, items: [admin], suspended: true } });
      expect(message).toContain("Could not add PLESK-12-WEB-ADMIN-1M [buys]; remove PLESK-12-WEB-PRO-1M");
      expect(message).toContain("This downgrade is not acceptable");
      expect(message).toContain("Done all the same: suspend the key");
      expect(lab.sandbox.partner30.keys()).toMatchObject([{ suspended: true, items: [pro] }]);
    }));

  it("reports a refused upgrade and a refused suspension", () =>
    withKeyLab({}, async (lab) => {
      expect(await lab.up({ web: { ...web, items: [pro] } })).toBeUndefined();
      lab.sandbox.faults.inject({
        kind: "status",
        status: 400,
        body: JSON.stringify({ code: "400", type: "1", message: "Not now." }),
        endpoint: "modifyKey",
        nth: 2,
      });
      const message = await lab.up({ web: { ...web, items: [admin], suspended: true } });
      expect(message).toContain("This downgrade is not acceptable");
      expect(message).toContain("Could not suspend the key either: Key 20000001 was not changed");
    }));

  it.each(["403", "409"] as const)(
    "suspends all the same when the upgrade is refused with %s",
    (refusedDowngrade) =>
      withKeyLab({ assumptions: { partner30: { refusedDowngrade } } }, async (lab) => {
        expect(await lab.up({ web: { ...web, items: [pro] } })).toBeUndefined();
        const message = await lab.up({ web: { ...web, items: [admin], suspended: true } });
        expect(message).toContain("Done all the same: suspend the key");
      }),
  );

  it.each(["400", "403", "409"] as const)(
    "keeps a purchased key when its termination is refused (%s)",
    (purchasedTermination) =>
      withKeyLab({ assumptions: { partner30: { purchasedTermination } } }, async (lab) => {
        lab.sandbox.partner30.add({ keyId: 800, items: [admin.item], type: "purchased", nickname: "web-01" });
        const bought = { ...web, adopt: { keyId: "800" }, onDelete: "terminate" };
        expect(await lab.up({ web: bought })).toBeUndefined();
        expect(await lab.destroy()).toContain("purchased keys cannot be terminated");
        expect(Object.keys(lab.driver.state)).toEqual(["web"]);
      }),
  );

  it.each([
    ["createKey", "POST"],
    ["modifyKey", "PUT"],
    ["terminateKey", "DELETE"],
  ])("shows refusals as they are that come from somewhere else (%s)", (endpoint) =>
    withKeyLab({}, async (lab) => {
      const kept = { ...web, onDelete: "terminate" };
      if (endpoint !== "createKey") expect(await lab.up({ web: kept })).toBeUndefined();
      for (const status of [400, 409]) {
        const body = JSON.stringify({
          code: `${status}`,
          type: "777",
          message: "Conflict!",
          details: "Two at once.",
        });
        lab.sandbox.faults.inject({ kind: "status", status, body, endpoint });
        const message =
          endpoint === "terminateKey"
            ? await lab.destroy()
            : await lab.up({ web: { ...kept, nickname: "other" } });
        expect(message).toContain(
          `(${endpoint} of Partner API 3.0 said ${status}/777 "Conflict! Two at once.")`,
        );
      }
    }),
  );
});

describe("an answer that says 24204: the key is terminated", () => {
  const terminated = JSON.stringify({
    code: "400",
    type: "24204",
    message: "No further actions are allowed.",
    details: "Key number = PLSK.20000001.0001.",
  });
  const at = (endpoint: string) => ({ kind: "status" as const, status: 400, body: terminated, endpoint });

  it("shows the key as terminated when a read says so", () =>
    withKeyLab({}, async (lab) => {
      await lab.up({ web });
      lab.sandbox.faults.inject(at("readKey"));
      await lab.refresh();
      expect(lab.driver.state.web?.outputs.key).toMatchObject({ terminated: true });
    }));

  it("reports it when a change says so", () =>
    withKeyLab({}, async (lab) => {
      await lab.up({ web });
      lab.sandbox.faults.inject(at("modifyKey"));
      expect(await lab.up({ web: { ...web, nickname: "x" } })).toContain(
        "A terminated key cannot be used again",
      );
    }));

  it("is content when a termination says so", () =>
    withKeyLab({}, async (lab) => {
      await lab.up({ web: { ...web, onDelete: "terminate" } });
      lab.sandbox.faults.inject(at("terminateKey"));
      expect(await lab.destroy()).toBeUndefined();
      expect(lab.driver.state).toEqual({});
    }));

  it("buys nothing and reports it when a purchase or a search says so", () =>
    withKeyLab({}, async (lab) => {
      for (const endpoint of ["listKeys", "createKey"]) {
        lab.sandbox.faults.inject(at(endpoint));
        expect(await lab.up({ web })).toContain("400/24204");
        expect(lab.driver.state).toEqual({});
      }
    }));
});

describe("a key that carries the marker and is not ours", () => {
  const foreign: [string, Values][] = [
    ["other items", { items: [pro.item] }],
    ["an unlisted item more", { items: [admin.item, pack.item] }],
    ["an old one", { items: [admin.item], creationDate: "2020-01-01T00:00:00.000Z" }],
  ];
  it.each(foreign)("stops with the adopt line: %s", (_, key) =>
    withKeyLab({}, async (lab) => {
      lab.sandbox.partner30.add({ keyId: 900, nickname: "web-01 #0123456789", ...key } as never);
      const message = await lab.up({ web });
      expect(message).toContain("Nothing was bought: key 900 already carries the marker of this resource");
      expect(message).toContain('add adopt: { keyId: "900" }');
      expect(lab.sandbox.partner30.keys()).toHaveLength(1);
    }),
  );

  it("stops with the adopt line for another owner's key", () =>
    withKeyLab({ login: "demo-reseller" }, async (lab) => {
      const key = { keyId: 900, nickname: "web-01 #0123456789", items: [admin.item], ownerId: "10002" };
      lab.sandbox.partner30.add(key);
      expect(await lab.up({ web: { ...web, ownerId: "10001" } })).toContain(
        "key 900 already carries the marker",
      );
    }));

  it("stops for two such keys and names both", () =>
    withKeyLab({}, async (lab) => {
      for (const keyId of [900, 901])
        lab.sandbox.partner30.add({ keyId, nickname: "web-01 #0123456789", items: [admin.item] });
      expect(await lab.up({ web })).toContain("key 900 and key 901 already carry the marker");
    }));

  it("passes over a terminated one, and over an unmatched item beside ours", () =>
    withKeyLab({}, async (lab) => {
      const nickname = "web-01 #0123456789";
      lab.sandbox.partner30.add({ keyId: 900, nickname, items: [pro.item], terminated: true });
      const items = [admin.item, { item: "Virtuozzo storage", unmatched: true }];
      lab.sandbox.partner30.add({ keyId: 901, nickname, items });
      expect(await lab.up({ web })).toBeUndefined();
      expect(lab.driver.state.web?.id).toBe("901");
    }));
});

describe("unmatched items", () => {
  it("go back unchanged with every change of items, and are no drift", () =>
    withKeyLab({}, async (lab) => {
      const unmatched = { item: "Virtuozzo storage", externalId: "77", quantity: 1, unmatched: true };
      lab.sandbox.partner30.add({ keyId: 600, items: [admin.item, unmatched], nickname: "web-01" });
      const adopted = { ...web, adopt: { keyId: "600" } };
      expect(await lab.up({ web: adopted })).toBeUndefined();
      expect(await lab.up({ web: { ...adopted, items: [admin, pack] } })).toBeUndefined();
      await lab.refresh();
      lab.changes();
      expect(await lab.up({ web: { ...adopted, items: [admin, pack] } })).toBeUndefined();
      expect(lab.changes()).toEqual([]);
      expect(lab.sandbox.partner30.key(600).items).toContainEqual(unmatched);
    }));
});

describe("what stops before anything is sent", () => {
  it("refuses purchases, changes and deletions under plesk:readOnly, and goes on reading", () =>
    withKeyLab({}, async (lab) => {
      expect(await lab.up({ web: { ...web, onDelete: "terminate" } })).toBeUndefined();
      lab.changes();
      const quiet = lab.as({ "plesk:readOnly": "true" });
      quiet.state = lab.driver.state;
      const more = { ...web, __marker: "9999999999" };
      for (const work of [quiet.up({ web: { ...web, nickname: "x" }, more }), quiet.destroy()])
        expect(await messageOf(work)).toContain("plesk:readOnly is on");
      await quiet.refresh();
      expect(lab.sandbox.ledger.requests({ where: ({ method }) => method !== "GET" })).toHaveLength(1);
    }));

  it("refuses a state that was made on another system, for reads too", () =>
    withKeyLab({}, async (lab) => {
      expect(await lab.up({ web: { ...web, onDelete: "terminate" } })).toBeUndefined();
      const before = lab.sandbox.ledger.mark();
      const url = lab.sandbox.partner30.url.replace("127.0.0.1", "localhost");
      const elsewhere = lab.as({ "plesk:partner30Url": url });
      elsewhere.state = lab.driver.state;
      for (const work of [
        () => elsewhere.refresh(),
        () => elsewhere.up({ web: { ...web, nickname: "x" } }),
        () => elsewhere.destroy(),
      ])
        expect(await messageOf(work())).toMatch(/^Key 20000001 was made on http:\/\/127.*now configured as/);
      expect(lab.sandbox.ledger.since(before)).toEqual([]);
    }));
});

describe("a deletion says what became of the key", () => {
  const named = { items: [admin], __resource: "web", __marker: "0123456789" };

  it.each([
    ["suspend", "LicenseKey web (20000001): done: suspend the key; take the marker off its nickname"],
    ["terminate", "LicenseKey web (20000001): done: terminate the key [removes] [irreversible]"],
  ])("by onDelete %s", (onDelete, sentence) =>
    withKeyLab({}, async (lab) => {
      await lab.up({ web: { ...named, onDelete } });
      expect(await lab.destroy()).toBeUndefined();
      expect(lab.said).toContain(sentence);
    }),
  );

  it("also where somebody else has terminated it", () =>
    withKeyLab({}, async (lab) => {
      await lab.up({ web: { ...named, onDelete: "terminate" } });
      lab.sandbox.partner30.change(20000001, { terminated: true });
      expect(await lab.destroy()).toBeUndefined();
      expect(lab.said).toContain(
        "LicenseKey web (20000001): nothing was sent: it is as its onDelete wants it already",
      );
    }));
});
