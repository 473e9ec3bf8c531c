// npm run build: the plugin pulumi-resource-plesk as one file for Node, in dist/plugin/.
// npm run plugin (--archives): also what a release holds, in dist/release/: an archive for each platform, named
// as Pulumi looks for it. With --executable it holds for this platform a single executable, which needs no Node;
// with --node <file>, --os and --arch for the platform of another Node executable of this version.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { build } from "esbuild";

import { root } from "./setup.mjs";

const { values: options } = parseArgs({
  options: {
    archives: { type: "boolean", default: false },
    executable: { type: "boolean", default: false },
    node: { type: "string", default: process.execPath },
    os: { type: "string", default: process.platform === "win32" ? "windows" : process.platform },
    arch: { type: "string", default: process.arch === "x64" ? "amd64" : process.arch },
  },
});

const name = "pulumi-resource-plesk";
const folder = join(root, "dist", "plugin");
const release = join(root, "dist", "release");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const platforms = ["darwin", "linux", "windows"].flatMap((os) =>
  ["amd64", "arm64"].map((arch) => ({ os, arch })),
);

await bundle();
if (options.executable) makeExecutable(options);
if (options.archives) for (const platform of platforms) archive(platform);

async function bundle() {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  await build({
    entryPoints: [join(root, "provider", "plugin.ts")],
    outfile: file,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: "#!/usr/bin/env node" },
    logLevel: "warning",
  });
  chmodSync(file, 0o755);
  // Windows has no first lines that name an interpreter; Pulumi looks for .cmd there, too.
  writeFileSync(join(folder, `${name}.cmd`), `@node "%~dp0${name}" %*\r\n`);
}

/** Node's own way to a single executable: the bundle as a resource in a copy of Node. */
function makeExecutable({ node, os, arch }) {
  const work = mkdtempSync(join(tmpdir(), "plesk-plugin-"));
  try {
    const config = join(work, "sea.json");
    const blob = join(work, "sea.blob");
    const main = join(work, "main.js");
    // A snapshot of the code belongs to one platform and version, and is left out where those are others.
    const isOwn = node === process.execPath;
    writeFileSync(main, readFileSync(join(folder, name), "utf8").replace(/^#!.*\n/, ""));
    writeFileSync(
      config,
      JSON.stringify({ main, output: blob, disableExperimentalSEAWarning: true, useCodeCache: isOwn }),
    );
    execFileSync(process.execPath, ["--experimental-sea-config", config], {
      stdio: "pipe",
    });
    const file = executableOf({ os, arch });
    mkdirSync(join(file, ".."), { recursive: true });
    rmSync(file, { force: true });
    copyFileSync(node, file);
    chmodSync(file, 0o755);
    execFileSync(
      process.execPath,
      [
        join(root, "node_modules", "postject", "dist", "cli.js"),
        ...[file, "NODE_SEA_BLOB", blob, "--sentinel-fuse", "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2"],
        ...(os === "darwin" ? ["--macho-segment-name", "NODE_SEA"] : []),
      ],
      { stdio: "pipe" },
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Its folder is named by what is in it: what an earlier version left behind is not packed as this one. */
function executableOf({ os, arch }) {
  const bundled = createHash("sha256")
    .update(readFileSync(join(folder, name)))
    .digest("hex");
  const file = os === "windows" ? `${name}.exe` : name;
  return join(root, "dist", "executables", bundled.slice(0, 12), `${os}-${arch}`, file);
}

function archive({ os, arch }) {
  mkdirSync(release, { recursive: true });
  const executable = executableOf({ os, arch });
  const [from, files] = existsSync(executable)
    ? [join(executable, ".."), [os === "windows" ? `${name}.exe` : name]]
    : [folder, os === "windows" ? [name, `${name}.cmd`] : [name]];
  execFileSync("tar", [
    "-czf",
    join(release, `${name}-v${version}-${os}-${arch}.tar.gz`),
    "-C",
    from,
    ...files,
  ]);
}
