/** What Pulumi's verbs do to keys, whatever they call the provider with: one key for each resource, alive. */
import { join } from "node:path";

import type { Deployment } from "@pulumi/pulumi/automation";

import { cli } from "../../../engine/test/harness/twin";
import { admin } from "../../harness/declarations";
import { full } from "../../harness/full";
import { expectClean, expectSuccess, keyStory, type SandboxStory } from "../../harness/story";

const web = { items: [admin], nickname: "shop server" };
const urnOf = (name: string): string =>
  `urn:pulumi:dev::keys::pulumi-nodejs:dynamic/plesk:LicenseKey::${name}`;

interface Exported {
  resources: { urn: string; id: string; type: string; taint?: boolean }[];
}

/** The ids of the stack's keys by the resources' names. */
async function idsOf({ stack }: Pick<SandboxStory, "stack">): Promise<Record<string, string>> {
  const { resources } = (await stack.exportStack()).deployment as Exported;
  const keys = resources.filter(({ type }) => type.includes("LicenseKey"));
  return Object.fromEntries(keys.map(({ urn, id }) => [urn.split("::").at(-1) ?? "", id]));
}

/** Changes the state as `pulumi state taint`, `rename` and `delete` do. */
async function editState({ stack }: SandboxStory, edit: (state: Exported) => Exported): Promise<void> {
  const exported = await stack.exportStack();
  await stack.importStack({ ...exported, deployment: edit(exported.deployment as Exported) });
}

function renamed(state: Exported, from: string, to: string): Exported {
  return JSON.parse(JSON.stringify(state).replaceAll(urnOf(from), urnOf(to))) as Exported;
}

const charges = ({ sandbox }: SandboxStory): number => sandbox.ledger.charges().length;
const key = ({ sandbox }: SandboxStory, id: string | number) => sandbox.partner30.key(Number(id));

full(keyStory)(
  "destroyed with onDelete suspend and declared again: the suspended key is left alone, another is bought",
  async (story) => {
    await story.declare({ web: { ...web, onDelete: "suspend" } });
    expectSuccess(await story.up());
    story.changes();
    expectSuccess(await story.destroy());
    expect(story.changes()).toEqual(["suspend+nickname"]);
    expect(key(story, 20000001)).toMatchObject({ suspended: true, nickname: "shop server" });

    expect(expectSuccess(await story.preview()).output).toContain("[buys]");
    expectSuccess(await story.up());
    expect(await idsOf(story)).toEqual({ web: "20000002" });
    expect(charges(story)).toBe(2);
    expect(key(story, 20000002).suspended).toBe(false);
    await expectClean(story);
  },
);

full(keyStory)(
  "given up with a retained key and declared again: the key is taken over, and said to be on the resource",
  async (story) => {
    await story.declare({ web });
    expectSuccess(await story.up());
    expectSuccess(await story.destroy());
    const { output, events } = expectSuccess(await story.up());
    expect(output).toContain("Took over key 20000001");
    const said = events.flatMap(({ diagnosticEvent }) => diagnosticEvent ?? []);
    expect(
      said.filter(({ message }) => message.includes("nothing was bought")).map(({ urn }) => urn),
    ).toContain(urnOf("web"));
    expect(await idsOf(story)).toEqual({ web: "20000001" });
    expect(charges(story)).toBe(1);
    await expectClean(story);
  },
);

full(keyStory)(
  "replaced by --replace and --target-replace: the old key is suspended first, another is bought",
  async (story) => {
    await story.declare({ web: { ...web, onDelete: "suspend" } });
    expectSuccess(await story.up());
    expectSuccess(await story.up({ replace: [urnOf("web")] }));
    expect(await idsOf(story)).toEqual({ web: "20000002" });
    expect(charges(story)).toBe(2);
    await cli(
      story.stack,
      "up",
      "--yes",
      "--skip-preview",
      "--stack",
      "dev",
      "--target-replace",
      urnOf("web"),
    );
    expect(await idsOf(story)).toEqual({ web: "20000003" });
    expect(charges(story)).toBe(3);
    expect(story.sandbox.partner30.keys().map(({ suspended }) => suspended)).toEqual([true, true, false]);
    await expectClean(story);
  },
);

full(keyStory)(
  "replaced by replaceOnChanges: the old key is terminated first, another is bought",
  async (story) => {
    const options = { replaceOnChanges: ["nickname"] };
    await story.declare({ web: { ...web, onDelete: "terminate", options } });
    expectSuccess(await story.up());
    await story.declare({ web: { ...web, nickname: "other", onDelete: "terminate", options } });
    expectSuccess(await story.up());
    expect(await idsOf(story)).toEqual({ web: "20000002" });
    expect(charges(story)).toBe(2);
    expect([key(story, 20000001).terminated, key(story, 20000002).terminated]).toEqual([true, false]);
    await expectClean(story);
  },
  { config: { "plesk:limits": JSON.stringify({ allowTerminate: true }) } },
);

full(keyStory)(
  "tainted, and created before it is deleted: the key is taken over and lives on",
  async (story) => {
    const declared = { web: { ...web, onDelete: "terminate", options: { deleteBeforeReplace: false } } };
    await story.declare(declared);
    expectSuccess(await story.up());
    story.changes();
    await editState(story, ({ resources, ...rest }) => ({
      ...rest,
      resources: resources.map((each) => (each.urn === urnOf("web") ? { ...each, taint: true } : each)),
    }));
    expect(expectSuccess(await story.up()).output).toContain("Took over key 20000001");
    expect(story.changes()).toEqual([]);
    expect(await idsOf(story)).toEqual({ web: "20000001" });
    expect(charges(story)).toBe(1);
    expect(key(story, 20000001).terminated).toBe(false);
    await expectClean(story);
  },
  { config: { "plesk:limits": JSON.stringify({ allowTerminate: true }) } },
);

full(keyStory)(
  "renamed with an alias, and the old name given to a new key: two keys, one more charge",
  async (story) => {
    await story.declare({ "web-60": web });
    expectSuccess(await story.up());
    story.changes();
    const renaming = { "web-61": { ...web, options: { aliases: [{ name: "web-60" }] } } };
    await story.declare(renaming);
    expect((await story.preview()).output).toContain("mark the key for the resource's new name");
    expectSuccess(await story.up());
    expect(story.changes()).toEqual(["nickname"]);
    expect(await idsOf(story)).toEqual({ "web-61": "20000001" });
    await expectClean(story);

    await story.declare({ "web-61": web, "web-60": web });
    expectSuccess(await story.up());
    expect(await idsOf(story)).toEqual({ "web-61": "20000001", "web-60": "20000002" });
    expect(charges(story)).toBe(2);
    await expectClean(story);
  },
);

full(keyStory)(
  "renamed in the state, and the old name declared in the same run: two keys, one more charge",
  async (story) => {
    await story.declare({ "web-60": { ...web, onDelete: "terminate" } });
    expectSuccess(await story.up());
    await editState(story, (state) => renamed(state, "web-60", "web-61"));
    await story.declare({ "web-60": web, "web-61": { ...web, onDelete: "terminate" } });
    expectSuccess(await story.up());
    expect(await idsOf(story)).toEqual({ "web-61": "20000001", "web-60": "20000002" });
    expect(charges(story)).toBe(2);
    expect(key(story, 20000001).terminated).toBe(false);
    await expectClean(story);
  },
);

full(keyStory)(
  "renamed without an alias: the new name takes the key over, and the old one's deletion leaves it alone",
  async (story) => {
    await story.declare({ "web-60": { ...web, onDelete: "suspend" } });
    expectSuccess(await story.up());
    story.changes();
    const adopt = { keyId: "20000001" };
    await story.declare({ "web-61": { ...web, adopt, onDelete: "suspend" } });
    expect(expectSuccess(await story.up()).output).toContain(
      "key 20000001 now belongs to web-61, so deleting it here sends nothing",
    );
    expect(story.changes()).toEqual([]);
    expect(await idsOf(story)).toEqual({ "web-61": "20000001" });
    expect(key(story, 20000001).suspended).toBe(false);
    await expectClean(story);
  },
);

full(keyStory)(
  "taken out of the state by hand and declared still: the key is taken over, nothing is bought",
  async (story) => {
    await story.declare({ web });
    expectSuccess(await story.up());
    await editState(story, ({ resources, ...rest }) => ({
      ...rest,
      resources: resources.filter(({ urn }) => urn !== urnOf("web")),
    }));
    expect(expectSuccess(await story.up()).output).toContain("Took over key 20000001");
    expect(charges(story)).toBe(1);
    await expectClean(story);
  },
);

full(keyStory)(
  "two resources adopt one key: refused in preview with both names, nothing is sent",
  async (story) => {
    story.sandbox.partner30.add({ keyId: 555, items: [admin.item], nickname: "shop server" });
    const adopt = { keyId: "555" };
    await story.declare({ "web-60": { ...web, adopt }, "web-61": { ...web, adopt } });
    const refused = await story.preview();
    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toMatch(/LicenseKey web-6\d and LicenseKey web-6\d both stand for key 555/);
    expect(story.changes()).toEqual([]);
  },
  { racing: true },
);

full(keyStory)("moved to an explicit provider and back: the same key, nothing is sent", async (story) => {
  await story.declare({ web });
  expectSuccess(await story.up());
  story.changes();
  for (const options of [{ provider: "account" }, {}]) {
    await story.declare({ web: { ...web, options } });
    expectSuccess(await story.up());
    expect(await idsOf(story)).toEqual({ web: "20000001" });
    await expectClean(story);
  }
  expect(story.changes()).toEqual([]);
  expect(charges(story)).toBe(1);
});

/** The same program in another stack, or in one of the same name on another backend. */
async function openOther(
  { half, sandbox }: SandboxStory,
  {
    stack = "dev",
    backend = stack,
    config = {},
  }: { stack?: string; backend?: string; config?: Record<string, string> },
) {
  return half.open({
    project: join(__dirname, "program"),
    stack,
    stateDir: join(half.folder, backend),
    env: { ...sandbox.env },
    config: { "keys:declared": JSON.stringify({ web }), ...config },
  });
}

/** The state as Pulumi writes it for a stack that was renamed, or for what was moved to another one. */
function inStack(deployment: unknown, stack: string): Deployment {
  const text = JSON.stringify(deployment)
    .replaceAll("urn:pulumi:dev::", `urn:pulumi:${stack}::`)
    .replaceAll("keys-dev", `keys-${stack}`);
  return JSON.parse(text) as Deployment;
}

full(keyStory)("a renamed stack: no change, nothing is bought, the nickname stays", async (story) => {
  await story.declare({ web });
  expectSuccess(await story.up());
  const { nickname } = key(story, 20000001);
  const other = await openOther(story, { stack: "prod" });
  await other.stack.importStack(inStack(await story.stack.exportStack(), "prod"));
  expectSuccess(await other.preview({ expectNoChanges: true }));
  expectSuccess(await other.preview({ refresh: true, expectNoChanges: true }));
  expect(key(story, 20000001).nickname).toBe(nickname);
  expect(charges(story)).toBe(1);
});

full(keyStory)(
  "moved to another stack: the same key, nothing is sent; the old name declared again after the window buys nothing unasked",
  async (story) => {
    await story.set("plesk:partner30TakeOverWindow", "1");
    await story.declare({ web });
    expectSuccess(await story.up());
    story.changes();
    const moved = await openOther(story, { stack: "prod" });
    await moved.stack.importStack(inStack(await story.stack.exportStack(), "prod"));
    await editState(story, ({ resources, ...rest }) => ({
      ...rest,
      resources: resources.filter(({ urn }) => urn !== urnOf("web")),
    }));
    expectSuccess(await moved.preview({ refresh: true, expectNoChanges: true }));

    const again = await story.up();
    expect(again.exitCode).not.toBe(0);
    expect(again.output).toContain('adopt: { keyId: "20000001" }');
    expect(story.changes()).toEqual([]);
    await story.set("plesk:namespace", "second");
    expectSuccess(await story.up());
    expect(await idsOf(story)).toEqual({ web: "20000002" });
    expect(await idsOf(moved)).toEqual({ web: "20000001" });
    expect(charges(story)).toBe(2);
    await expectClean(story);
    expectSuccess(await moved.preview({ refresh: true, expectNoChanges: true }));
  },
);

full(keyStory)(
  "two stacks with one name on two backends: a namespace tells them apart, without one the take-over is reported",
  async (story) => {
    await story.declare({ web: { ...web, onDelete: "suspend" } });
    expectSuccess(await story.up());
    const apart = await openOther(story, { backend: "apart", config: { "plesk:namespace": "second" } });
    expectSuccess(await apart.up());
    expect(await idsOf(apart)).toEqual({ web: "20000002" });
    expect(charges(story)).toBe(2);

    const same = await openOther(story, { backend: "same" });
    const { output } = expectSuccess(await same.up());
    expect(output).toContain("Took over key 20000001");
    expect(output).toContain("nothing was bought");
    expect(charges(story)).toBe(2);
    await expectClean(story);
  },
);
