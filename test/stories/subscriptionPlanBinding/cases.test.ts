import { subscriptionPlanBinding } from "../../../provider/resources/subscriptionPlanBinding/spec";
import { startSandbox, type EnvOptions } from "plesk-sandbox";
import { serversOf } from "../../harness/config";
import { bindingOf } from "../../harness/declarations";
import { door, inProcessProvider } from "../../harness/inProcess";
import { withBindingLab, type Lab } from "../../harness/lab";

const starter = { name: "Starter", owner: "admin" };
const business = { name: "Business", owner: "admin" };
const premium = { name: "Premium", owner: "admin" };
const disk = { name: "Extra disk", owner: "admin" };
const backups = { name: "Backups" };

const live = ({ alpha }: Lab, name: string) => alpha.subscription(`${name}.alpha.example`);
const planOf = (lab: Lab, name: string): string | undefined =>
  lab.alpha.plans.find(({ guid }) => guid === live(lab, name).plan)?.name;

/** What a person would see who looks for what is left to do. */
async function expectSettled(lab: Lab, declared: Parameters<Lab["up"]>[0]): Promise<void> {
  lab.changes();
  expect(await lab.up(declared)).toBeUndefined();
  expect(await lab.refresh()).toBeUndefined();
  expect(await lab.up(declared)).toBeUndefined();
  expect(lab.changes()).toEqual([]);
}

describe("a subscription is bound", () => {
  it.each([
    ["GUID", (lab: Lab) => ({ guid: lab.alpha.plan("Business").guid })],
    ["external id", () => ({ externalId: "business" })],
    ["name and owner", () => business],
    ["name alone, where one owner has it", () => ({ name: "Premium" })],
  ])("is bound to a plan by %s with one change, and then nothing is left to do", async (_, planIn) => {
    await withBindingLab({}, async (lab) => {
      const declared = { web: bindingOf("synced", planIn(lab)) };
      expect(await lab.up(declared)).toBeUndefined();
      expect(lab.changes()).toEqual(["switchPlan"]);
      await expectSettled(lab, declared);
    });
  });

  it.each([
    ["guid", (lab: Lab) => ({ guid: live(lab, "synced").guid })],
    ["id", (lab: Lab) => ({ id: live(lab, "synced").id })],
    ["name", () => ({ name: "synced.alpha.example" })],
    ["externalId", () => ({ externalId: "alpha-1" })],
  ])("is bound when it is named by its %s", async (_, subscriptionIn) => {
    await withBindingLab({}, async (lab) => {
      const declared = { web: { server: "alpha", subscription: subscriptionIn(lab), plan: business } };
      expect(await lab.up(declared)).toBeUndefined();
      expect(lab.driver.state.web?.id).toBe(`alpha/${live(lab, "synced").guid}`);
      await expectSettled(lab, declared);
    });
  });

  it.each([
    ["its external id", () => ({ externalId: "alpha-1" })],
    ["its name in capitals", () => ({ name: "SYNCED.alpha.example" })],
    ["its GUID in capitals", (lab: Lab) => ({ guid: live(lab, "synced").guid.toUpperCase() })],
  ])("keeps its plan when it is named by %s instead", async (_, subscriptionIn) => {
    await withBindingLab({}, async (lab) => {
      const bound = { plan: business, onDelete: "no-plan" };
      expect(await lab.up({ web: bindingOf("synced", business, bound) })).toBeUndefined();
      lab.changes();
      const renamed = { server: "alpha", subscription: subscriptionIn(lab), ...bound };
      expect(await lab.up({ web: renamed })).toBeUndefined();
      expect([lab.changes(), planOf(lab, "synced")]).toEqual([[], "Business"]);
      await expectSettled(lab, { web: renamed });
    });
  });

  it("is left alone where the name that it gets is another subscription's by now", () =>
    withBindingLab({}, async (lab) => {
      const bound = { plan: business, onDelete: "no-plan" };
      expect(await lab.up({ web: bindingOf("synced", business, bound) })).toBeUndefined();
      lab.alpha.changeSubscription("synced.alpha.example", { externalId: "" });
      lab.alpha.changeSubscription("locked.alpha.example", { externalId: "alpha-1" });
      lab.changes();
      const renamed = { server: "alpha", subscription: { externalId: "alpha-1" }, ...bound };
      expect(await lab.up({ web: renamed })).toContain("is not of subscription synced.alpha.example");
      expect([lab.changes(), planOf(lab, "synced")]).toEqual([[], "Business"]);
    }));

  it("sends nothing but reads where it is bound already", () =>
    withBindingLab({}, async (lab) => {
      expect(await lab.up({ web: bindingOf("synced", starter) })).toBeUndefined();
      expect(lab.changes()).toEqual([]);
    }));

  it("is bound by a reseller's login, which knows its own plans by name", () =>
    withBindingLab({ serverLogin: { login: "north" } }, async (lab) => {
      const declared = { web: bindingOf("north", { externalId: "north-business" }) };
      expect(await lab.up(declared)).toBeUndefined();
      expect(planOf(lab, "north")).toBe("Business");
      await expectSettled(lab, declared);
    }));

  it("is bound by a secret key", () =>
    withBindingLab({ serverLogin: { by: "secretKey" } }, async (lab) => {
      expect(await lab.up({ web: bindingOf("synced", business) })).toBeUndefined();
      expect(planOf(lab, "synced")).toBe("Business");
    }));
});

describe("nothing is sent, and the property is named, where", () => {
  it.each([
    [
      "several owners have the plan",
      bindingOf("synced", { name: "Starter" }),
      /^plan: Several plans are called "Starter": .*owner admin.*owner 2.*owner 3/,
    ],
    [
      "nobody has the plan",
      bindingOf("synced", { name: "Gold" }),
      /^plan: There is no service plan "Gold" on server alpha\. Nothing was sent\. Correct its name; there are "/,
    ],
    [
      "the plan's name is misspelt",
      bindingOf("synced", { name: "busines" }),
      /^plan: There is no service plan "busines" on server alpha\. Nothing was sent\. Did you mean "Business"\?$/m,
    ],
    [
      "the plan is an add-on plan",
      bindingOf("synced", { externalId: "backups" }),
      /^plan: Plan with external id backups is an add-on plan/,
    ],
    [
      "the add-on plan is a base plan",
      bindingOf("synced", starter, { addOnPlans: [premium] }),
      /^addOnPlans\[0\]: Plan "Premium" of admin is a service plan/,
    ],
    [
      "the owner is unknown",
      bindingOf("synced", { name: "Starter", owner: "nobody" }),
      /the owner does not exist/,
    ],
    [
      "there is no such subscription",
      bindingOf("none", starter),
      /^subscription: There is no subscription with the name none\.alpha\.example/,
    ],
    [
      "add-on plans are to stand alone",
      bindingOf("synced", "none", { addOnPlans: [backups] }),
      /^addOnPlans needs a plan/,
    ],
    [
      "two ways of naming are mixed",
      { server: "alpha", subscription: { id: 1, name: "x" }, plan: "none" },
      /^subscription must have exactly one of/,
    ],
    ["a plan is named by nothing", bindingOf("synced", {}), /^plan must have exactly one of/],
    [
      "an owner stands without a name",
      bindingOf("synced", { externalId: "x", owner: "admin" }),
      /^plan.owner goes with a name only/,
    ],
    [
      "a value is empty",
      { server: "alpha", subscription: { name: "  " }, plan: "none" },
      /^subscription.name must not be empty/,
    ],
    [
      "an add-on plan is listed twice",
      bindingOf("synced", starter, { addOnPlans: [backups, backups] }),
      /^addOnPlans\[1\] is listed twice/,
    ],
    [
      "a property is unknown",
      bindingOf("synced", starter, { lock: true }),
      /^lock is not a property here; there are server, subscription, plan/,
    ],
    [
      "the server is not configured",
      { ...bindingOf("synced", starter), server: "gamma" },
      /plesk:servers\.gamma\.url is not set/,
    ],
  ])("%s", async (_, declared, message) => {
    await withBindingLab({}, async (lab) => {
      expect(await lab.up({ web: declared })).toMatch(message);
      expect(lab.changes()).toEqual([]);
      expect(lab.driver.state).toEqual({});
    });
  });
});

describe("what somebody changed is reported by its class and healed", () => {
  it("shows another plan", () =>
    withBindingLab({}, async (lab) => {
      const declared = { web: bindingOf("synced", starter) };
      await lab.up(declared);
      lab.alpha.setPlan("synced.alpha.example", lab.alpha.plan("Premium").guid);
      await lab.refresh();
      expect(lab.said).toContain(
        'Subscription synced.alpha.example was moved from plan "Starter" to plan "Premium"',
      );
      expect(lab.driver.state.web?.inputs.plan).toEqual({ name: "Premium" });
      expect(await lab.up(declared)).toBeUndefined();
      expect(planOf(lab, "synced")).toBe("Starter");
      await expectSettled(lab, declared);
    }));

  it("shows a plan of the same name that is another owner's", () =>
    withBindingLab({}, async (lab) => {
      const declared = { web: bindingOf("synced", starter) };
      await lab.up(declared);
      const other = lab.alpha.plan("Starter", "north").guid;
      lab.alpha.setPlan("synced.alpha.example", other);
      await lab.refresh();
      expect(lab.driver.state.web?.inputs.plan).toEqual({ guid: other });
      expect(await lab.up(declared)).toBeUndefined();
      expect(live(lab, "synced").plan).toBe(lab.alpha.plan("Starter").guid);
    }));

  it("shows that there is no plan any more", () =>
    withBindingLab({}, async (lab) => {
      const declared = { web: bindingOf("synced", starter) };
      await lab.up(declared);
      lab.alpha.setPlan("synced.alpha.example", null);
      await lab.refresh();
      expect(lab.driver.state.web?.inputs.plan).toBe("none");
      expect(await lab.up(declared)).toBeUndefined();
      await expectSettled(lab, declared);
    }));

  it("shows an add-on plan lost and another one added, where add-on plans are managed", () =>
    withBindingLab({}, async (lab) => {
      const declared = { web: bindingOf("addons", business, { addOnPlans: [disk] }) };
      expect(await lab.up(declared)).toBeUndefined();
      expect(lab.changes()).toEqual(["removeAddOn"]);
      lab.alpha.setAddOns("addons.alpha.example", [lab.alpha.plan("Backups").guid]);
      await lab.refresh();
      expect(lab.said).toContain('Subscription addons.alpha.example lost the add-on plan "Extra disk"');
      expect(lab.said).toContain('Subscription addons.alpha.example got the add-on plan "Backups"');
      expect(await lab.up(declared)).toBeUndefined();
      expect(lab.changes()).toEqual(["removeAddOn", "addAddOn"]);
      await expectSettled(lab, declared);
    }));

  it("keeps the identity of a renamed subscription, under its old name and under its new one", () =>
    withBindingLab({}, async (lab) => {
      const declared = { web: bindingOf("synced", starter) };
      await lab.up(declared);
      const { id } = lab.driver.state.web ?? {};
      lab.alpha.rename("synced.alpha.example", "renamed.alpha.example");
      await lab.refresh();
      expect(lab.said).toContain("Subscription renamed.alpha.example was called synced.alpha.example before");
      await expectSettled(lab, declared);
      await expectSettled(lab, { web: bindingOf("renamed", starter) });
      expect(lab.driver.state.web?.id).toBe(id);
    }));
});

describe("a subscription that has lost touch with its plan", () => {
  const cases = [
    { state: "unsynced", sync: "never", does: [] },
    { state: "unsynced", sync: "unsynchronized", does: ["sync"] },
    { state: "unsynced", sync: "always", does: ["sync"] },
    { state: "locked", sync: "never", does: [] },
    { state: "locked", sync: "unsynchronized", does: [] },
    { state: "locked", sync: "always", does: ["sync+unlock"] },
  ];

  it.each(cases)("$does: $state, with sync $sync", async ({ state, sync, does }) => {
    await withBindingLab({}, async (lab) => {
      const declared = { web: bindingOf(state, business, { sync }) };
      expect(await lab.up(declared)).toBeUndefined();
      expect(lab.changes()).toEqual(does);
      await expectSettled(lab, declared);
    });
  });

  it("is told when it went out of sync or was locked", () =>
    withBindingLab({}, async (lab) => {
      await lab.up({ web: bindingOf("synced", starter) });
      lab.alpha.lock("synced.alpha.example");
      await lab.refresh();
      expect(lab.said.at(-1)).toBe(
        "Subscription synced.alpha.example was locked: somebody gave it settings of its own",
      );
      lab.alpha.changeSubscription("synced.alpha.example", { locked: false, synchronized: false });
      await lab.refresh();
      expect(lab.said.at(-1)).toContain("went out of sync");
    }));

  it("is not synced again while a sync changes nothing, and is as soon as something else changes", () =>
    withBindingLab({ assumptions: { pleskXml: { syncLocked: "nothing" } } }, async (lab) => {
      const declared = { web: bindingOf("locked", business, { sync: "always" }) };
      const syncs = () => lab.sandbox.ledger.requests({ endpoint: "syncSubscription" }).length;
      expect(await lab.up(declared)).toBeUndefined();
      expect(lab.said.join()).toContain("is still locked after the sync. It is not tried again");
      await expectSettled(lab, declared);
      expect(syncs()).toBe(1);
      lab.alpha.setAddOns("locked.alpha.example", [lab.alpha.plan("Backups").guid]);
      await lab.refresh();
      expect(await lab.up(declared)).toBeUndefined();
      expect(syncs()).toBe(2);
    }));
});

describe("a switch", () => {
  it("fails and says what is there when the server answers ok and changes nothing", () =>
    withBindingLab({}, async (lab) => {
      await lab.up({ web: bindingOf("synced", starter) });
      const back = lab.sandbox.faults.onRequest("after", ({ endpoint }) => {
        if (endpoint === "switchSubscription")
          lab.alpha.setPlan("synced.alpha.example", lab.alpha.plan("Starter").guid);
      });
      const message = await lab.up({ web: bindingOf("synced", business) });
      expect(message).toContain(
        'Server alpha answered ok, but subscription synced.alpha.example is on plan "Starter"',
      );
      expect(lab.driver.state.web?.initErrors).toHaveLength(1);
      back();
      expect(await lab.up({ web: bindingOf("synced", business) })).toBeUndefined();
      expect(planOf(lab, "synced")).toBe("Business");
    }));

  it("says so when add-on plans are dropped, and attaches those that are declared again", () =>
    withBindingLab({ assumptions: { pleskXml: { addOnsOnSwitch: "dropped" } } }, async (lab) => {
      const declared = { web: bindingOf("addons", premium, { addOnPlans: [disk, backups] }) };
      expect(await lab.up(declared)).toBeUndefined();
      expect(lab.said.join("\n")).toContain(
        'Subscription addons.alpha.example lost the add-on plans "Extra disk", "Backups" with this change',
      );
      expect(live(lab, "addons").addOns).toHaveLength(2);
      await expectSettled(lab, declared);
    }));

  it("stops before anything is sent when the subscription was locked since the preview", () =>
    withBindingLab({}, async (lab) => {
      await lab.up({ web: bindingOf("synced", starter) });
      lab.alpha.lock("synced.alpha.example");
      lab.changes();
      expect(await lab.up({ web: bindingOf("synced", business) })).toMatch(
        /was not in the preview: switch from plan "Starter" to plan "Business" of admin; it is locked, so its own settings may be lost \[removes\]/,
      );
      expect(lab.changes()).toEqual([]);
      await lab.refresh();
      expect(await lab.up({ web: bindingOf("synced", business) })).toBeUndefined();
    }));
});

describe("what the server cannot give", () => {
  it("is a warning by default", () =>
    withBindingLab({}, async (lab) => {
      expect(await lab.up({ web: bindingOf("synced", premium) })).toBeUndefined();
      expect(lab.said.join("\n")).toMatch(
        /Warning: Server alpha cannot give subscription synced\.alpha\.example all that its plans ask for: .*asked for switched on, got switched off/,
      );
      expect(JSON.stringify(lab.driver.state)).not.toContain("PHP");
    }));

  it("is a failure that keeps the resource, if that is declared", () =>
    withBindingLab({}, async (lab) => {
      const declared = { web: bindingOf("synced", premium, { onProblems: "fail" }) };
      expect(await lab.up(declared)).toContain("The change is made all the same");
      expect(lab.driver.state.web).toMatchObject({ id: `alpha/${live(lab, "synced").guid}` });
      expect(planOf(lab, "synced")).toBe("Premium");
      await expectSettled(lab, declared);
    }));
});

describe("deleted outside", () => {
  it.each(["1013", "noResult", "okWithoutId"] as const)(
    "is dropped by a refresh, deleted without failure and reported by an up, in the form %s",
    async (unknownSubscription) => {
      await withBindingLab({ assumptions: { pleskXml: { unknownSubscription } } }, async (lab) => {
        const declared = { web: bindingOf("synced", starter, { onDelete: "no-plan" }) };
        await lab.up(declared);
        lab.alpha.remove("synced.alpha.example");
        const changed = { web: bindingOf("synced", business, { onDelete: "no-plan" }) };
        expect(await lab.up(changed)).toMatch(
          /^subscription: Subscription .* does not exist on server alpha any more/,
        );
        const state = lab.driver.state;
        expect(await lab.destroy()).toBeUndefined();
        lab.driver.state = state;
        expect(await lab.refresh()).toBeUndefined();
        expect(lab.driver.state).toEqual({});
      });
    },
  );

  it("is not what a failure of the whole packet means", () =>
    withBindingLab({}, async (lab) => {
      await lab.up({ web: bindingOf("synced", starter) });
      for (const refuses of [1013, 1006, 1030]) {
        lab.alpha.change({ refuses });
        expect(await lab.refresh()).toContain("webspace get of Plesk server alpha");
        expect(Object.keys(lab.driver.state)).toEqual(["web"]);
      }
    }));

  it("is not what a login means that sees less", () =>
    withBindingLab({}, async (lab) => {
      await lab.up({ web: bindingOf("synced", starter) });
      const { "plesk:servers": text = "" } = lab.config({ login: "north" });
      const north = lab.as({ "plesk:servers": text });
      north.state = lab.driver.state;
      await north.refresh();
      expect(Object.keys(north.state)).toEqual(["web"]);
      expect(lab.said.join("\n")).toContain("It may be deleted or belong to somebody else, so it is kept");
    }));
});

describe("deleting", () => {
  it("takes the plan away if that is declared, once", () =>
    withBindingLab({}, async (lab) => {
      await lab.up({ web: bindingOf("synced", starter, { onDelete: "no-plan" }) });
      expect(await lab.destroy()).toBeUndefined();
      expect(lab.changes()).toEqual(["clearPlan"]);
      expect(live(lab, "synced").plan).toBeNull();
    }));

  it("does nothing by default", () =>
    withBindingLab({}, async (lab) => {
      await lab.up({ web: bindingOf("synced", starter) });
      await lab.destroy();
      expect(lab.changes()).toEqual([]);
    }));
});

describe("a server", () => {
  // The plan of a new binding looks by itself, and the plugin plans also in up.
  const asked = door === "native" ? 2 : 1;

  it.each<[string, Parameters<Lab["alpha"]["changeAccount"]>[1], EnvOptions]>([
    ["1012", { refuses: 1012 }, {}],
    ["11003", { secretKeys: [] }, { by: "secretKey" }],
  ])("that answers %s is asked once and no more", async (code, change, login) => {
    await withBindingLab({}, async (lab) => {
      const driver = lab.as(lab.config(login));
      lab.alpha.changeAccount("admin", change);
      const declared = { one: bindingOf("synced", starter), two: bindingOf("locked", starter) };
      await expect(driver.up(declared)).rejects.toThrow(`said ${code}`);
      expect(lab.sandbox.ledger.requests()).toHaveLength(asked);
    });
  });

  it.each([
    ["correct horse\n", "ends with a line break"],
    [" correct horse", "begins with a blank"],
  ])("is sent nothing where the password is %j, in preview already", (password, fault) =>
    withBindingLab({}, async (lab) => {
      lab.alpha.changeAccount("admin", { password });
      const driver = lab.as(lab.config({}));
      await expect(driver.up({ web: bindingOf("synced", starter) })).rejects.toThrow(
        `Setting plesk:servers.alpha.password ${fault}`,
      );
      expect(lab.sandbox.ledger.requests()).toEqual([]);
    }),
  );

  it.each(["pass-wörd-1", "pass-€-1"])("is logged in to with the password %s, as UTF-8", (password) =>
    withBindingLab({}, async (lab) => {
      lab.alpha.changeAccount("admin", { password });
      await lab.as(lab.config({})).up({ web: bindingOf("synced", business) });
      expect(lab.changes()).toHaveLength(1);
    }),
  );

  it("is not asked again in the same run with a login that it refused", () =>
    withBindingLab({}, async (lab) => {
      lab.alpha.changeAccount("admin", { password: "changed-behind-our-back" });
      const names = ["synced", "addons", "locked", "unsynced", "short", "custom"];
      const declared = Object.fromEntries(names.map((name) => [name, bindingOf(name, starter)]));
      expect(await lab.up(declared)).toContain("Nothing more is sent with this login in this run");
      expect(lab.sandbox.ledger.requests()).toHaveLength(asked);
    }));

  it("is refused under another URL than the one that a binding was made on", () =>
    withBindingLab({}, async (lab) => {
      await lab.up({ web: bindingOf("synced", starter) });
      const { "plesk:servers": text = "" } = lab.config({});
      const moved = lab.as({ "plesk:servers": text.replaceAll("/plesk/alpha", "/plesk/beta") });
      moved.state = lab.driver.state;
      await expect(moved.refresh()).rejects.toThrow(
        /was bound on .*\/plesk\/alpha\/, and server alpha is now configured as/,
      );
    }));

  it("gets no changing request in read-only mode", () =>
    withBindingLab({ config: { "plesk:readOnly": "true" } }, async (lab) => {
      expect(await lab.up({ web: bindingOf("synced", business) })).toContain("plesk:readOnly is on");
      expect(lab.changes()).toEqual([]);
    }));

  it("gets one change at a time for each subscription, and four requests at once", async () => {
    const sandbox = await startSandbox({
      latencyMs: 20,
      assumptions: { pleskXml: { parallelChanges: "1008" } },
    });
    try {
      let under = 0;
      let most = 0;
      sandbox.faults.onRequest("before", async () => {
        most = Math.max(most, ++under);
        await new Promise((resolve) => setTimeout(resolve, 20));
        under -= 1;
      });
      const provider = inProcessProvider(subscriptionPlanBinding);
      await provider.configure(serversOf(sandbox));
      const wanted = ["Backups", "Extra disk"].map((name) =>
        bindingOf("synced", starter, { addOnPlans: [{ name, owner: "admin" }] }),
      );
      const others = ["locked", "unsynced", "short", "custom"].map((name) => bindingOf(name, starter));
      await Promise.allSettled([...wanted, ...others].map((inputs) => provider.create(inputs)));
      expect(sandbox.ledger.requests().filter(({ refusal }) => refusal?.includes("1008"))).toEqual([]);
      expect(most).toBe(4);
    } finally {
      await sandbox.close();
    }
  });
});
