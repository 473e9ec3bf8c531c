import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { startSandbox } from "plesk-sandbox";

import { twin } from "../../../engine/test/harness/twin";
import { full } from "../../harness/full";
import { expectSuccess } from "../../harness/story";
import { transpileOnly } from "../../harness/typescript";
import { copyExamples } from "./checkout";

full(twin)(
  "a stack has what the shard of its name declares, and without its file it stops instead of letting go of all",
  async (half) => {
    const sandbox = await startSandbox();
    try {
      const project = copyExamples(join(half.folder, "fleet"));
      const { up, preview, stack } = await half.open({
        project,
        env: { ...sandbox.env, ...transpileOnly },
      });
      const shard = join(project, "shards", `${stack.name}.yaml`);
      writeFileSync(
        shard,
        "keys: { single-01: { items: [{ item: PLESK-12-WEB-HOST-1M }], onDelete: terminate } }\n",
      );
      expectSuccess(await up());
      expect(sandbox.ledger.charges()).toHaveLength(1);

      rmSync(shard);
      const { exitCode, output } = await preview();
      expect(exitCode).not.toBe(0);
      expect(output).toContain(
        `There is no shards/${stack.name}.yaml: each stack has a file of its own there`,
      );
    } finally {
      await sandbox.close();
    }
  },
);
