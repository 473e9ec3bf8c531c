import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { delimiter, dirname, join } from "node:path";

import type { EngineEvent } from "@pulumi/pulumi/automation";

import { version } from "../../provider/schema.json";
import { full } from "../harness/full";
import { startPlugin } from "../harness/native";
import { onPulumi, pluginFile, withPluginStack, type PluginStackOptions } from "../harness/pluginStack";

const root = join(__dirname, "..", "..");
const project = join(__dirname, "pluginProgram");
const os = process.platform === "win32" ? "windows" : process.platform;
const arch = process.arch === "x64" ? "amd64" : process.arch;
const archive = join(root, "dist", "release", `pulumi-resource-plesk-v${version}-${os}-${arch}.tar.gz`);
const make = (...args: string[]) =>
  execFileSync(process.execPath, [join(root, "tools", "plugin.mjs"), ...args]);

describe("the bundled plugin", () => {
  it("is one file of at most 5 MB", () => {
    expect(statSync(pluginFile).size).toBeLessThan(5 * 2 ** 20);
  });

  it("is ready in at most 0.3 s", async () => {
    const plugin = await startPlugin([process.execPath, pluginFile]);
    await plugin.close();
    expect(plugin.readyMs).toBeLessThanOrEqual(300);
  });

  it("has no name of another machine in it", () => {
    expect(readFileSync(pluginFile, "utf8")).not.toContain(root);
  });
});

/** The plugin works where a preview of a purchase tells its plan. */
function worksWhere(name: string, options: Omit<PluginStackOptions, "project">, on = onPulumi): void {
  on("yaml", name, () =>
    withPluginStack({ project, ...options }, async ({ stack, messages }) => {
      const events: EngineEvent[] = [];
      await stack.preview({ onEvent: (event) => events.push(event) });
      expect(messages(events)).toEqual([
        "info: plan: 1 request: buy a key with PLESK-12-WEB-ADMIN-1M [buys]",
      ]);
    }),
  );
}

describe("an empty home finds the plugin", () => {
  worksWhere("in an archive of a release, without a network", {
    install: ({ pulumi }) => {
      make("--archives");
      pulumi("plugin", "install", "resource", "plesk", version, "--file", archive);
    },
  });

  worksWhere("in the folder of the npm package that Pulumi.yaml names", {
    install: ({ folder }) => {
      mkdirSync(join(folder, "node_modules", "pulumi-plesk", "dist"), { recursive: true });
      symlinkSync(dirname(pluginFile), join(folder, "node_modules", "pulumi-plesk", "dist", "plugin"));
      appendFileSync(
        join(folder, "Pulumi.yaml"),
        "plugins:\n  providers:\n    - name: plesk\n      path: node_modules/pulumi-plesk/dist/plugin\n",
      );
    },
  });

  worksWhere("on PATH, where npm installs it globally", {
    install: ({ folder, env }) => {
      const bin = join(folder, "bin");
      mkdirSync(bin);
      symlinkSync(pluginFile, join(bin, "pulumi-resource-plesk"));
      env.PATH = [bin, process.env.PATH].join(delimiter);
    },
  });

  worksWhere(
    "as a single executable, without Node on PATH",
    {
      install: ({ folder, env, pulumi }) => {
        make("--archives", "--executable");
        pulumi("plugin", "install", "resource", "plesk", version, "--file", archive);
        const bin = join(folder, "bin");
        mkdirSync(bin);
        for (const tool of ["pulumi", "pulumi-language-yaml"]) {
          copyFileSync(execFileSync("which", [tool], { encoding: "utf8" }).trim(), join(bin, tool));
          chmodSync(join(bin, tool), 0o755);
        }
        env.PATH = bin;
      },
    },
    (language, name, work) => {
      full((title: string) => {
        onPulumi(language, title, work);
      })(name);
    },
  );
});
