import { writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { LedgerEntry } from "plesk-sandbox";

import { admin, languagePack } from "../../harness/declarations";
import { daily, full } from "../../harness/full";
import { onPulumi, pluginFile, withPluginStack, type PluginStack } from "../../harness/pluginStack";

const project = join(__dirname, "program");
type Door = "dynamic" | "native";

/** The program runs where it stands, and finds the package and the SDK as any file of this repository. */
function install({ folder, env }: Pick<PluginStack, "folder" | "env">): void {
  const plugins = { providers: [{ name: "plesk", path: dirname(pluginFile) }] };
  const settings = { name: "doors", main: join(project, "index.js"), plugins };
  const runtime = { name: "nodejs", options: { typescript: false } };
  writeFileSync(join(folder, "Pulumi.yaml"), JSON.stringify({ ...settings, runtime }));
  const sdk = dirname(require.resolve("@pulumi/pulumi/package.json"));
  env.PATH = [process.env.PATH, sdk].join(delimiter);
}

interface Story extends PluginStack {
  through(door: Door): void;
  declare(declared: object): Promise<void>;
  /** Runs `up`, and returns what was printed. */
  up(options?: { refresh?: boolean; expectNoChanges?: boolean }): Promise<string[]>;
}

function withDoors(config: Record<string, string>, tell: (story: Story) => Promise<void>): Promise<void> {
  return withPluginStack({ project, config, install }, (opened) =>
    tell({
      ...opened,
      through: (door) => {
        opened.stack.workspace.envVars.PLESK_DOOR = door;
      },
      declare: (declared) => opened.stack.setConfig("declared", { value: JSON.stringify(declared) }),
      up: async (options = {}) => {
        const events: EngineEvent[] = [];
        await opened.stack.up({ ...options, onEvent: (event) => events.push(event) });
        return linesOf(events);
      },
    }),
  );
}

type Properties = Record<string, unknown>;

interface Resource {
  type: string;
  id?: string;
  outputs?: Properties;
  inputs?: Properties;
}

async function keysIn({ stack }: Story): Promise<Resource[]> {
  const { resources } = (await stack.exportStack()).deployment as { resources?: Resource[] };
  const keys = (resources ?? []).filter(({ type }) => type.endsWith(":LicenseKey"));
  return keys.sort((a, b) => ((a.id ?? "") < (b.id ?? "") ? -1 : 1));
}

const web = { items: [admin, languagePack], nickname: "web-01" };
const shop = { items: [admin], nickname: "shop", onDelete: "suspend" };
const unchanged = { expectNoChanges: true };

const nodeStory = (name: string, tell: () => Promise<void>): void => {
  onPulumi("nodejs", name, tell);
};

describe("a program that goes from the dynamic provider to the plugin", () => {
  const moves = async (story: Story): Promise<void> => {
    const { through, declare, up, changes, stack } = story;
    await declare({ web, shop });
    through("dynamic");
    await up();
    const before = (await keysIn(story)).map(({ id }) => id);
    changes();
    const doors: Door[] = daily(["native"], { full: ["native", "dynamic", "native"] });
    for (const door of doors) {
      through(door);
      await stack.preview(unchanged);
      await up(unchanged);
      await up({ ...unchanged, refresh: true });
      expect((await keysIn(story)).map(({ id }) => id)).toEqual(before);
      const type = door === "native" ? "plesk:index:LicenseKey" : "pulumi-nodejs:dynamic/plesk:LicenseKey";
      expect(new Set((await keysIn(story)).map((key) => key.type))).toEqual(new Set([type]));
    }
    expect(changes()).toEqual([]);
    await declare({ web: { ...web, nickname: "web-02" }, shop });
    await up();
    through("dynamic");
    await up(unchanged);
    await stack.destroy();
    expect(changes()).toEqual(["nickname", "suspend+nickname"]);
  };

  nodeStory("shows no step, there and back", () => withDoors({}, moves));

  full(nodeStory)("shows no step under a component", () => withDoors({ component: "true" }, moves));

  full(nodeStory)("takes an explicit provider along; on the way back another one takes its place", () =>
    withDoors({ explicit: "true" }, async ({ through, declare, up, changes, stack }) => {
      await declare({ web });
      through("dynamic");
      await up();
      changes();
      through("native");
      await stack.preview(unchanged);
      await up(unchanged);
      through("dynamic");
      const { summary } = await stack.up();
      expect(summary.resourceChanges).toEqual({ create: 1, delete: 1, same: 2 });
      expect(changes()).toEqual([]);
    }),
  );
});

for (const door of ["native", "dynamic"] as const)
  full(nodeStory)(`an onError hook that has the engine try again sends no purchase twice: ${door}`, () =>
    withDoors({ again: "true" }, async ({ through, declare, stack, sandbox }) => {
      through(door);
      await declare({ web });
      sandbox.faults.inject({ kind: "resetBefore", endpoint: "createKey" });
      await expect(stack.up()).rejects.toThrow("no key with its marker shows yet");
      const purchases = sandbox.ledger.requests().filter(({ endpoint }) => endpoint === "createKey");
      expect([purchases.length, sandbox.ledger.charges()]).toEqual([1, []]);
    }),
  );

/** The same story through one of the doors, and all that can be compared of it. */
async function record(door: Door): Promise<unknown> {
  const told: unknown[] = [];
  await withDoors({}, async (story) => {
    const { through, declare, up, sandbox, stack } = story;
    through(door);
    const note = async (said: string[]): Promise<void> => {
      told.push({ said: said.sort(), state: (await keysIn(story)).map(withoutDoor) });
    };
    // One after the other: which of two gets which id is a race.
    await declare({ web });
    await note(await up());
    await declare({ web, shop });
    await note(await up());
    await note(await up(unchanged));
    sandbox.partner30.change(Number((await keysIn(story))[0]?.id), { nickname: "by hand" });
    await note(await up({ refresh: true }));
    await declare({ web: { ...web, items: [admin], autoRenew: false }, shop: { ...shop, suspended: true } });
    await note(await up());
    const adopting = { items: [admin], onDelete: "suspend", adopt: { keyId: "1" } };
    await declare({ web: adopting, kept: { items: [admin] } });
    const said = await up();
    expect(said.join()).toMatch(
      /warning: adopt names key 1, and this resource holds key \d+: adopt is read on/,
    );
    await note(said);
    const events: EngineEvent[] = [];
    await stack.destroy({ onEvent: (event) => events.push(event) });
    told.push(await keysIn(story), sandbox.ledger.requests().map(requestOf).sort(), linesOf(events));
  });
  return told;
}

/** All that a command printed, wherever it stands: a dynamic provider does not know the resource that it works on. */
function linesOf(events: readonly EngineEvent[]): string[] {
  return events
    .flatMap(({ diagnosticEvent: event }) => (event === undefined || event.ephemeral ? [] : [event]))
    .filter(({ severity, message }) => (severity as string) !== "debug" && !message.includes("from $PATH"))
    .map(({ severity, message }) => `${severity}: ${message.trim()}`)
    .sort();
}

const requestOf = ({ endpoint, operations, status }: LedgerEntry): string =>
  `${endpoint} ${status ?? "-"} ${operations.join("+")}`;

/** What is told of a key in the state, but for its provider and the words that only one door has. */
function withoutDoor({ id, inputs = {}, outputs = {} }: Resource): unknown {
  const { __provider: _, onDelete, ...declared } = inputs;
  const { __provider: _text, ...known } = outputs;
  const policy = onDelete === "keep" ? {} : { onDelete };
  return JSON.parse(
    JSON.stringify({ id, inputs: { ...declared, ...policy }, outputs: known })
      .replaceAll(/127\.0\.0\.1:\d+/g, "<sandbox>")
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>")
      .replaceAll(/"ciphertext":"[^"]*"/g, '"ciphertext":"..."'),
  );
}

describe("one story through both doors", () => {
  full(nodeStory)("sends the same requests, says the same, and leaves the same state", async () => {
    const [dynamic, native] = [await record("dynamic"), await record("native")];
    expect(native).toEqual(dynamic);
  });

  // Where the program lies is the user's to say, and as long as its path.
  full(nodeStory)(
    "keeps at most 1,900 bytes of a key in the state, and 1,500 where the plugin makes it",
    () =>
      withDoors({}, async (story) => {
        const most: Record<Door, number> = { dynamic: 1900, native: 1500 };
        for (const [door, bytes] of Object.entries(most) as [Door, number][]) {
          story.through(door);
          // As in `npm run bench`.
          await story.declare({ [`${door}-01`]: { items: [admin], nickname: "web-0001" } });
          await story.up();
          const [key] = await keysIn(story);
          const { sourcePosition: _, stackTrace: _frames, ...kept } = key as unknown as Properties;
          expect(JSON.stringify(kept).length).toBeLessThanOrEqual(bytes);
        }
      }),
  );
});
