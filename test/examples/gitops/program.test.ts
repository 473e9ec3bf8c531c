import { join } from "node:path";

import { startSandbox } from "plesk-sandbox";
import { full } from "../../harness/full";
import { expectSuccess } from "../../harness/story";
import { transpileOnly } from "../../harness/typescript";
import { twin } from "../../../engine/test/harness/twin";
import { copyExample, credentials, edit } from "./checkout";

full(twin)(
  "the fleet of the example is made as declared, and a mistake in it is told with its line",
  async (half) => {
    const sandbox = await startSandbox();
    try {
      const project = copyExample(join(half.folder, "fleet"), sandbox);
      const { up, preview, stack } = await half.open({
        project,
        env: { ...credentials(sandbox), ...transpileOnly },
      });
      expectSuccess(await up());
      const changes = sandbox.ledger.changes().map(({ operations }) => operations.join("+"));
      expect(changes.sort()).toEqual([
        "create+attach+nickname",
        "create+nickname",
        "switchPlan",
        "switchPlan",
        "upgrade",
        "upgradePlesk",
      ]);
      const outputs = await stack.outputs();
      expect(outputs.keyIds?.value).toEqual({ "web-01": "20000001", "web-01-dnssec": "20000002" });
      expectSuccess(await up({ expectNoChanges: true }));

      edit(project, (text) => text.replace("sync: unsynchronized", "sync: sometimes"));
      const mistake = await preview();
      expect(mistake.exitCode).not.toBe(0);
      expect(mistake.output).toContain(
        "fleet.yaml:49:5: bindings.shop.sync must be never or unsynchronized or always",
      );
    } finally {
      await sandbox.close();
    }
  },
);
