/** What Pulumi's verbs do to upgrades: what is ordered once is neither ordered again nor taken off unasked. */
import { addonOf, plansOf } from "../../harness/declarations";
import { full } from "../../harness/full";
import { expectClean, expectSuccess, upgradeStory, type SandboxStory } from "../../harness/story";

const key = "PLSK.10000001";
const power = "PLESK_POWER_PACK";
const removable = { ...plansOf(key, [power]), onDelete: "downgrade" };
const urnOf = (name: string): string =>
  `urn:pulumi:dev::upgrades::pulumi-nodejs:dynamic/plesk:PleskLicenseUpgrade::${name}`;

const charges = ({ sandbox }: SandboxStory): number => sandbox.ledger.charges().length;
const hasPower = ({ sandbox }: SandboxStory): boolean =>
  sandbox.partner10.key(key).features.some(({ identifier }) => identifier === power);

full(upgradeStory)(
  "renamed without an alias: the old name's downgrade leaves alone what the new name has just confirmed",
  async (story) => {
    await story.declare({ old: removable });
    expectSuccess(await story.up());
    story.changes();
    await story.declare({ new: removable });
    expect(expectSuccess(await story.up()).output).toContain("so deleting it here sends nothing");
    expect(story.changes()).toEqual([]);
    expect([hasPower(story), charges(story)]).toEqual([true, 1]);
    await expectClean(story);
  },
);

full(upgradeStory)("renamed with an alias: no change, nothing is ordered", async (story) => {
  await story.declare({ old: removable });
  expectSuccess(await story.up());
  story.changes();
  await story.declare({ new: { ...removable, options: { aliases: [{ name: "old" }] } } });
  expectSuccess(await story.up());
  expect([story.changes(), hasPower(story), charges(story)]).toEqual([[], true, 1]);
  await expectClean(story);
});

full(upgradeStory)(
  "replaced before it is deleted: what the replacement has confirmed is not taken off",
  async (story) => {
    await story.declare({ web: { ...removable, options: { deleteBeforeReplace: false } } });
    expectSuccess(await story.up());
    story.changes();
    expectSuccess(await story.up({ replace: [urnOf("web")] }));
    expect([story.changes(), hasPower(story), charges(story)]).toEqual([[], true, 1]);
    await expectClean(story);
  },
);

full(upgradeStory)(
  "replaced by --replace: it is taken off first and ordered again, as the preview says",
  async (story) => {
    await story.declare({ web: removable });
    expectSuccess(await story.up());
    const { output } = expectSuccess(await story.preview({ replace: [urnOf("web")] }));
    expect(output).toContain(`apply ${power}`);
    expectSuccess(await story.up({ replace: [urnOf("web")] }));
    expect([hasPower(story), charges(story)]).toEqual([true, 2]);
    await expectClean(story);
  },
);

full(upgradeStory)(
  "destroyed without onDelete and declared again: the plan is there, nothing is ordered",
  async (story) => {
    await story.declare({ web: plansOf(key, [power]), server: addonOf() });
    expectSuccess(await story.up());
    expectSuccess(await story.destroy());
    expectSuccess(await story.up());
    expect([hasPower(story), charges(story)]).toEqual([true, 2]);
    await expectClean(story);
  },
);

full(upgradeStory)("taken out of the state by hand and declared still: nothing is ordered", async (story) => {
  await story.declare({ web: plansOf(key, [power]), server: addonOf() });
  expectSuccess(await story.up());
  const exported = await story.stack.exportStack();
  const { resources, ...rest } = exported.deployment as { resources: { type: string }[] };
  const others = resources.filter(({ type }) => !type.includes("PleskLicenseUpgrade"));
  await story.stack.importStack({ ...exported, deployment: { ...rest, resources: others } });
  expectSuccess(await story.up());
  expect(charges(story)).toBe(2);
  await expectClean(story);
});

full(upgradeStory)(
  "two resources for one plan of a key: refused in preview with both names",
  async (story) => {
    await story.declare({ one: plansOf(key, [power]), two: plansOf(`${key}.0001`, [power]) });
    const refused = await story.preview();
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toMatch(/PleskLicenseUpgrade \w+ and PleskLicenseUpgrade \w+ both stand for plan/);
    expect(story.changes()).toEqual([]);
  },
  { racing: true },
);
