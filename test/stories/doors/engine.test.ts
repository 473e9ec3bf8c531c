import { appendFileSync } from "node:fs";
import { join } from "node:path";

import type { Sandbox } from "plesk-sandbox";

import { admin } from "../../harness/declarations";
import { full } from "../../harness/full";
import { installFromArchive, onPulumi, withPluginStack } from "../../harness/pluginStack";

const project = join(__dirname, "yaml");
const urn = "urn:pulumi:dev::plesk-engine::plesk:index:LicenseKey::web-01";

/** The keys that are neither suspended nor terminated. */
const alive = ({ partner30 }: Sandbox): number[] =>
  partner30.keys().flatMap(({ keyId, suspended, terminated }) => (suspended || terminated ? [] : [keyId]));

const yamlStory = (name: string, tell: () => Promise<void>): void => {
  onPulumi("yaml", name, tell);
};

describe("the plugin on the Pulumi CLI", () => {
  yamlStory("keeps the one key alive when the user forces a replacement", () =>
    withPluginStack({ project }, async ({ stack, sandbox, pulumi, changes }) => {
      await stack.up();
      const [bought] = alive(sandbox);
      expect(changes()).toEqual(["create+nickname"]);
      pulumi("state", "taint", "--yes", "--stack", "dev", urn);
      await stack.up();
      await stack.up({ replace: [urn] });
      expect([alive(sandbox), changes(), sandbox.ledger.charges().length]).toEqual([[bought], [], 1]);
      await stack.up({ expectNoChanges: true });
    }),
  );

  full(yamlStory)("imports a key, and then has nothing to do", () =>
    withPluginStack(
      {
        project,
        install: (opened) => {
          installFromArchive(opened);
          appendFileSync(join(opened.folder, "Pulumi.yaml"), '    options:\n      import: "10000042"\n');
        },
      },
      async ({ stack, sandbox, changes }) => {
        sandbox.partner30.add({ keyId: 10000042, items: [admin.item], nickname: "web-01" });
        await stack.up();
        await stack.up({ expectNoChanges: true, refresh: true });
        expect([alive(sandbox), changes()]).toEqual([[10000042], []]);
      },
    ),
  );

  full(yamlStory)(
    "looks first where plesk:lookFirst asks for it: a plain preview shows what was changed by hand",
    () =>
      withPluginStack({ project, config: { "plesk:lookFirst": "true" } }, async ({ stack, sandbox }) => {
        await stack.up();
        await stack.preview({ expectNoChanges: true });
        sandbox.partner30.change(alive(sandbox)[0] ?? 0, { nickname: "by hand" });
        await expect(stack.preview({ expectNoChanges: true })).rejects.toThrow("no changes were expected");
      }),
  );
});
