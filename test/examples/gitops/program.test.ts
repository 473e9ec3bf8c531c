import { writeFileSync } from "node:fs";
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
        "fleet.yaml:57:5: bindings.shop.sync must be never or unsynchronized or always",
      );
    } finally {
      await sandbox.close();
    }
  },
);

full(twin)(
  "an entry of another account is bought with that account's login, stays where it is protected, and is not bought again for another account",
  async (half) => {
    const sandbox = await startSandbox();
    try {
      const project = copyExample(join(half.folder, "fleet"), sandbox);
      const { login, password } = sandbox.partner30.account("demo-reseller-customer-1");
      const east = { EAST_PLESK_PARTNER30_LOGIN: login, EAST_PLESK_PARTNER30_PASSWORD: password };
      const { up, preview } = await half.open({
        project,
        env: { ...credentials(sandbox), ...transpileOnly, ...east },
      });
      const entry =
        "  web-east:\n    account: east\n    protect: true\n    items: [{ item: PLESK-12-WEB-HOST-1M }]\n";
      const declare = (text: string): void => {
        writeFileSync(join(project, "fleet.yaml"), `accounts: { east: { partner30: {} } }\nkeys:\n${text}`);
      };
      declare(entry);
      expectSuccess(await up());
      expect(sandbox.ledger.requests({ endpoint: "createKey" }).map(({ account }) => account)).toEqual([
        login,
      ]);

      declare("  web-01: { items: [{ item: PLESK-12-WEB-HOST-1M }] }\n");
      const gone = await preview();
      expect(gone.exitCode).not.toBe(0);
      expect(gone.output).toContain("protect");

      declare(entry.replace("    account: east\n", "").replace("    protect: true\n", ""));
      expectSuccess(await up());
      expect(sandbox.ledger.charges()).toHaveLength(1);
    } finally {
      await sandbox.close();
    }
  },
);
