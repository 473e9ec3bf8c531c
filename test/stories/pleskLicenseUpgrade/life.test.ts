import { addonOf, plansOf } from "../../harness/declarations";
import { full } from "../../harness/full";
import { changed, expectSuccess, upgradeStory, type SandboxStory } from "../../harness/story";

const key = "PLSK.10000001";
const power = "PLESK_POWER_PACK";
const languages = "ADDITIONAL_LANGUAGE_PACK";
const path = "30_DOMAINS_TO_100_DOMAINS";
const cloud = "test_server_0013";

const paid = ({ sandbox }: SandboxStory): string[] => sandbox.ledger.charges().map(({ item }) => item);

full(upgradeStory)(
  "plans are applied to a key, left alone, added to, taken off by hand, healed, and taken off in the end",
  async (run) => {
    const { sandbox, up, preview, declare, changes, destroy, stack } = run;
    await declare({ web: plansOf(key, [path, power]) });
    const plan = expectSuccess(await preview());
    expect(plan.output).toContain(
      `plan: 1 request: apply ${path} to key ${key}, unless it has it [buys]; apply ${power} to key ${key}, unless it has it [buys]`,
    );
    expect(changes()).toEqual([]);
    expectSuccess(await up());
    expect(paid(run)).toEqual([path, power]);
    expectSuccess(await up({ expectNoChanges: true }));

    await declare({ web: plansOf(key, [path, power, languages]) });
    expect(expectSuccess(await preview()).output).toContain(`plan: 1 request: apply ${languages} [buys]`);
    expectSuccess(await up());
    expect(paid(run)).toEqual([path, power, languages]);

    // A revision and a date that moved are no difference; a plan that was taken off is.
    sandbox.partner10.revise(key);
    sandbox.partner10.change(key, { expirationDate: "2040-01-01" });
    expectSuccess(await preview({ refresh: true, expectNoChanges: true }));
    sandbox.partner10.removeFeature(key, power);
    const drift = await preview({ refresh: true, expectNoChanges: true, diff: true });
    expect(drift.exitCode).toBe(7);
    expect(changed(drift, "update")).toEqual([
      {
        property: "partner10",
        from: expect.objectContaining({ upgradePlans: [path, languages] }) as unknown,
        to: expect.objectContaining({ upgradePlans: [path, power, languages] }) as unknown,
      },
    ]);
    expectSuccess(await up({ refresh: true }));
    expect(paid(run)).toEqual([path, power, languages, power]);
    changes();

    await declare({ web: plansOf(key, [path, power]) });
    const refused = await preview();
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toContain("plans are only removed when you ask for it");
    expect((await up()).exitCode).not.toBe(0);
    expect(changes()).toEqual([]);
    await declare({ web: { ...plansOf(key, [path, power]), onDelete: "downgrade" } });
    expect(expectSuccess(await preview()).output).toContain(`take ${languages} off the key [removes]`);
    expectSuccess(await up());
    expectSuccess(await destroy());
    expect(changes()).toEqual(["downgrade", "downgrade", "downgrade"]);
    expect(sandbox.partner10.featuresOf(key).sort()).toEqual(["10_DOMAINS", "30_DOMAINS"]);
    const { password } = sandbox.partner10.account("demo-partner");
    expect(JSON.stringify(await stack.exportStack())).not.toContain(password);
  },
);

full(upgradeStory)(
  "a refused plan, a lost answer and a terminated key: nothing is bought twice, and each is told",
  async (run) => {
    const { sandbox, up, preview, declare, changes } = run;
    await declare({ web: plansOf(key, [power, "300_DOMAINS"]), gone: plansOf("PLSK.10000003", [power]) });
    const half = await up();
    expect(half.exitCode).not.toBe(0);
    expect(half.output).toContain("partner10.upgradePlans: Key PLSK.10000001.0001 could not be upgraded");
    expect(half.output).toContain("partner10.keyNumber: Key PLSK.10000003.0001 is terminated");
    sandbox.faults.inject({ kind: "answerLost", endpoint: "upgradeKey" });
    await declare({ web: plansOf(key, [power, languages]) });
    expectSuccess(await up());
    expect(paid(run)).toEqual([power, languages]);
    changes();
    expectSuccess(await preview({ refresh: true, expectNoChanges: true }));

    // Where the key names nothing, a lost answer waits for a person, through a refresh too.
    const unnamed = (more: object) => ({
      web: plansOf(key, [power, languages]),
      old: plansOf("PLSK.10000006", ["5_USERS"], { ...more }),
    });
    sandbox.faults.inject({ kind: "answerLost", endpoint: "upgradeKey" });
    await declare(unnamed({}));
    expect((await up()).output).toContain('confirm: "applied"');
    expect((await preview({ refresh: true, expectNoChanges: true })).exitCode).toBe(7);
    expect((await up({ refresh: true })).output).toContain('confirm: "resend"');
    await declare(unnamed({ confirm: "applied" }));
    expectSuccess(await up());
    expect(paid(run)).toEqual([power, languages, "5_USERS"]);
    await declare(unnamed({}));
    expectSuccess(await up());
    expectSuccess(await preview({ refresh: true, expectNoChanges: true }));
  },
);

full(upgradeStory)(
  "an add-on of a cloud server is ordered, waited for, lost, ordered again; another server, then a key, take its place",
  async (run) => {
    const { sandbox, up, preview, declare, changes, destroy } = run;
    sandbox.flexCloud.change(cloud, { upgradeMs: 1500 });
    await declare({
      web: addonOf(),
      blind: addonOf({ verify: "none", serverId: "test_server_0014", pleskServer: "beta" }),
    });
    const plan = expectSuccess(await preview());
    expect(plan.output).toContain(
      `plan: 1 request: order add-on plesk.9.linux.powerpack for server ${cloud}, unless the key of Plesk server alpha has powerpack = true [buys]`,
    );
    expect(plan.output).toContain("whether the add-on arrives cannot be seen");
    expectSuccess(await up());
    expect(paid(run)).toHaveLength(2);
    expectSuccess(await up({ expectNoChanges: true }));
    expectSuccess(await preview({ refresh: true, expectNoChanges: true }));
    changes();

    const alpha = sandbox.plesk.server("alpha");
    alpha.change({ key: { ...alpha.facts.key, powerpack: "false" } });
    const drift = await preview({ refresh: true, expectNoChanges: true, diff: true });
    expect(drift.exitCode).toBe(7);
    expect(changed(drift, "update")).toHaveLength(1);
    expect(changes()).toEqual([]);
    expectSuccess(await up({ refresh: true }));
    expect(paid(run)).toHaveLength(3);
    changes();

    await declare({ web: plansOf(key, [power]) });
    const replaced = expectSuccess(await preview({ diff: true }));
    expect(changed(replaced, "replace").length).toBeGreaterThan(0);
    expectSuccess(await up());
    expect(changes()).toEqual(["upgrade"]);
    expectSuccess(await destroy());
    expect(changes()).toEqual([]);
  },
);

full(upgradeStory)(
  "an order that does not show in time stays pending, and the next up goes on waiting without ordering",
  async (run) => {
    const { sandbox, up, refresh, declare, preview } = run;
    sandbox.flexCloud.change(cloud, { upgradeMs: null });
    await declare({ web: addonOf({}, { timeouts: { upgrade: 2 } }) });
    const first = await up();
    expect(first.exitCode).not.toBe(0);
    expect(first.output).toContain("was accepted, and after 2 s");
    expectSuccess(await refresh());
    const waiting = await preview({ expectNoChanges: true });
    expect(waiting.exitCode).toBe(7);
    expect(waiting.output).toMatch(
      /plan: nothing to send: wait until the Plesk key has .*; it is ordered already/,
    );
    sandbox.flexCloud.finish(cloud);
    expectSuccess(await up());
    expect(paid(run)).toHaveLength(1);
    expectSuccess(await preview({ refresh: true, expectNoChanges: true }));
  },
  { racing: true },
);

const soon = { timeouts: { upgrade: 10 } };

full(upgradeStory)(
  "an engine killed before and after an upgrade and an order: cancel, and the next run orders nothing twice",
  async (run) => {
    const { sandbox, up, declare, killAt, stack, preview } = run;
    for (const [endpoint, declared] of [
      ["upgradeKey", { web: plansOf(key, [power]) }],
      ["upgradePlesk", { web: plansOf(key, [power]), cloud: addonOf({}, soon) }],
    ] as const) {
      for (const when of ["before", "after"] as const) {
        const charges = paid(run).length;
        await declare(declared);
        killAt(endpoint, when, "engine");
        await expect(stack.up()).rejects.toThrow();
        await stack.cancel();
        const resumed = await up();
        if (endpoint === "upgradePlesk" && when === "before") {
          // Nobody can know that the order did not arrive: it is waited for, and sent again on the user's word.
          expect(resumed.output).toContain('confirm: "resend" to order it once more');
          expect(paid(run).length).toBe(charges);
          await declare({ ...declared, cloud: addonOf({ confirm: "resend" }, soon) });
          expectSuccess(await up());
          await declare(declared);
          expectSuccess(await up());
        } else expectSuccess(resumed);
        expect(paid(run).length).toBe(charges + 1);
        expectSuccess(await preview({ refresh: true, expectNoChanges: true }));
        // Once more from the beginning, for the other moment.
        if (when === "after") continue;
        if (endpoint === "upgradeKey") sandbox.partner10.removeFeature(key, power);
        else {
          const alpha = sandbox.plesk.server("alpha");
          alpha.change({ key: { ...alpha.facts.key, powerpack: "false" } });
        }
        expectSuccess(await run.refresh());
      }
    }
  },
  { racing: true },
);
