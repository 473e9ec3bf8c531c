import { admin, bindingOf, languagePack, plansOf } from "../../harness/declarations";
import { full } from "../../harness/full";
import { expectSuccess, reportStory } from "../../harness/story";
import { reportOn } from "./reportOn";
import { asHtml } from "../../../cli/report/html";
import { expectPictures } from "../../harness/browser";

const business = { name: "Business", owner: "admin" };
const onBeta = (name: string): Record<string, unknown> => ({
  ...bindingOf(name, business),
  server: "beta",
  subscription: { name: `${name}.beta.example` },
});

const upgraded = "PLSK.10000001";

const declared = {
  web: { items: [admin, languagePack], nickname: "web" },
  fine: { items: [admin], onDelete: "suspend" },
  dead: { items: [admin] },
  hidden: { items: [admin] },
  suspended: { items: [admin], onDelete: "suspend" },
  kept: { items: [admin] },
  moved: bindingOf("synced", business),
  loose: bindingOf("unsynced", business, { sync: "unsynchronized" }),
  lost: bindingOf("locked", business),
  power: plansOf(upgraded, ["PLESK_POWER_PACK"]),
  first: onBeta("synced"),
  second: onBeta("unsynced"),
};

const options = {
  config: { "plesk:limits": JSON.stringify({ purchasesPerRun: 7 }) },
  racing: true,
};

full(reportStory)(
  "drift is quiet when clean, tells each class of drift, and all that can be read where a server cannot",
  async (story) => {
    const { sandbox, up, declare, stack } = story;
    await declare(declared);
    expectSuccess(await up());
    const clean = await reportOn(story, "drift");
    expect(clean).toMatchObject({ exitCode: 0, counts: { clean: 12 }, marks: {}, problems: [] });
    expect(clean.resources.filter(({ sends, values }) => sends.length + values.length > 0)).toEqual([]);

    const { deployment } = (await stack.exportStack()) as { deployment: { resources: Exported[] } };
    const keyOf = (name: string): number =>
      Number(deployment.resources.find(({ urn }) => urn.endsWith(`::${name}`))?.id);
    const alpha = sandbox.plesk.server("alpha");
    sandbox.partner30.change(keyOf("web"), { nickname: "by hand", items: [admin] });
    sandbox.partner30.change(keyOf("dead"), { terminated: true });
    sandbox.partner30.change(keyOf("hidden"), { ownerId: "20002" });
    alpha.setPlan("synced.alpha.example", alpha.plan("Premium").guid);
    alpha.changeSubscription("unsynced.alpha.example", { synchronized: false });
    alpha.remove("locked.alpha.example");
    sandbox.partner10.removeFeature(upgraded, "PLESK_POWER_PACK");
    const { suspended: _, kept: __, ...rest } = declared;
    await declare({ ...rest, fine: { items: [admin], onDelete: "terminate" }, fresh: { items: [admin] } });

    // From the state alone nobody knows what was changed by hand.
    const plan = await reportOn(story, "plan");
    expect(told(plan)).toEqual({
      suspended: "undeclared delete: suspend the key; take the marker off its nickname",
      kept: "undeclared retain: ",
      fresh: "new create: buy a key with PLESK-12-WEB-ADMIN-1M [buys]",
      fine: "unapplied update: ",
    });

    const drifted = {
      lost: "gone create: ",
      dead: "terminated update: ",
      hidden: "not-visible update: ",
      web: 'changed update: add FT-PLESK-1-LANGUAGE-PACK-1M [buys]; set the nickname to "web"',
      power: "changed update: apply PLESK_POWER_PACK [buys]",
      moved: 'changed update: switch from plan "Premium" to plan "Business" of admin',
      loose: "changed update: sync with its plans: it is out of sync",
      suspended: "undeclared delete: suspend the key; take the marker off its nickname",
      kept: "undeclared retain: ",
      fresh: "new create: buy a key with PLESK-12-WEB-ADMIN-1M [buys]",
      fine: "unapplied update: ",
    };
    const drift = await reportOn(story, "drift");
    expect(drift).toMatchObject({ exitCode: 7, marks: { buys: 3 }, problems: [] });
    expect(told(drift)).toEqual(drifted);
    expect(drift.resources.flatMap(({ buys = [] }) => buys)).toEqual([
      { name: languagePack.item, quantity: 1 },
      { name: "PLESK_POWER_PACK", quantity: 1 },
      { name: admin.item, quantity: 1 },
    ]);
    await expectPictures(asHtml(drift), "drift");
    const valuesOf = (name: string): unknown => drift.resources.find((each) => each.name === name)?.values;
    expect(valuesOf("web")).toEqual([
      { path: "items", declared: languagePack },
      { path: "nickname", declared: "web", live: "by hand" },
    ]);
    expect(valuesOf("power")).toEqual([{ path: "partner10.upgradePlans", declared: "PLESK_POWER_PACK" }]);
    expect(valuesOf("dead")).toContainEqual({ path: "key.terminated", recorded: false, live: true });
    expect(valuesOf("loose")).toEqual([{ path: "binding.synchronized", recorded: true, live: false }]);
    expect(valuesOf("fine")).toEqual([{ path: "onDelete", declared: "terminate", live: "suspend" }]);

    sandbox.faults.inject({ kind: "status", status: 400, server: "beta", times: 100 });
    const partial = await reportOn(story, "drift");
    expect(partial).toMatchObject({ exitCode: 8, counts: { unreadable: 2, changed: 4 }, problems: [] });
    expect(told(partial)).toEqual({
      ...drifted,
      first: "unreadable unknown: ",
      second: "unreadable unknown: ",
    });
    expect(partial.resources[0]?.problem).toContain("webspace get of Plesk server beta");
  },
  // A key that was bought moments ago is not reported as hidden: here moments are short.
  { ...options, config: { ...options.config, "plesk:partner30SettleWindow": "0.001" } },
);

full(reportStory)(
  "a purchase that may or may not have happened is pending, and a plan beyond the limits is a problem",
  async (story) => {
    const { sandbox, up, declare, set } = story;
    await declare({ web: { items: [admin] } });
    sandbox.faults.inject({ kind: "resetBefore", endpoint: "createKey" });
    expect((await up()).exitCode).toBe(1);
    const pending = await reportOn(story, "drift");
    expect(told(pending)).toEqual({ web: expect.stringMatching(/^pending update: /) as string });
    expect(pending.exitCode).toBe(7);

    await declare({});
    for (const command of ["plan", "drift"] as const) {
      const leaving = await reportOn(story, command);
      expect(told(leaving)).toEqual({ web: "pending retain: " });
      expect(leaving.resources[0]?.remarks.join()).toContain(
        "whether something was bought is then not looked for",
      );
    }

    await declare({ web: { items: [admin] } });
    await set("plesk:limits", JSON.stringify({ purchasesPerRun: 0 }));
    const refused = await reportOn(story, "plan");
    expect(refused).toMatchObject({ exitCode: 1, problems: [] });
    expect(refused.resources[0]?.problem).toMatch(
      /^LicenseKey web would be number 1 of this run's purchases/,
    );
  },
  options,
);

interface Exported {
  urn: string;
  id?: string;
}

/** Each resource that is not clean: its class, what up does, and what it sends. */
function told({ resources }: Awaited<ReturnType<typeof reportOn>>): Record<string, string> {
  const dirty = resources.filter((each) => each.class !== "clean");
  return Object.fromEntries(
    dirty.map((each) => [each.name, `${each.class} ${each.action}: ${each.sends.join(" | ")}`]),
  );
}
