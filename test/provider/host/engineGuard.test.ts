import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";

import {
  engineGuard,
  engineOfDynamicProvider,
  engineOfPlugin,
  noEngine,
} from "../../../provider/host/engineGuard";
import { providerText } from "../../../provider/host/pleskResource";
import { startProviderProcess } from "pulumi-embedded-engine";
import { isAlive, until } from "../../../engine/test/harness/processes";

const script = "/x/node_modules/@pulumi/pulumi/cmd/dynamic-provider";

describe("the engine's guard", () => {
  it("lets everything pass while the engine listens, and nothing once it is gone", async () => {
    const engine = createServer();
    await new Promise<void>((resolve) => engine.listen(0, "127.0.0.1", resolve));
    const { port } = engine.address() as AddressInfo;
    const assertWanted = engineGuard(engineOfDynamicProvider(["node", script, `127.0.0.1:${port}`]));
    await expect(assertWanted()).resolves.toBeUndefined();
    await new Promise((resolve) => engine.close(resolve));
    await expect(assertWanted()).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringContaining("Nothing was sent") as unknown,
    });
  });

  it("takes no engine for gone that could not be asked", async () => {
    await expect(engineGuard({ host: "engine.invalid", port: 1 })()).resolves.toBeUndefined();
  });

  it.each([
    ["another program", ["node", "/x/index.js", "127.0.0.1:1"]],
    ["no address", ["node", script]],
    ["an address that is none", ["node", script, "engine"]],
    ["no script", []],
  ])("is none for %s", (_, argv) => {
    expect(engineGuard(engineOfDynamicProvider(argv))).toBe(noEngine);
  });

  it.each([
    ["--logtostderr", "-v=9"],
    ["--logtostderr", "-v=9", "--tracing", "http://127.0.0.1:9411/api/v1/spans"],
    ["--tracing", "127.0.0.1:4317"],
  ])("is of the engine too where that has it log or trace: %s", (...flags) => {
    const argv = [...flags, "127.0.0.1:7"];
    expect(engineOfDynamicProvider(["node", script, ...argv])).toEqual({ host: "127.0.0.1", port: 7 });
    expect(engineOfPlugin(["node", "plugin", ...argv])).toEqual({ host: "127.0.0.1", port: 7 });
  });

  it("knows the provider's script on Windows and with an index file too", () => {
    for (const path of [`C:\\x\\cmd\\dynamic-provider\\index.js`, `${script}/index.js`])
      expect(engineGuard(engineOfDynamicProvider(["node", path, "127.0.0.1:1"]))).not.toBe(noEngine);
  });
});

describe("a provider process whose engine is gone", () => {
  it("ends by itself", async () => {
    const provider = await startProviderProcess({
      cwd: join(__dirname, "..", "..", "stories", "licenseKey", "program"),
      provider: providerText("LicenseKey"),
      env: {
        PLESK_PARTNER30_URL: "http://127.0.0.1:1/",
        PLESK_PARTNER30_LOGIN: "x",
        PLESK_PARTNER30_PASSWORD: "none",
      },
    });
    await provider.configure({});
    await provider.check({}, { items: [{ item: "PLESK-12-WEB-ADMIN-1M" }] });
    await provider.killEngine();
    await until(() => (isAlive(provider.pid) ? undefined : true));
    await provider.close();
  });
});

describe("a provider process that is told to end", () => {
  it("says of what waits that the run was stopped, and ends within a second", async () => {
    let isAsked: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    const silent = createServer(() => {
      isAsked();
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const provider = await startProviderProcess({
      cwd: join(__dirname, "..", "..", "stories", "licenseKey", "program"),
      provider: providerText("LicenseKey"),
      env: {
        PLESK_PARTNER30_URL: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`,
        PLESK_PARTNER30_LOGIN: "x",
        PLESK_PARTNER30_PASSWORD: "none",
      },
    });
    await provider.configure({});
    const reading = provider.read("1", {}).catch((error: unknown) => String(error));
    await asked;
    const start = Date.now();
    process.kill(provider.pid, "SIGTERM");
    expect(await reading).toContain("The run was stopped before Partner API 3.0 had answered");
    await until(() => (isAlive(provider.pid) ? undefined : true));
    expect(Date.now() - start).toBeLessThan(1000);
    await provider.close();
    silent.close();
  });
});
