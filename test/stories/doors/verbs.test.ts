/** Names, states and options that move under a key, on the Pulumi CLI through the plugin: one key, paid once, alive. */
import { full } from "../../harness/full";
import {
  alive,
  charges,
  declarations,
  urnOf,
  withOptions,
  withProperties,
  yamlStory,
  type YamlStory,
} from "./program";

const key = declarations.LicenseKey;
const one = urnOf("LicenseKey", "one");

/** Brings the stack to what is declared and returns what that changed; nothing is left to do then, and nothing has drifted. */
async function settle({ stack, changes }: YamlStory): Promise<string[]> {
  await stack.up();
  await stack.up({ expectNoChanges: true, refresh: true });
  return changes();
}

/** Nothing is left to do for a stack that is not the story's own. */
async function expectClean({ start }: YamlStory, stack: string): Promise<void> {
  const options = ["--yes", "--skip-preview", "--refresh", "--expect-no-changes"];
  const { ok, text } = await start("up", "--stack", stack, ...options).finished;
  expect([ok, text]).toEqual([true, expect.any(String)]);
}

/** Each key of the state, by its resource's name. */
async function idsOf({ state }: YamlStory): Promise<Record<string, number>> {
  const keys = (await state()).filter(({ urn }) => urn.includes("plesk:index:LicenseKey::"));
  return Object.fromEntries(keys.map(({ urn, id }) => [urn.split("::").at(-1) ?? "", Number(id)]));
}

describe("a key whose resource", () => {
  full(yamlStory)("is renamed with an alias stays, and its old name buys another", async (story) => {
    story.declare({ one: key });
    expect(await settle(story)).toEqual(["create+nickname"]);
    const [bought] = alive(story);
    story.declare({ two: withOptions(key, { aliases: [one] }) });
    // The marker of its new name.
    expect(await settle(story)).toEqual(["nickname"]);
    expect(await idsOf(story)).toEqual({ two: bought });

    story.declare({ one: key, two: key });
    expect(await settle(story)).toEqual(["create+nickname"]);
    expect((await idsOf(story)).two).toBe(bought);
    expect([alive(story).length, charges(story)]).toEqual([2, 2]);
  });

  full(yamlStory)("is renamed in the state stays, and its old name buys another", async (story) => {
    story.declare({ one: key });
    await settle(story);
    const [bought] = alive(story);
    story.pulumi("state", "rename", "--yes", "--stack", "dev", one, "two");
    story.declare({ one: key, two: key });
    await settle(story);
    expect((await idsOf(story)).two).toBe(bought);
    expect([alive(story).length, charges(story)]).toEqual([2, 2]);
  });

  full(yamlStory)(
    "is renamed without an alias is taken over by the new name, and lives on",
    async (story) => {
      story.declare({ one: key });
      await settle(story);
      const [bought] = alive(story);
      story.declare({ two: withProperties(key, { adopt: { keyId: String(bought) } }) });
      await settle(story);
      expect([await idsOf(story), alive(story), charges(story)]).toEqual([{ two: bought }, [bought], 1]);
    },
  );

  full(yamlStory)("is taken out of the state and declared still is taken over", async (story) => {
    story.declare({ one: key });
    await settle(story);
    const [bought] = alive(story);
    story.pulumi("state", "delete", "--yes", "--stack", "dev", one);
    expect(await settle(story)).toEqual([]);
    expect([await idsOf(story), charges(story)]).toEqual([{ one: bought }, 1]);
  });

  full(yamlStory)("goes to an explicit provider and back stays as it is", async (story) => {
    const account = { type: "pulumi:providers:plesk", properties: {} };
    story.declare({ account, one: key });
    await settle(story);
    for (const options of [{ provider: "${account}" }, {}]) {
      story.declare({ account, one: withOptions(key, options) });
      expect(await settle(story)).toEqual([]);
    }
    expect(charges(story)).toBe(1);
  });

  full(yamlStory)("is moved to another stack stays as it is", async (story) => {
    story.declare({ one: key });
    await settle(story);
    const { pulumi, changes } = story;
    pulumi("stack", "init", "prod");
    pulumi("state", "move", "--yes", "--source", "dev", "--dest", "prod", one);
    await expectClean(story, "prod");
    expect([changes(), alive(story).length, charges(story)]).toEqual([[], 1, 1]);
  });

  full(yamlStory)("is in a stack that is renamed stays as it is", async (story) => {
    story.declare({ one: key });
    await settle(story);
    const { pulumi, changes } = story;
    pulumi("stack", "rename", "prod", "--stack", "dev");
    await expectClean(story, "prod");
    expect([changes(), charges(story)]).toEqual([[], 1]);
  });

  full(yamlStory)("is protected stays, whatever is asked for", async (story) => {
    story.declare({ one: withOptions(key, { protect: true }) });
    await settle(story);
    await expect(story.stack.destroy()).rejects.toThrow(/protect/);
    story.declare({});
    await expect(story.stack.up()).rejects.toThrow(/protect/);
    expect([story.changes(), alive(story).length]).toEqual([[], 1]);
  });

  full(yamlStory)("is destroyed and declared again leaves the suspended key alone", async (story) => {
    story.declare({ one: key });
    await settle(story);
    await story.stack.destroy();
    expect(story.changes()).toEqual(["suspend+nickname"]);
    expect(await settle(story)).toEqual(["create+nickname"]);
    expect([alive(story).length, charges(story)]).toEqual([1, 2]);
  });
});

describe("a run for one of two keys", () => {
  const two = urnOf("LicenseKey", "two");

  full(yamlStory)("sends nothing for the other one, by --target and by --exclude", async (story) => {
    const { declare, stack, changes } = story;
    declare({ one: key, two: key });
    await stack.up({ target: [two] });
    expect(changes()).toEqual(["create+nickname"]);
    expect(Object.keys(await idsOf(story))).toEqual(["two"]);
    await stack.up({ exclude: [two] });
    expect(changes()).toEqual(["create+nickname"]);
    const renamed = withProperties(key, { nickname: "renamed" });
    declare({ one: renamed, two: renamed });
    await stack.up({ target: [one] });
    expect(changes()).toEqual(["nickname"]);
    await stack.destroy({ target: [one] });
    expect(changes()).toEqual(["suspend+nickname"]);
    expect(Object.keys(await idsOf(story))).toEqual(["two"]);
    expect(charges(story)).toBe(2);
  });
});

describe("two resources that adopt one key", () => {
  full(yamlStory)("are refused with both names, and nothing is sent", async (story) => {
    story.sandbox.partner30.add({
      keyId: 10000555,
      items: [{ item: "PLESK-12-WEB-ADMIN-1M" }],
      nickname: "shop",
    });
    const adopting = withProperties(key, { adopt: { keyId: "10000555" } });
    story.declare({ one: adopting, two: adopting });
    await expect(story.stack.preview()).rejects.toThrow(/both stand for key 10000555/);
    expect(story.changes()).toEqual([]);
  });
});
