import { join } from "node:path";

import { startSandbox } from "plesk-sandbox";
import { twin } from "../../engine/test/harness/twin";
import { daily } from "../harness/full";
import { expectSuccess } from "../harness/story";
import { transpileOnly } from "../harness/typescript";

const root = join(__dirname, "..", "..");

const examples = [
  {
    project: root,
    name: "quickstart",
    config: { "quickstart:items": '["PLESK-12-WEB-ADMIN-1M"]' },
    makes: { type: "LicenseKey", count: 1, changes: ["create+nickname"] },
  },
  {
    project: join(root, "examples", "license-key"),
    name: "license-key",
    config: {
      "plesk-license-keys:edition": "PLESK-12-WEB-HOST-1M",
      "plesk-license-keys:address": "192.0.2.10",
    },
    makes: {
      type: "LicenseKey",
      count: 2,
      changes: ["create+attach+nickname", "create+bindIp+nickname", "restrictIp"],
    },
  },
  {
    project: join(root, "examples", "plan-binding"),
    name: "plan-binding",
    config: {
      "plesk-plan-bindings:server": "alpha",
      "plesk-plan-bindings:shop": "synced.alpha.example",
      "plesk-plan-bindings:blog": "custom.alpha.example",
    },
    makes: { type: "SubscriptionPlanBinding", count: 2, changes: ["addAddOn", "switchPlan", "switchPlan"] },
  },
  {
    project: join(root, "examples", "license-upgrade"),
    name: "license-upgrade",
    config: {
      "plesk-license-upgrades:key": "PLSK.10000001",
      "plesk-license-upgrades:cloudServer": "test_server_0013",
      "plesk-license-upgrades:pleskServer": "alpha",
    },
    makes: { type: "PleskLicenseUpgrade", count: 2, changes: ["upgrade+upgrade", "upgradePlesk"] },
  },
];

// Keys have a story of their own every day.
const others = examples.filter(({ makes }) => makes.type !== "LicenseKey");

describe.each(daily(others, { full: examples }))("examples/$name", ({ project, config, makes }) => {
  twin("makes what it declares, and then has nothing to do", async (half) => {
    const sandbox = await startSandbox();
    try {
      // `npm run check` has checked their types.
      const env = { ...sandbox.env, ...transpileOnly };
      const { up, stack } = await half.open({ project, config, env });
      expectSuccess(await up());
      const changes = sandbox.ledger.changes().map(({ operations }) => operations.join("+"));
      expect(changes.sort()).toEqual(makes.changes);
      // A program that registers nothing would pass everything else.
      const { deployment } = (await stack.exportStack()) as { deployment: { resources: { type: string }[] } };
      expect(deployment.resources.filter(({ type }) => type.endsWith(`:${makes.type}`))).toHaveLength(
        makes.count,
      );
      expectSuccess(await up({ expectNoChanges: true }));
    } finally {
      await sandbox.close();
    }
  });
});
