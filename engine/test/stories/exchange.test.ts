import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEngine, openStack, type Engine } from "../../src";
import { type Half } from "../harness/twin";
import { key, KEYS, World } from "./world";

/** A state made on one engine is at home on the other. */
async function move(from: Engine, to: Engine): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "exchange-"));
  try {
    const world = new World({ folder } as Half);
    const config = { "plesk:password": { value: "first", secret: true } };
    const open = (engine: Engine): ReturnType<typeof openStack> =>
      openStack({ project: KEYS, engine, config, stateDir: join(folder, engine.kind), env: world.env });
    world.says({
      hooks: [{ name: "bc" }],
      resources: [
        { type: "Account", name: "east", args: { password: { secret: "p" } } },
        { type: "Group", name: "group" },
        key(
          "one",
          { s: { secret: "hush" } },
          { parent: "group", hooks: { beforeCreate: ["bc"] }, protect: true },
        ),
        key("two", { a: "${one.id}" }, { provider: "east", retainOnDelete: true }),
      ],
      outputs: { s: "${one.s}" },
    });
    const source = await open(from);
    await source.up();
    const target = await open(to);
    await target.importStack(await source.exportStack());
    await target.preview({ expectNoChanges: true });
    const { summary } = await target.up({ expectNoChanges: true });
    expect(summary.resourceChanges).toEqual({ same: 5 });
    await target.refresh({ expectNoChanges: true });
    await source.importStack(await target.exportStack());
    await source.up({ expectNoChanges: true });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("states go from one engine to the other and back: nothing to do", () => {
  const tell = process.env.PULUMI_PLESK_TEST === "full" ? test : test.skip;
  tell(
    "from the embedded engine to the Pulumi CLI, and the other way",
    async () => {
      const embedded = await findEngine({ engine: "embedded" });
      const pulumi = await findEngine({ engine: "pulumi" }).catch(() => undefined);
      await Promise.all([move(embedded, pulumi ?? embedded), ...(pulumi ? [move(pulumi, embedded)] : [])]);
    },
    120_000,
  );
});
