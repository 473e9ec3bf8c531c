/** Replacements that the user forces, on the Pulumi CLI: whatever happens, one object is there, is paid for once, and lives. */
import type { ResourceName } from "../../../provider/resources/all";
import { full } from "../../harness/full";
import {
  alive,
  charges,
  declarations,
  isPurchase,
  keyNamed,
  nextRequest,
  urnOf,
  withOptions,
  withProperties,
  yamlStory,
  type YamlStory,
} from "./program";

const names = Object.keys(declarations) as ResourceName[];
describe.each(names)("a replacement of a %s that the user forces", (resource) => {
  const declared = declarations[resource];
  const taint = ({ pulumi }: YamlStory): string =>
    pulumi("state", "taint", "--yes", "--stack", "dev", urnOf(resource, "one"));

  full(yamlStory)("sends nothing, whether it is tainted or replaced by name", async (story) => {
    const { declare, stack, changes } = story;
    declare({ one: declared });
    await stack.up();
    const paid = charges(story);
    expect(changes()).toHaveLength(1);
    taint(story);
    await stack.up();
    await stack.up({ replace: [urnOf(resource, "one")] });
    await stack.up({ expectNoChanges: true, refresh: true });
    expect([changes(), charges(story)]).toEqual([[], paid]);
  });

  full(yamlStory)(
    "leaves it alone where the engine is killed before it deletes the original",
    async (story) => {
      const { declare, stack, changes, start, kill, state } = story;
      declare({ one: declared });
      await stack.up();
      changes();
      taint(story);
      declare({ one: declared, late: withOptions(keyNamed("late"), { dependsOn: ["${one}"] }) });
      const asked = nextRequest(story, "after", isPurchase);
      const running = start("up", "--yes", "--skip-preview", "--stack", "dev");
      await asked;
      await kill(running);
      expect((await state()).filter((row) => row.delete)).toHaveLength(1);
      expect(changes()).toEqual(["create+nickname"]);
      await stack.up();
      await stack.up({ expectNoChanges: true, refresh: true });
      expect(changes()).toEqual([]);
      expect((await state()).filter((row) => row.delete)).toEqual([]);
    },
  );
});

describe("a replacement that an option asks for", () => {
  const renamed = { "create before delete": {}, deleteBeforeReplace: { deleteBeforeReplace: true } };
  for (const [order, options] of Object.entries(renamed))
    full(yamlStory)(`of a key leaves one alive, by replaceOnChanges (${order})`, async (story) => {
      const { declare, stack, changes } = story;
      const key = withOptions(declarations.LicenseKey, { replaceOnChanges: ["nickname"], ...options });
      declare({ one: key });
      await stack.up();
      const before = alive(story);
      declare({ one: withProperties(key, { nickname: "renamed" }) });
      await stack.up();
      await stack.up({ expectNoChanges: true, refresh: true });
      expect(changes().sort()).toEqual(["create+nickname", "create+nickname", "suspend+nickname"]);
      expect(alive(story)).toHaveLength(1);
      expect(alive(story)).not.toEqual(before);
    });

  full(yamlStory)("of a key that has other items stops before anything is bought", async (story) => {
    const { declare, stack, changes } = story;
    const key = withOptions(declarations.LicenseKey, { replaceOnChanges: ["items"] });
    declare({ one: key });
    await stack.up();
    const before = alive(story);
    declare({ one: withProperties(key, { items: [{ item: "PLESK-12-WEB-PRO-1M" }] }) });
    await expect(stack.up()).rejects.toThrow(/already carries the marker of this resource/);
    expect([changes(), alive(story)]).toEqual([["create+nickname"], before]);
  });

  full(yamlStory)(
    "of a key deletes it by its policy first and buys another, by deleteBeforeReplace",
    async (story) => {
      const { declare, stack, changes, pulumi } = story;
      declare({ one: withOptions(declarations.LicenseKey, { deleteBeforeReplace: true }) });
      await stack.up();
      const before = alive(story);
      pulumi("state", "taint", "--yes", "--stack", "dev", urnOf("LicenseKey", "one"));
      await stack.up();
      expect(changes()).toEqual(["create+nickname", "suspend+nickname", "create+nickname"]);
      expect(alive(story)).toHaveLength(1);
      expect(alive(story)).not.toEqual(before);
      await stack.up({ expectNoChanges: true, refresh: true });
    },
  );

  full(yamlStory)(
    "of a key that is killed after the deletion buys the other one in the next run",
    async (story) => {
      const { declare, stack, changes, pulumi, start, kill } = story;
      declare({ one: withOptions(declarations.LicenseKey, { deleteBeforeReplace: true }) });
      await stack.up();
      pulumi("state", "taint", "--yes", "--stack", "dev", urnOf("LicenseKey", "one"));
      changes();
      const asked = nextRequest(story, "before", isPurchase, "drop");
      const running = start("up", "--yes", "--skip-preview", "--stack", "dev");
      await asked;
      await kill(running);
      await stack.up();
      await stack.up({ expectNoChanges: true, refresh: true });
      expect(changes()).toEqual(["suspend+nickname", "create+nickname"]);
      expect([alive(story).length, charges(story)]).toEqual([1, 2]);
    },
  );

  full(yamlStory)("of a binding takes its plan away first, by deleteBeforeReplace", async (story) => {
    const { declare, stack, changes, pulumi } = story;
    declare({ one: withOptions(declarations.SubscriptionPlanBinding, { deleteBeforeReplace: true }) });
    await stack.up();
    pulumi("state", "taint", "--yes", "--stack", "dev", urnOf("SubscriptionPlanBinding", "one"));
    await stack.up();
    await stack.up({ expectNoChanges: true, refresh: true });
    expect(changes()).toEqual(["switchPlan", "clearPlan", "switchPlan"]);
  });
});
