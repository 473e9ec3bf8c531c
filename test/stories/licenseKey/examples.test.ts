import { join } from "node:path";

import { startSandbox } from "../../../testing/sandbox";
import { twin } from "../../harness/twin";
import { expectSuccess } from "./keyStory";

const root = join(__dirname, "..", "..", "..");

const examples = [
  {
    project: root,
    name: "quickstart",
    config: { "quickstart:items": '["PLESK-12-WEB-ADMIN-1M"]' },
    keys: 1,
  },
  {
    project: join(root, "examples", "license-key"),
    name: "license-key",
    config: {
      "plesk-license-keys:edition": "PLESK-12-WEB-HOST-1M",
      "plesk-license-keys:address": "192.0.2.10",
    },
    keys: 2,
  },
];

describe.each(examples)("examples/$name", ({ project, config, keys }) => {
  twin("buys what it declares, and then has nothing to do", async (half) => {
    const sandbox = await startSandbox();
    try {
      const { up, stack } = await half.open({ project, config, env: { ...sandbox.env } });
      expectSuccess(await up());
      expect(sandbox.partner30.keys()).toHaveLength(keys);
      // A program that registers nothing would pass everything else.
      const { deployment } = (await stack.exportStack()) as { deployment: { resources: { type: string }[] } };
      expect(deployment.resources.filter(({ type }) => type.endsWith(":LicenseKey"))).toHaveLength(keys);
      expectSuccess(await up({ expectNoChanges: true }));
    } finally {
      await sandbox.close();
    }
  });
});
