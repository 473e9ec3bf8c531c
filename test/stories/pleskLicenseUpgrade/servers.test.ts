import { serversOf } from "../../harness/config";
import { addonOf } from "../../harness/declarations";
import { withUpgradeLab, type Lab } from "../../harness/lab";

const server = "test_server_0013";
const power = "plesk.9.linux.powerpack";
const languages = "plesk.9.linux.languagepack";
const none = { verify: "none" };

const status = (lab: Lab): unknown =>
  (lab.driver.state.web?.outputs.upgrade as { status?: string } | undefined)?.status;
const orders = (lab: Lab): number =>
  lab.sandbox.ledger.requests().filter(({ endpoint }) => endpoint === "upgradePlesk").length;

async function expectSettled(lab: Lab, declared: Parameters<Lab["up"]>[0]): Promise<void> {
  const before = orders(lab);
  expect(await lab.up(declared)).toBeUndefined();
  expect(await lab.refresh()).toBeUndefined();
  expect(await lab.up(declared)).toBeUndefined();
  expect(orders(lab)).toBe(before);
}

/** An upgrade that takes its time: this many looks at the Plesk key, none of which shows it yet. */
function finishAfter(lab: Lab, reads: number): void {
  let seen = 0;
  lab.sandbox.faults.onRequest("before", ({ endpoint }) => {
    if (endpoint === "getServer" && lab.sandbox.flexCloud.server(server).upgrading !== null && ++seen > reads)
      lab.sandbox.flexCloud.finish(server);
    return undefined;
  });
}

describe("an answer that is not FlexCloud's own", () => {
  it("never refuses an order, also where it is JSON: it was taken, and is not ordered again", () =>
    withUpgradeLab({}, async (lab) => {
      const body = '{"message":"Request timed out"}';
      lab.sandbox.faults.inject({
        kind: "status",
        status: 408,
        body,
        when: "after",
        endpoint: "upgradePlesk",
      });
      const declared = { web: addonOf(none) };
      for (const _ of ["the run", "the next"])
        expect(await lab.up(declared)).toContain('declare confirm: "applied"');
      expect([orders(lab), lab.charges()]).toEqual([1, [power]]);
    }));

  it("is no lost order where it came to a look at the Plesk key", () =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.flexCloud.change(server, { busy: true });
      lab.sandbox.faults.inject({ kind: "status", status: 404, endpoint: "getServer", nth: 2, times: 1000 });
      expect(await lab.up({ web: addonOf() })).toContain("not one of the Plesk XML API");
      expect([status(lab), lab.charges()]).toEqual(["not-ordered", []]);
    }));
});

describe("an add-on is ordered", () => {
  it.each([
    ["with its account", {}],
    ["without its account", { accountId: undefined }],
  ])("orders once and waits until it shows: %s", (_, more) =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.flexCloud.change(server, { upgradeMs: null });
      finishAfter(lab, 25);
      const declared = { web: addonOf(more) };
      expect(await lab.up(declared)).toBeUndefined();
      expect(lab.charges()).toEqual([power]);
      expect(status(lab)).toBe("applied");
      const waits = lab.said.filter((sentence) => sentence.startsWith("Still waiting for"));
      expect(waits.length).toBeGreaterThan(3);
      expect(waits[0]).toContain("the key of Plesk server alpha to have powerpack = true; giving up in 8");
      await expectSettled(lab, declared);
    }),
  );

  it("orders nothing where the key has it already", () =>
    withUpgradeLab({}, async (lab) => {
      const key = lab.sandbox.plesk.server("alpha").facts.key;
      lab.sandbox.plesk.server("alpha").change({ key: { ...key, powerpack: "true" } });
      expect(await lab.up({ web: addonOf() })).toBeUndefined();
      expect(orders(lab)).toBe(0);
      expect(status(lab)).toBe("applied");
    }));

  it("orders only the other one when it takes its place", () =>
    withUpgradeLab({}, async (lab) => {
      await lab.up({ web: addonOf() });
      lab.charges();
      const other = { addonTextkey: languages, verify: { property: "languagepacks", value: "1" } };
      expect(await lab.up({ web: addonOf(other) })).toBeUndefined();
      expect(lab.charges()).toEqual([languages]);
      await expectSettled(lab, { web: addonOf(other) });
    }));

  it("waits while the server is busy, looks, and orders when it is free", () =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.flexCloud.change(server, { busy: true });
      let asked = 0;
      lab.sandbox.faults.onRequest("before", ({ endpoint }) => {
        if (endpoint === "upgradePlesk" && ++asked === 4)
          lab.sandbox.flexCloud.change(server, { busy: false });
        return undefined;
      });
      expect(await lab.up({ web: addonOf() })).toBeUndefined();
      expect(lab.charges()).toEqual([power]);
    }));

  it("orders nothing if somebody else's work on the server was the same upgrade", () =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.flexCloud.change(server, { busy: true });
      lab.sandbox.faults.onRequest("after", ({ endpoint }) => {
        const alpha = lab.sandbox.plesk.server("alpha");
        if (endpoint === "upgradePlesk") alpha.change({ key: { ...alpha.facts.key, powerpack: "true" } });
        return undefined;
      });
      expect(await lab.up({ web: addonOf() })).toBeUndefined();
      expect(lab.charges()).toEqual([]);
      expect(status(lab)).toBe("applied");
    }));

  it("waits for a busy server up to a deadline, and then orders nothing", () =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.flexCloud.change(server, { busy: true });
      const start = lab.clock.now();
      const message = await lab.up({ web: addonOf({}, { timeouts: { upgrade: 100 } }) });
      expect(message).toMatch(/PleskStillUpgrading.*Nothing was ordered/);
      expect(lab.clock.now() - start).toBeGreaterThan(100_000);
      expect(
        lab.said.filter((sentence) => sentence.includes("is busy with another operation")).length,
      ).toBeGreaterThan(8);
      lab.sandbox.flexCloud.change(server, { busy: false });
      await lab.up({ web: addonOf() });
      expect(lab.charges()).toEqual([power]);
    }));
});

describe("an order that does not show", () => {
  it("is kept when it does not show in time, and the next run waits on and orders nothing", () =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.flexCloud.change(server, { upgradeMs: null });
      const declared = { web: addonOf({}, { timeouts: { upgrade: 60 } }) };
      expect(await lab.up(declared)).toMatch(/was accepted, and after 60 s .* go on waiting/);
      expect(status(lab)).toBe("pending");
      expect(await lab.refresh()).toBeUndefined();
      expect(status(lab)).toBe("pending");
      expect(await lab.up(declared)).toContain("go on waiting");
      lab.sandbox.flexCloud.finish(server);
      await expectSettled(lab, declared);
      expect(status(lab)).toBe("applied");
      expect(lab.charges()).toEqual([power]);
    }));

  it("is ordered once more only when somebody says so, if it never shows", () =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.flexCloud.change(server, { fails: true });
      const timeouts = { timeouts: { upgrade: 60 } };
      expect(await lab.up({ web: addonOf({}, timeouts) })).toContain('confirm: "resend"');
      lab.sandbox.flexCloud.change(server, { fails: false });
      expect(await lab.up({ web: addonOf({ confirm: "resend" }, timeouts) })).toBeUndefined();
      expect(lab.charges()).toEqual([power, power]);
      await expectSettled(lab, { web: addonOf({}, timeouts) });
    }));

  it("is waited for when its answer was lost, and never sent again by itself", () =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.faults.inject({ kind: "answerLost", endpoint: "upgradePlesk" });
      const declared = { web: addonOf() };
      expect(await lab.up(declared)).toBeUndefined();
      expect(lab.charges()).toEqual([power]);
      await expectSettled(lab, declared);
    }));

  it("stays unknown when it never arrived, through a refresh too, until somebody says so", () =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.faults.inject({ kind: "status", status: 502, endpoint: "upgradePlesk" });
      const timeouts = { timeouts: { upgrade: 30 } };
      expect(await lab.up({ web: addonOf({}, timeouts) })).toContain("was sent without an answer");
      await lab.refresh();
      expect(status(lab)).toBe("outcome-unknown");
      expect(await lab.up({ web: addonOf({}, timeouts) })).toContain("was sent without an answer");
      expect(orders(lab)).toBe(1);
      expect(await lab.up({ web: addonOf({ confirm: "resend" }, timeouts) })).toBeUndefined();
      expect(lab.charges()).toEqual([power]);
    }));

  it("is not given up because Plesk cannot be read for a while", () =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.flexCloud.change(server, { upgradeMs: null });
      finishAfter(lab, 9);
      let reads = 0;
      lab.sandbox.faults.onRequest("before", ({ endpoint }) =>
        endpoint === "getServer" && ++reads > 2 && reads < 9 ? "drop" : undefined,
      );
      expect(await lab.up({ web: addonOf() })).toBeUndefined();
      expect(lab.charges()).toEqual([power]);
    }));
});

describe("with verify: none", () => {
  it("keeps an order as accepted-unverified and does not repeat it", () =>
    withUpgradeLab({}, async (lab) => {
      const declared = { web: addonOf(none) };
      expect(await lab.up(declared)).toBeUndefined();
      expect(status(lab)).toBe("accepted-unverified");
      await expectSettled(lab, declared);
      expect(lab.charges()).toEqual([power]);
    }));

  it("looks for a proof that is declared later, and orders nothing", () =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.flexCloud.change(server, { upgradeMs: null });
      await lab.up({ web: addonOf(none) });
      const timeouts = { timeouts: { upgrade: 30 } };
      expect(await lab.up({ web: addonOf({}, timeouts) })).toContain("go on waiting");
      lab.sandbox.flexCloud.finish(server);
      await expectSettled(lab, { web: addonOf({}, timeouts) });
      expect(status(lab)).toBe("applied");
      expect(lab.charges()).toEqual([power]);
    }));

  it.each([
    ["applied", "answerLost", [power]],
    ["resend", "resetBefore", [power]],
  ] as const)("stops after a lost answer until somebody says %s", (confirm, kind, paid) =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.faults.inject({ kind, endpoint: "upgradePlesk" });
      const declared = { web: addonOf(none) };
      expect(await lab.up(declared)).toMatch(/^flexCloud\.confirm: Whether add-on .* is not known/);
      expect(await lab.refresh()).toBeUndefined();
      expect(status(lab)).toBe("outcome-unknown");
      expect(await lab.up(declared)).toMatch(/^flexCloud\.confirm: /);
      expect(await lab.up({ web: addonOf({ ...none, confirm }) })).toBeUndefined();
      expect(lab.charges()).toEqual(paid);
      await expectSettled(lab, declared);
    }),
  );
});

describe("drift", () => {
  it("names an add-on that is gone, and orders it again after a refresh only", () =>
    withUpgradeLab({}, async (lab) => {
      const declared = { web: addonOf() };
      await lab.up(declared);
      const alpha = lab.sandbox.plesk.server("alpha");
      alpha.change({ key: { ...alpha.facts.key, powerpack: "false" } });
      expect(await lab.up({ web: addonOf({}, { timeouts: { upgrade: 60 } }) })).toContain(
        "changed since the last refresh",
      );
      await lab.refresh();
      expect(status(lab)).toBe("missing");
      expect(lab.driver.state.web?.inputs.flexCloud).toMatchObject({ verify: { value: "false" } });
      expect(await lab.up(declared)).toBeUndefined();
      expect(lab.charges()).toEqual([power, power]);
    }));

  it("keeps and reports a server that is gone", () =>
    withUpgradeLab({}, async (lab) => {
      await lab.up({ web: addonOf() });
      lab.sandbox.flexCloud.delete(server);
      expect(await lab.refresh()).toBeUndefined();
      expect(lab.driver.state.web?.id).toBe(`demo1234/${server}`);
      expect(lab.said.join()).toContain("not known to this login");
    }));

  it("sends nothing and changes nothing for another login of the Plesk server", () =>
    withUpgradeLab({}, async (lab) => {
      await lab.up({ web: addonOf() });
      const before = orders(lab);
      lab.sandbox.plesk.server("alpha").changeAccount("admin", { password: "another-one-Kq7" });
      const driver = lab.as(serversOf(lab.sandbox));
      driver.state = lab.driver.state;
      await driver.up({ web: addonOf() });
      await driver.refresh();
      expect(driver.state).toEqual(lab.driver.state);
      expect(orders(lab)).toBe(before);
    }));
});

describe("nothing is ordered, and the property is named, where", () => {
  it.each([
    [
      "there is no such add-on",
      { addonTextkey: "no.such.addon" },
      /^flexCloud\.addonTextkey: .*WrongAddonTextkey/,
    ],
    ["there is no such server", { serverId: "nobody" }, /^flexCloud\.serverId: .*said 404.*errorid/],
    ["there is no such account", { accountId: "nobody" }, /^flexCloud\.serverId: .*said 404/],
    ["the account is somebody else's", { accountId: "demo5678" }, /^flexCloud\.serverId: /],
  ])("%s", (_, more, message) =>
    withUpgradeLab({}, async (lab) => {
      expect(await lab.up({ web: addonOf(more) })).toMatch(message);
      expect(lab.charges()).toEqual([]);
    }),
  );

  it("tries once when FlexCloud cannot log in to Plesk, since more tries could lock the login", () =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.flexCloud.change(server, { port: "1222" });
      expect(await lab.up({ web: addonOf() })).toMatch(/^flexCloud\.pleskServer: .*WrongPleskAuthentication/);
      expect(orders(lab)).toBe(1);
      lab.sandbox.flexCloud.change(server, { port: null });
      expect(await lab.up({ web: addonOf() })).toBeUndefined();
      expect(lab.charges()).toEqual([power]);
    }));

  it("refuses a Plesk server that is configured with a secret key", () =>
    withUpgradeLab({}, async (lab) => {
      const alpha = lab.sandbox.plesk.server("alpha");
      const { PLESK_SERVER_ALPHA_URL: url, PLESK_SERVER_ALPHA_SECRET_KEY: secretKey } = alpha.envOf({
        by: "secretKey",
      });
      const driver = lab.as({ "plesk:servers": JSON.stringify({ alpha: { url, secretKey } }) });
      await expect(driver.up({ web: addonOf() })).rejects.toThrow(/flexCloud\.pleskServer: .*secret key/);
      expect(orders(lab)).toBe(0);
    }));

  it("asks once when the Hostway password is wrong", () =>
    withUpgradeLab({}, async (lab) => {
      lab.sandbox.flexCloud.changeAccount("demo-cloud", { password: "changed-behind-our-back" });
      const message = await lab.up({ web: addonOf(), other: addonOf({ serverId: "test_server_0014" }) });
      expect(message).toContain("plesk:flexCloudPassword");
      expect(lab.sandbox.ledger.requests()).toHaveLength(1);
    }));
});
