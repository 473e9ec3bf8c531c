import { full } from "../../harness/full";
import { programOf } from "../../harness/resources";
import { changed, expectSuccess, story } from "../../harness/story";

full(story(programOf("family", "family")))(
  "a change of a key shows no change of the key that is attached to it, and no member that nobody declared",
  async ({ set, up, preview, changes, stack }) => {
    await set("family:declared", "web-01");
    expectSuccess(await up());
    changes();

    await set("family:declared", "web-02");
    const plan = expectSuccess(await preview());
    expect(changed(plan, "update")).toEqual([{ property: "nickname", from: "web-01", to: "web-02" }]);
    expect(plan.output).not.toMatch(/unknown|__/);

    expectSuccess(await up());
    expect(changes()).toEqual(["nickname"]);
    expect(await stack.outputs()).toMatchObject({ nickname: { value: "web-02" } });
  },
);
