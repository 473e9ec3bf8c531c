/** What Pulumi's verbs do to bindings: a subscription is left on its plan by whoever no longer stands for it. */
import { bindingOf } from "../../harness/declarations";
import { full } from "../../harness/full";
import { expectClean, bindingStory, expectSuccess } from "../../harness/story";

const business = { name: "Business", owner: "admin" };
const starter = { name: "Starter", owner: "admin" };
const removable = bindingOf("synced", business, { onDelete: "no-plan" });
const urnOf = (name: string): string =>
  `urn:pulumi:dev::bindings::pulumi-nodejs:dynamic/plesk:SubscriptionPlanBinding::${name}`;

full(bindingStory)(
  "renamed without an alias: the old name's deletion leaves the plan that the new name has just confirmed",
  async (story) => {
    await story.declare({ old: removable });
    expectSuccess(await story.up());
    story.changes();
    await story.declare({ new: removable });
    expect(expectSuccess(await story.up()).output).toContain("so deleting it here sends nothing");
    expect(story.changes()).toEqual([]);
    await expectClean(story);
  },
);

full(bindingStory)("renamed with an alias: no change, nothing is sent", async (story) => {
  await story.declare({ old: removable });
  expectSuccess(await story.up());
  story.changes();
  await story.declare({ new: { ...removable, options: { aliases: [{ name: "old" }] } } });
  expectSuccess(await story.up());
  expect(story.changes()).toEqual([]);
  await expectClean(story);
});

full(bindingStory)("replaced before it is deleted: the subscription keeps its plan", async (story) => {
  await story.declare({ web: { ...removable, options: { deleteBeforeReplace: false } } });
  expectSuccess(await story.up());
  story.changes();
  expectSuccess(await story.up({ replace: [urnOf("web")] }));
  expect(story.changes()).toEqual([]);
  await expectClean(story);
});

full(bindingStory)("destroyed with no-plan and declared again: it is bound again", async (story) => {
  await story.declare({ web: removable });
  expectSuccess(await story.up());
  expectSuccess(await story.destroy());
  expectSuccess(await story.up());
  expect(story.changes()).toEqual(["switchPlan", "clearPlan", "switchPlan"]);
  await expectClean(story);
});

full(bindingStory)(
  "two resources for one subscription: refused in preview with both names, nothing is sent",
  async (story) => {
    await story.declare({ one: removable, two: bindingOf("synced", starter) });
    const refused = await story.preview();
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toMatch(
      /SubscriptionPlanBinding \w+ and SubscriptionPlanBinding \w+ both stand for subscription/,
    );
    expect(story.changes()).toEqual([]);
  },
  { racing: true },
);
