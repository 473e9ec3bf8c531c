import { bindingOf } from "../../harness/declarations";
import { full } from "../../harness/full";
import { bindingStory, changed, expectSuccess } from "../../harness/story";

const starter = { name: "Starter", owner: "admin" };
const business = { name: "Business", owner: "admin" };

full(bindingStory)(
  "a subscription is bound, left alone, switched, moved by hand, healed, renamed and taken off its plan",
  async ({ sandbox, up, preview, declare, changes, destroy, stack }) => {
    const alpha = sandbox.plesk.server("alpha");
    await declare({ web: bindingOf("synced", business) });
    const plan = expectSuccess(await preview());
    expect(plan.output).toContain(
      'plan: 1 request: switch from plan "Starter" to plan "Business" of admin\n',
    );
    expect(plan.output).toContain('server alpha is on plan "Starter", not locked');
    expect(plan.output).not.toContain("[removes]");
    expect(changes()).toEqual([]);

    expectSuccess(await up());
    expect(changes()).toEqual(["switchPlan"]);
    expectSuccess(await up({ expectNoChanges: true }));

    await declare({ web: bindingOf("synced", starter, { onDelete: "no-plan" }) });
    const change = expectSuccess(await up());
    expect(change.output).toContain('switch from plan "Business" to plan "Starter" of admin');
    expect(changes()).toEqual(["switchPlan"]);

    alpha.setPlan("synced.alpha.example", alpha.plan("Premium").guid);
    const drift = await preview({ refresh: true, expectNoChanges: true, diff: true });
    expect(drift.exitCode).toBe(7);
    expect(changed(drift, "update")).toEqual([{ property: "plan", from: { name: "Premium" }, to: starter }]);
    expect(changes()).toEqual([]);
    expectSuccess(await up({ refresh: true }));
    expect(changes()).toEqual(["switchPlan"]);

    alpha.rename("synced.alpha.example", "renamed.alpha.example");
    expectSuccess(await preview({ refresh: true, expectNoChanges: true }));

    expectSuccess(await destroy());
    expect(changes()).toEqual(["clearPlan"]);
    const { password } = alpha.account("admin");
    expect(JSON.stringify(await stack.exportStack())).not.toContain(password);
  },
);

full(bindingStory)(
  "out of sync, locked, add-ons, problems and one that is deleted outside: each is told, healed where that is declared, and none hides the others",
  async ({ sandbox, up, preview, refresh, declare, changes, stack }) => {
    const alpha = sandbox.plesk.server("alpha");
    const guid = alpha.plan("Business").guid;
    alpha.add({ name: "left.alpha.example", owner: "acme", plan: guid, synchronized: false });
    alpha.add({ name: "kept.alpha.example", owner: "acme", plan: guid, locked: true });
    alpha.add({ name: "warned.alpha.example", owner: "acme" });
    const declared = {
      left: bindingOf("left", business),
      kept: bindingOf("kept", business, { sync: "unsynchronized" }),
      warned: bindingOf("warned", { name: "Premium" }, { onProblems: "warn" }),
      unsynced: bindingOf("unsynced", business, { sync: "unsynchronized" }),
      locked: bindingOf("locked", business),
      addons: bindingOf("addons", business, { addOnPlans: [{ name: "Backups" }] }),
      short: bindingOf("short", { name: "Premium" }, { onProblems: "fail", sync: "unsynchronized" }),
      // Alone on its server: which subscriptions are read one by one is a race among those of one server.
      gone: {
        ...bindingOf("synced", starter),
        server: "beta",
        subscription: { name: "synced.beta.example" },
      },
    };
    await declare(declared);
    const first = await up();
    expect(first.exitCode).not.toBe(0);
    expect(first.output).toContain("cannot give subscription short.alpha.example all that its plans ask for");
    expect(first.output).toContain("Warning: Server alpha cannot give subscription warned.alpha.example");
    expect(changes().sort()).toEqual(["removeAddOn", "switchPlan", "sync", "sync"]);
    expectSuccess(await up());
    expect(changes()).toEqual([]);

    sandbox.plesk.server("beta").remove("synced.beta.example");
    alpha.setAddOns("addons.alpha.example", []);
    const { gone: _, ...rest } = declared;
    await declare({ ...rest, locked: bindingOf("locked", business, { sync: "always" }) });
    expectSuccess(await refresh());
    const { deployment } = (await stack.exportStack()) as { deployment: { resources: { urn: string }[] } };
    expect(deployment.resources.filter(({ urn }) => urn.endsWith("::gone"))).toEqual([]);
    const heal = expectSuccess(await up());
    expect(heal.output).toContain('attach add-on plan "Backups"');
    expect(heal.output).toContain("it is locked, and its own settings are replaced by theirs [removes]");
    expect(changes().sort()).toEqual(["addAddOn", "sync+unlock"]);
    expectSuccess(await preview({ refresh: true, expectNoChanges: true }));
  },
);

full(bindingStory)(
  "half of 20 bindings fail: what failed is named, and one more up makes all that is missing and nothing twice",
  async ({ sandbox, up, declare }) => {
    const alpha = sandbox.plesk.server("alpha");
    const names = Array.from({ length: 20 }, (_, at) => `site-${String(at + 1).padStart(2, "0")}`);
    for (const [at, name] of names.entries())
      alpha.add({ name: `${name}.alpha.example`, owner: "acme", ...(at % 2 ? { refuses: 1023 } : {}) });
    await declare(Object.fromEntries(names.map((name) => [name, bindingOf(name, starter)])));
    const half = await up();
    expect(half.exitCode).not.toBe(0);
    expect(half.output).toContain("webspace switch-subscription of Plesk server alpha said 1023");
    const bound = () =>
      alpha.subscriptions.filter(({ name, plan }) => name.startsWith("site-") && plan !== null);
    expect(bound().length).toBeLessThanOrEqual(10);
    for (const name of names) alpha.changeSubscription(`${name}.alpha.example`, { refuses: null });
    expectSuccess(await up());
    expect(bound()).toHaveLength(20);
    expect(sandbox.ledger.changes()).toHaveLength(20);
  },
  { racing: true },
);

full(bindingStory)(
  "an engine killed before and after a switch: cancel, and one more up ends as if nothing had happened",
  async ({ sandbox, up, declare, changes, killAt, stack, preview }) => {
    await declare({ web: bindingOf("synced", starter) });
    expectSuccess(await up());
    for (const [when, plan] of [
      ["before", business],
      ["after", starter],
    ] as const) {
      await declare({ web: bindingOf("synced", plan) });
      killAt("switchSubscription", when, "engine");
      await expect(stack.up()).rejects.toThrow();
      await stack.cancel();
      expectSuccess(await up());
      expect(changes()).toEqual(["switchPlan"]);
    }
    sandbox.faults.inject({ kind: "answerLost", endpoint: "switchSubscription" });
    await declare({ web: bindingOf("synced", business) });
    expectSuccess(await up());
    expect(changes()).toEqual(["switchPlan"]);
    expectSuccess(await preview({ refresh: true, expectNoChanges: true }));
  },
  { racing: true },
);
