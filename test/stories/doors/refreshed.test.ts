/** Runs of the Pulumi CLI that refresh first: its engine compares then also what the program has renamed or dropped. */
import { full } from "../../harness/full";
import { alive, declarations, urnOf, withOptions, yamlStory } from "./program";

describe("a run that refreshes first", () => {
  const key = declarations.LicenseKey;

  full(yamlStory)("deletes a key by its policy, whether it is dropped or destroyed", async (story) => {
    const { declare, stack, changes } = story;
    declare({ one: key });
    await stack.up();
    declare({});
    await stack.up({ refresh: true });
    expect([changes(), alive(story)]).toEqual([["create+nickname", "suspend+nickname"], []]);
    declare({ one: key });
    await stack.up();
    await stack.destroy({ refresh: true });
    expect([changes(), alive(story)]).toEqual([["create+nickname", "suspend+nickname"], []]);
  });

  full(yamlStory)("keeps a key whose resource was renamed", async (story) => {
    const { declare, stack, changes } = story;
    declare({ one: key });
    await stack.up();
    declare({ two: withOptions(key, { aliases: [urnOf("LicenseKey", "one")] }) });
    await stack.up({ refresh: true });
    await stack.up({ expectNoChanges: true, refresh: true });
    // The marker of its new name.
    expect(changes()).toEqual(["create+nickname", "nickname"]);
    expect(alive(story)).toHaveLength(1);
  });
});
