import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { importInto } from "../../harness/adoption";
import { full } from "../../harness/full";
import { expectSuccess } from "../../harness/story";
import { adoptStory } from "./adoptStory";

const keyOf = (at: number) => ({
  keyId: 30_000_000 + at,
  ownerId: "20001",
  items: ["PLESK-12-WEB-ADMIN-1M"],
  nickname: `web-${at}`,
});
const keys = (count: number) => Array.from({ length: count }, (_, at) => keyOf(at));
const seeded = (count: number) => ({ sandbox: { seed: { partner30: { keys: keys(count) } } } });

full(adoptStory)(
  "500 keys are taken over in one go",
  async ({ adopt, open, project, changes }) => {
    const written = await adopt("--from", "partner30");
    expect(written.stderr).toMatch(/^(\d+ of 500 keys read( after \d+ s)?\n)*$/);
    const { up, preview, refresh, stack } = await open();
    await importInto(stack, join(project, "adopted", "import.json"));
    expectSuccess(await refresh());
    expectSuccess(await preview({ expectNoChanges: true }));
    expectSuccess(await up({ expectNoChanges: true }));
    expect(changes()).toEqual([]);
  },
  seeded(500),
);

full(adoptStory)(
  "whoever forgets the import buys nothing: `up` takes the keys over",
  async ({ adopt, open, changes }) => {
    await adopt("--from", "partner30");
    const { up, preview } = await open();
    expectSuccess(await up());
    expectSuccess(await preview({ refresh: true, expectNoChanges: true }));
    expect(changes()).toEqual([]);
  },
  seeded(8),
);

full(adoptStory)(
  "an import that got half-way is run again and goes on",
  async ({ adopt, open, project, changes }) => {
    await adopt("--from", "partner30");
    const { up, preview, refresh, stack } = await open();
    const file = join(project, "adopted", "import.json");
    const { resources } = JSON.parse(readFileSync(file, "utf8")) as { resources: object[] };
    const half = join(project, "half.json");
    writeFileSync(half, JSON.stringify({ resources: resources.slice(0, 4) }));
    await importInto(stack, half);
    await importInto(stack, file);
    expectSuccess(await refresh());
    expectSuccess(await preview({ expectNoChanges: true }));
    await importInto(stack, file);
    expectSuccess(await up({ expectNoChanges: true }));
    expect(changes()).toEqual([]);
  },
  seeded(8),
);

full(adoptStory)(
  "a fleet with an explicit provider is taken over: the provider first, then its keys",
  async ({ adopt, open, project, changes }) => {
    const { up, preview, refresh, stack } = await open();
    const provider = "urn:pulumi:dev::taken-over::pulumi:providers:pulumi-nodejs::fleet";
    const args = [
      "--from",
      "partner30",
      "--from",
      "server:alpha",
      "--format",
      "fleet",
      "--provider",
      provider,
    ];
    expect(await adopt(...args, "--out", ".")).toMatchObject({ exitCode: 0 });
    expectSuccess(await up({ target: [provider] }));
    await importInto(stack, join(project, "import.json"));
    expectSuccess(await refresh());
    expectSuccess(await preview({ expectNoChanges: true }));
    expectSuccess(await up({ expectNoChanges: true }));
    expect(changes()).toEqual([]);
  },
  {
    ...seeded(3),
    program: `
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import * as plesk from "pulumi-plesk";

const { servers, keys, bindings } = parse(readFileSync(__dirname + "/fleet.yaml", "utf8")) as any;
const provider = new plesk.Provider("fleet", { servers });
for (const [name, args] of Object.entries<any>(keys)) new plesk.LicenseKey(name, args, { provider });
for (const [name, args] of Object.entries<any>(bindings)) new plesk.SubscriptionPlanBinding(name, args, { provider });
`,
  },
);
