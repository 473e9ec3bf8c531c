import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import type { Deployment } from "@pulumi/pulumi/automation";
import { startSandbox, type Sandbox } from "plesk-sandbox";

import { tell, twin, type Half } from "../../engine/test/harness/twin";
import { findEngine } from "../../engine/src";
import { full } from "../harness/full";
import { onPulumi, pluginFile } from "../harness/pluginStack";
import { expectSuccess } from "../harness/story";
import { transpileOnly } from "../harness/typescript";

/** What a version left behind, as record.mjs wrote it. */
interface Request {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

const nodeStory = (name: string, work: () => Promise<void>): void => {
  onPulumi("nodejs", name, work);
};

const versions = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test("the first version is among those that are recorded", () => {
  expect(versions).toContain("0.1.0");
});

describe.each(versions)("a state and a program of version %s", (version) => {
  const folder = join(__dirname, version);

  full(twin)("are refreshed, previewed as empty, updated and destroyed by this version", (half) =>
    upgrade(half, folder, join(folder, "program")),
  );

  // The embedded engine has no plugins.
  full(nodeStory)("go over to the plugin by the name that the program imports", async () => {
    const copied = mkdtempSync(join(__dirname, "program-"));
    try {
      const project = throughPlugin(join(folder, "program"), join(copied, "program"));
      await tell(await findEngine({ engine: "pulumi" }), (half) => upgrade(half, folder, project));
    } finally {
      rmSync(copied, { recursive: true, force: true });
    }
  });
});

/** What every version has to do with what an older one left behind. */
async function upgrade(half: Half, folder: string, project: string): Promise<void> {
  const sandbox = await startSandbox();
  try {
    await replay(sandbox, JSON.parse(read(folder, "requests.json", sandbox)) as Request[]);
    const bought = sandbox.ledger.charges().length;
    let seen = sandbox.ledger.changes().length;
    const changes = (): string[] => {
      const all = sandbox.ledger.changes().map(({ operations }) => operations.join("+"));
      const since = all.slice(seen);
      seen = all.length;
      return since;
    };

    const { stack, refresh, preview, up, destroy } = await half.open({
      project,
      env: environmentOf(sandbox),
    });
    await stack.importStack(JSON.parse(read(folder, "state.json", sandbox)) as Deployment);

    expectSuccess(await preview({ expectNoChanges: true }));
    expectSuccess(await refresh({ expectNoChanges: true }));
    expectSuccess(await preview({ refresh: true, expectNoChanges: true }));
    expectSuccess(await up({ expectNoChanges: true }));
    expect(changes()).toEqual([]);

    await stack.setConfig("upgrade:changed", { value: "true" });
    // What this version keeps beside the inputs is no change that anybody made.
    expect(expectSuccess(await up({ refresh: true })).output).not.toMatch(/\[diff: [^\]]*__/);
    expect(changes().sort()).toEqual(["nickname", "suspend", "switchPlan", "sync", "upgrade"]);
    expectSuccess(await up({ refresh: true, expectNoChanges: true }));
    // One upgrade plan was added; nothing else was bought, by the old version's runs or this one's.
    expect(sandbox.ledger.charges()).toHaveLength(bought + 1);

    expectSuccess(await destroy());
    // As each onDelete says; what has none stays as it is.
    expect(changes().sort()).toEqual([
      "clearPlan",
      ...["downgrade", "downgrade", "downgrade"],
      "suspend+nickname",
      "terminate",
    ]);
  } finally {
    await sandbox.close();
  }
}

/** The program as the guide to languages has users change it, and the plugin where it finds it. */
function throughPlugin(program: string, copy: string): string {
  cpSync(program, copy, { recursive: true });
  const index = join(copy, "index.ts");
  const text = readFileSync(index, "utf8");
  writeFileSync(index, text.replace('from "pulumi-plesk"', 'from "pulumi-plesk/native"'));
  const plugins = { providers: [{ name: "plesk", path: dirname(pluginFile) }] };
  appendFileSync(join(copy, "Pulumi.yaml"), `plugins: ${JSON.stringify(plugins)}\n`);
  return copy;
}

function read(folder: string, name: string, sandbox: Sandbox): string {
  return readFileSync(join(folder, name), "utf8").replaceAll("<port>", new URL(sandbox.url).port);
}

/** What the old version sent, so that the systems are as it left them. */
async function replay(sandbox: Sandbox, requests: readonly Request[]): Promise<void> {
  for (const { method, path, headers, body } of requests) {
    const init = { method, headers, ...(body === undefined ? {} : { body }) };
    expect((await fetch(sandbox.url + path, init)).ok).toBe(true);
  }
}

function environmentOf({ env }: Sandbox): Record<string, string> {
  const limits = { purchasesPerRun: 20, ownerMoves: 0, allowTerminate: true };
  return { ...env, PLESK_LIMITS: JSON.stringify(limits), ...transpileOnly };
}
