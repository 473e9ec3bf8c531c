import { admin, languagePack } from "../../harness/declarations";
import { changed, expectSuccess, keyStory } from "../../harness/story";

keyStory("a key is bought, left alone, changed, changed by hand, healed and given up", async (story) => {
  const { sandbox, up, preview, declare, changes, destroy, stack } = story;
  await declare({ web: { items: [admin, languagePack], nickname: "web-01" } });

  const plan = expectSuccess(await preview());
  expect(plan.output).toContain(
    'plan: 1 request: buy a key with FT-PLESK-1-LANGUAGE-PACK-1M, PLESK-12-WEB-ADMIN-1M, nickname "web-01" [buys]',
  );
  expect(changes()).toEqual([]);

  expectSuccess(await up());
  expect(changes()).toHaveLength(1);
  const [key] = sandbox.partner30.keys();
  expect(key?.nickname).toMatch(/^web-01 #[0-9a-f]{10}$/);

  expectSuccess(await up({ expectNoChanges: true }));
  expect(changes()).toEqual([]);

  await declare({ web: { items: [admin], nickname: "web-02" } });
  const change = expectSuccess(await up());
  expect(change.output).toContain("remove FT-PLESK-1-LANGUAGE-PACK-1M [removes]");
  expect(change.output).toContain('set the nickname to "web-02"');
  expect(changes()).toEqual(["upgrade+nickname"]);

  sandbox.partner30.change(key?.keyId ?? 0, { nickname: "by hand" });
  const drift = await preview({ refresh: true, expectNoChanges: true, diff: true });
  expect(drift.exitCode).toBe(7);
  expect(changed(drift, "update")).toEqual([{ property: "nickname", from: "by hand", to: "web-02" }]);
  expect(changes()).toEqual([]);

  expectSuccess(await up({ refresh: true }));
  expect(changes()).toEqual(["nickname"]);
  expectSuccess(await preview({ refresh: true, expectNoChanges: true }));

  expectSuccess(await destroy());
  expect(changes()).toEqual([]);
  expect(sandbox.partner30.key(key?.keyId ?? 0).terminated).toBe(false);
  expect(JSON.stringify(await stack.exportStack())).not.toContain(key?.activationCode);
});
