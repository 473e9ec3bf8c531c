/** What can be tried of Windows on another system: its paths, its names of programs, and that nothing needs a shell. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { isOnPath } from "../engine/src/find";
import { pages } from "./docs/pages";

const root = join(__dirname, "..");

/** A module of ours as Windows would run it: its `node:path` is that of Windows. */
function withWindowsPaths(module: string): unknown {
  jest.resetModules();
  jest.doMock("node:path", () => jest.requireActual<typeof import("node:path")>("node:path").win32);
  try {
    return jest.requireActual(module);
  } finally {
    jest.dontMock("node:path");
  }
}

describe("on Windows", () => {
  const folder = mkdtempSync(join(tmpdir(), "plesk-windows-"));
  const { platform } = process;
  const before = { PATH: process.env.PATH, PATHEXT: process.env.PATHEXT, cwd: process.cwd() };
  afterEach(() => {
    Object.defineProperty(process, "platform", { value: platform });
    process.env.PATH = before.PATH;
    if (before.PATHEXT === undefined) delete process.env.PATHEXT;
    process.chdir(before.cwd);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("a program is found by the extensions that there are", () => {
    writeFileSync(join(folder, "pulumi.exe"), "");
    Object.assign(process.env, { PATH: folder, PATHEXT: ".COM;.EXE" });
    expect(isOnPath("pulumi")).toBe(false);
    Object.defineProperty(process, "platform", { value: "win32" });
    expect(isOnPath("pulumi")).toBe(true);
    expect(isOnPath("pulumi-language-nodejs")).toBe(false);
  });

  it("adopt names the folder that it wrote as a program imports it", () => {
    const { report } = withWindowsPaths("../cli/adopt/report") as typeof import("../cli/adopt/report");
    const found = [{ resource: "LicenseKey" }] as unknown as Parameters<typeof report>[0]["found"];
    const told = (program: string): string =>
      report(
        { found, leftOut: [], remarks: [] },
        { program, imports: "x", format: "program", provider: undefined },
      );
    expect(told("adopted\\web\\index.ts")).toContain('import "./adopted/web";');
    expect(told("D:\\adopted\\index.ts")).toContain('import "D:/adopted";');
  });

  it("a folder on a drive that is not there ends the search for what is above it", () => {
    const { makeFolder } = withWindowsPaths("../cli/files") as typeof import("../cli/files");
    process.chdir(folder);
    // Here the drive is a folder's name, and is made.
    const takeAway = makeFolder("Z:\\adopted", "--out");
    expect(readdirSync(folder)).toContain("Z:\\adopted");
    takeAway();
    expect(readdirSync(folder)).not.toContain("Z:\\adopted");
  });

  it("tools start scripts by their paths, and no shell", () => {
    const setup = pathToFileURL(join(root, "tools/setup.mjs")).href;
    const script = `const { run } = await import(${JSON.stringify(setup)}); run("prettier", ["a|b"]); run("npm", ["--version"]);`;
    const started = execFileSync(
      process.execPath,
      [
        ...["--input-type=module", "--eval"],
        `import child from "node:child_process"; import { syncBuiltinESMExports } from "node:module";
        child.spawnSync = (command, args, options) => {
          console.log(JSON.stringify([command === process.execPath, args, options.shell ?? false]));
          return { status: 0 };
        };
        syncBuiltinESMExports();
        ${script}`,
      ],
      { encoding: "utf8", env: { ...process.env, npm_execpath: join(folder, "npm-cli.js") }, cwd: root },
    );
    expect(started).toContain(
      `[true,["${join(root, "node_modules/prettier/bin/prettier.cjs")}","a|b"],false]`,
    );
    for (const line of started.trim().split("\n")) expect(line).toMatch(/,false\]$/);
  });

  it("no two files differ in nothing but the case of their names, and none has a name that is not allowed", () => {
    const names = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).trim().split("\n");
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    const reserved = /[<>:"|?*\\]|(^|\/)(con|prn|aux|nul|com\d|lpt\d)(\.|\/|$)|[ .](\/|$)/i;
    expect(names.filter((name) => reserved.test(name))).toEqual([]);
    expect(Math.max(...names.map((name) => name.length))).toBeLessThan(180);
  });

  it("a checkout has the same bytes: git ends no line otherwise", () => {
    expect(readFileSync(join(root, ".gitattributes"), "utf8")).toContain("* text=auto eol=lf\n");
    expect(pages("README.md", "docs").filter(({ text }) => text.includes("\r"))).toEqual([]);
  });
});
