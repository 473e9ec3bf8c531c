/** `pulumi do`, which asks a provider for one thing: on the Pulumi CLI alone, where it knows the command. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { admin } from "../../harness/declarations";
import { full } from "../../harness/full";
import { missingOf, onPulumi, withPluginStack, type PluginStack } from "../../harness/pluginStack";

const project = join(__dirname, "yaml");
const key = "plesk:index:LicenseKey";
const binding = "plesk:index:SubscriptionPlanBinding";
const declared = ["--input-file", "key.json", "--yes"];

/** Why it cannot be told here. */
function missing(): string | undefined {
  const tools = missingOf("pulumi", "pulumi-language-yaml", "pulumi-converter-yaml");
  if (tools !== undefined) return tools;
  return spawnSync("pulumi", ["do", "--help"]).status === 0 ? undefined : "this pulumi has no command do";
}

interface Story extends PluginStack {
  /** What a command printed that has to succeed. */
  ask(...args: string[]): Promise<string>;
  /** What a command printed that has to fail. */
  fail(...args: string[]): Promise<string>;
}

function storyOf(stack: PluginStack): Story {
  const { folder, start } = stack;
  writeFileSync(join(folder, "key.json"), JSON.stringify({ items: [admin], nickname: "by do" }));
  const run = async (args: string[], isToSucceed: boolean): Promise<string> => {
    const { ok, text } = await start("do", "--package", "plesk", ...args).finished;
    if (ok !== isToSucceed) throw new Error(`do ${args.join(" ")}: ${text}`);
    return text;
  };
  return { ...stack, ask: (...args) => run(args, true), fail: (...args) => run(args, false) };
}

const reason = missing();

function doStory(name: string, tell: (story: Story) => Promise<void>): void {
  if (reason !== undefined) test.skip(`${name} (${reason})`, () => undefined);
  else onPulumi("yaml", name, () => withPluginStack({ project }, (stack) => tell(storyOf(stack))));
}

const byHand = { keyId: 10000042, items: [admin.item], nickname: "by hand" };

describe("pulumi do", () => {
  doStory("lists and reads what is there, and buys nothing that no stack would hold", async (story) => {
    const { ask, fail, sandbox, changes } = story;
    sandbox.partner30.add(byHand);
    expect(JSON.parse(await ask(key, "list"))).toEqual([{ id: "10000042", name: "" }]);
    const found = await ask(key, "read", "10000042");
    expect(found).toMatch(/nickname +: "by hand"/);
    expect(found).toMatch(/credentials +: \[secret\]/);
    expect(await fail("--stateless", key, "create", ...declared)).toContain(
      "No stack would hold this LicenseKey (--stateless)",
    );
    expect(changes()).toEqual([]);
  });

  full(doStory)("lists the subscriptions of a server, and looks a key up", async ({ ask, sandbox }) => {
    sandbox.partner30.add(byHand);
    const list = await ask(binding, "list", "--server", "alpha", "--owner", "acme");
    const bindings = JSON.parse(list) as { id: string; name: string }[];
    const [synced] = bindings.filter(({ name }) => name === "synced.alpha.example");
    expect(await ask(binding, "read", synced?.id ?? "")).toMatch(/subscriptionName: "synced.alpha.example"/);
    const found = await ask("plesk:index:getLicenseKey", "--nickname", "by hand");
    expect(JSON.parse(found)).toMatchObject({ keyId: "10000042", activationCode: "[secret]" });
  });

  full(doStory)("changes a key that it names, and leaves alone what it is asked to delete", async (story) => {
    const { ask, fail, sandbox, changes } = story;
    sandbox.partner30.add(byHand);
    const patch = [key, "patch", "10000042", "--yes", "--nickname"];
    await ask("--stateless", "--dry-run", ...patch, "x");
    expect(changes()).toEqual([]);
    await ask("--stateless", ...patch, "x");
    await ask("--stateless", key, "upsert", "10000042", ...declared);
    expect(changes()).toEqual(["nickname", "nickname"]);
    await fail("--stateless", key, "upsert", "99", ...declared);
    expect(await ask("--stateless", key, "delete", "10000042", "--yes")).toContain(
      "LicenseKey (10000042): nothing was sent: it stays as it is, and what is billed for it stays billed",
    );
    sandbox.partner30.change(10000042, { terminated: true });
    await fail("--stateless", ...patch, "y", "--on-gone", "replace");
    expect(changes()).toEqual([]);
  });

  full(doStory)("buys once for a name in a stack, which holds the key", async (story) => {
    const { ask, fail, changes, sandbox } = story;
    await ask(key, "create", "web-07", ...declared);
    expect(await fail(key, "create", "web-07", ...declared)).toContain("already exists in stack dev");
    await ask(key, "patch", "web-07", "--nickname", "web-07", "--yes");
    expect(changes()).toEqual(["create+nickname", "nickname"]);
    await ask(key, "delete", "web-07", "--yes");
    expect([changes(), sandbox.partner30.keys().map(({ suspended }) => suspended)]).toEqual([[], [false]]);
  });
});
