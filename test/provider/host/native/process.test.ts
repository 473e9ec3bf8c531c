import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { startSandbox } from "plesk-sandbox";

import { isAlive, until } from "../../../../engine/test/harness/processes";
import { configOf } from "../../../harness/config";
import { admin } from "../../../harness/declarations";
import { startPlugin, urnOf } from "../../../harness/native";

const urn = urnOf("LicenseKey", "web");

describe("the plugin's process", () => {
  it("reports on the resource what it does, and keeps secrets to itself", async () => {
    const sandbox = await startSandbox();
    const plugin = await startPlugin();
    try {
      await plugin.client.handshake();
      await plugin.client.configure(configOf(sandbox));
      const { inputs } = await plugin.client.check(urn, {}, { items: [admin] });
      await plugin.client.create(urn, inputs);
      expect(plugin.reported).toEqual([`info ${urn}: plan: 1 request: buy a key with ${admin.item} [buys]`]);
    } finally {
      await plugin.close();
      await sandbox.close();
    }
  });

  it("ends within a second when its engine is killed, also while a request is under way", async () => {
    const sandbox = await startSandbox();
    const plugin = await startPlugin();
    try {
      await plugin.client.configure(configOf(sandbox));
      let isAsked: () => void = () => undefined;
      const asked = new Promise<void>((resolve) => (isAsked = resolve));
      sandbox.faults.onRequest("before", async () => {
        isAsked();
        await new Promise((resolve) => setTimeout(resolve, 3000));
        return undefined;
      });
      const { inputs } = await plugin.client.check(urn, {}, { items: [admin] });
      const creating = plugin.client.create(urn, inputs).catch(() => undefined);
      await asked;
      const start = Date.now();
      await plugin.killEngine();
      await until(() => (isAlive(plugin.process.pid ?? 0) ? undefined : true));
      expect(Date.now() - start).toBeLessThan(1000);
      await creating;
    } finally {
      await plugin.close();
      await sandbox.close();
    }
  });

  it("says what it is where no engine starts it", () => {
    const program = join(__dirname, "..", "..", "..", "..", "dist", "provider", "plugin.js");
    const { status, stderr } = spawnSync(process.execPath, [program], { encoding: "utf8" });
    expect([status, stderr]).toEqual([1, expect.stringContaining("a plugin of Pulumi") as unknown]);
  });
});
