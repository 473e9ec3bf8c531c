import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, delimiter, dirname, join } from "node:path";

import type { EngineEvent } from "@pulumi/pulumi/automation";

import schema = require("../../provider/schema.json");
import { full } from "../harness/full";
import { startPlugin } from "../harness/native";
import { onPulumi, pluginFile, withPluginStack, type PluginStackOptions } from "../harness/pluginStack";

const { version } = schema;
const root = join(__dirname, "..", "..");
const project = join(__dirname, "pluginProgram");
const os = process.platform === "win32" ? "windows" : process.platform;
const arch = process.arch === "x64" ? "amd64" : process.arch;
const release = join(root, "dist", "release");
const archive = join(release, `pulumi-resource-plesk-v${version}-${os}-${arch}.tar.gz`);
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

describe("the archives of a release", () => {
  const released = ["darwin", "linux", "windows"].flatMap((system) =>
    ["amd64", "arm64"].map((processor) => ({ system, processor })),
  );

  it("are named as Pulumi looks for them, and hold the plugin in their root", () => {
    make("--archives");
    const names = released.map(
      ({ system, processor }) => `pulumi-resource-plesk-v${version}-${system}-${processor}.tar.gz`,
    );
    expect(readdirSync(release).filter((name) => name.endsWith(".tar.gz"))).toEqual(names);
    for (const name of names) {
      const listed = execFileSync("tar", ["-tzf", join(release, name)], { encoding: "utf8" });
      const files = listed.trim().split("\n");
      expect(files.filter((file) => file.includes("/"))).toEqual([]);
      expect(files.filter((file) => /^pulumi-resource-plesk(\.exe|\.cmd)?$/.test(file))).toEqual(files);
    }
  });

  it("are looked for where the schema says, in the repository pulumi-plesk of its organisation", () => {
    const { name, pluginDownloadURL, repository } = schema;
    expect(
      `https://github.com/${pluginDownloadURL.replace("github://api.github.com/", "")}/pulumi-${name}`,
    ).toBe(repository);
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

const downloads = (name: string, work: () => Promise<void>): void => {
  onPulumi("yaml", name, work);
};

describe("an empty home finds the plugin", () => {
  worksWhere("in an archive of a release, without a network", {
    install: ({ pulumi }) => {
      make("--archives");
      pulumi("plugin", "install", "resource", "plesk", version, "--file", archive);
    },
  });

  full(downloads)("on a server of the user's own", async () => {
    make("--archives");
    const asked: string[] = [];
    const server = createServer(({ url = "" }, response) => {
      asked.push(url);
      response.end(readFileSync(archive));
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    try {
      await withPluginStack({ project, install: () => undefined }, async ({ start, stack }) => {
        const url = `http://127.0.0.1:${port}/plugins`;
        const { ok } = await start("plugin", "install", "resource", "plesk", version, "--server", url)
          .finished;
        expect([ok, asked]).toEqual([true, [`/plugins/${basename(archive)}`]]);
        await stack.preview();
      });
    } finally {
      server.close();
    }
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
