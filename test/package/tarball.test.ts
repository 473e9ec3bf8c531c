import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";

import { build } from "esbuild";
import { preProcessFile } from "typescript";

import { findEngine, type EngineKind } from "pulumi-embedded-engine";
import { daily } from "../harness/full";
import { installedProject, pack, root, run, type AllPacked } from "./consumer";

const minutes = 60_000;

let folder: string;
let packed: AllPacked;
/** Undefined where no registry can be reached. */
let withNpm: string | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-plesk-package-"));
  packed = await pack(folder);
}, 5 * minutes);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("the packed package", () => {
  const paths = (name: keyof AllPacked = "pulumi-plesk"): string[] =>
    packed[name].files.map(({ path }) => path);

  it("holds what a user needs, freshly compiled, and nothing else", () => {
    const expected = [
      /^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
      /^dist\/(provider|testing|cli)\/.+(\.js|\.d\.ts)$/,
      /^dist\/plugin\/pulumi-resource-plesk(\.cmd)?$/,
      /^(schema\/(prices|report)|dist\/provider\/schema)\.json$/,
    ];
    expect(paths().filter((path) => !expected.some((pattern) => pattern.test(path)))).toEqual([]);
    expect(paths()).not.toContain("dist/provider/stale.js");
    expect(paths()).toEqual(
      expect.arrayContaining([
        ...["README.md", "LICENSE", "CHANGELOG.md", "schema/prices.json", "schema/report.json"],
        ...["dist/provider/index.js", "dist/provider/v1.js", "dist/testing/index.js", "dist/cli/main.js"],
        "dist/plugin/pulumi-resource-plesk",
      ]),
    );
  });

  it("has the sandbox and the engine beside it, which hold what is compiled and the engine's executable", () => {
    const compiled = /^(package\.json|README\.md|ASSUMPTIONS\.md|LICENSE|dist\/.+(\.js|\.d\.ts))$/;
    const page = /^page\/\w+\.(html|css|js)$/;
    expect(paths("plesk-sandbox").filter((path) => !compiled.test(path) && !page.test(path))).toEqual([]);
    expect(paths("plesk-sandbox")).toEqual(
      expect.arrayContaining(["LICENSE", "dist/main.js", "page/index.html", "page/main.js"]),
    );
    expect(paths("pulumi-embedded-engine")).toEqual(expect.arrayContaining(["LICENSE", "dist/index.js"]));
    expect(paths("pulumi-embedded-engine").filter((path) => !compiled.test(path))).toEqual(["bin/pulumi"]);
    const engine = packed["pulumi-embedded-engine"].files.find(({ path }) => path === "bin/pulumi");
    expect((engine?.mode ?? 0) & 0o111).toBe(0o111);
  });

  it("runs nothing when it is installed", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
    for (const name of ["preinstall", "install", "postinstall"]) expect(scripts).not.toHaveProperty(name);
  });

  it("needs nothing but Pulumi's SDK for its public types", () => {
    if (withNpm === undefined) return;
    const installed = join(withNpm, "node_modules", "pulumi-plesk");
    expect(packagesOf(join(installed, "dist/provider/index.d.ts"))).toEqual(["@pulumi/pulumi"]);
    expect(packagesOf(join(installed, "dist/testing/index.d.ts"))).toEqual([
      "plesk-sandbox",
      "pulumi-embedded-engine",
    ]);
  });

  it.each(["plesk-sandbox", "pulumi-embedded-engine"])(
    "has the types of %s beside it, which need Node's and those of its dependencies",
    (name) => {
      if (withNpm === undefined) return;
      const installed = join(withNpm, "node_modules", name);
      const manifest = readFileSync(join(installed, "package.json"), "utf8");
      const { dependencies, peerDependencies } = JSON.parse(manifest) as Record<string, object>;
      const needed = packagesOf(join(installed, "dist/index.d.ts")).filter(
        (each) => !each.startsWith("node:"),
      );
      expect(Object.keys({ ...dependencies, ...peerDependencies })).toEqual(expect.arrayContaining(needed));
    },
  );
});

/** What takes a registry and its time. */
const installed = daily(describe.skip, { full: describe });

installed("a project of a user's own, installed with npm", () => {
  beforeAll(async () => {
    withNpm = await installedProject(folder, packed, { manager: "npm" });
  }, 5 * minutes);

  it(
    "finds all types with moduleResolution node",
    () => types("node10", "commonjs", "--ignoreDeprecations", "6.0"),
    2 * minutes,
  );
  it("finds all types with moduleResolution node16", () => types("node16", "node16"), 2 * minutes);
  it("finds all types with moduleResolution bundler", () => types("bundler", "esnext"), 2 * minutes);

  it.each([
    ["pulumi-plesk", [], "Commands:"],
    ["pulumi-plesk", ["sandbox"], "nothing is bought"],
    ["plesk-sandbox", [], "nothing is bought"],
  ])("has the command %s %j", async (name, given, printed) => {
    if (withNpm === undefined) return;
    const command = join(withNpm, "node_modules", ".bin", name);
    expect(await run(command, [...given, "--help"], withNpm)).toContain(printed);
  });

  it("buys one key, once, on the embedded engine", () => story(withNpm, "embedded"), 2 * minutes);
  it("buys one key, once, on the Pulumi CLI", () => story(withNpm, "pulumi"), 2 * minutes);
});

installed("a project of a user's own without the sandbox and the engine", () => {
  /** Undefined where no registry can be reached. */
  let alone: string | undefined;

  beforeAll(async () => {
    alone = await installedProject(folder, packed, { manager: "npm", withoutTools: true });
  }, 5 * minutes);

  it("has the provider and the commands", async () => {
    if (alone === undefined) return;
    const program =
      'require("pulumi-plesk"); console.log(typeof require("pulumi-plesk/provider/v1").get("LicenseKey").check)';
    expect(await run(process.execPath, ["-e", program], alone)).toBe("function\n");
    const command = join(alone, "node_modules", ".bin", "pulumi-plesk");
    expect(await run(command, ["--help"], alone)).toContain("sandbox");
  });

  it.each([
    ["startSandbox()", "plesk-sandbox"],
    ["findEngine()", "pulumi-embedded-engine"],
    ['openStack({ project: "." })', "pulumi-embedded-engine"],
  ])("is told by %s of pulumi-plesk/testing which package to install: %s", async (call, name) => {
    if (alone === undefined) return;
    const program = `require("pulumi-plesk/testing").${call}.catch((error) => console.log(error.message))`;
    expect(await run(process.execPath, ["-e", program], alone)).toBe(
      `pulumi-plesk/testing needs the package ${name}: npm install --save-dev ${name}\n`,
    );
  });

  it.each([[[]], [["--help"]], [["--port", "8080"]]])(
    "is told by pulumi-plesk sandbox %j which package to install",
    async (options) => {
      if (alone === undefined) return;
      const command = join(alone, "node_modules", ".bin", "pulumi-plesk");
      await expect(run(command, ["sandbox", ...options], alone)).rejects.toThrow(
        "This command is in the package plesk-sandbox: npm install --save-dev plesk-sandbox",
      );
    },
  );
});

describe("a program that is", () => {
  it("an ES module buys one key, once, on each engine", () => variant("module"), 4 * minutes);

  it(
    "bundled, with the package installed beside it, buys one key, once, on each engine",
    () => variant("bundle"),
    4 * minutes,
  );
});

installed("a project of a user's own, installed with pnpm", () => {
  it(
    "buys one key, once, on each engine",
    async () => {
      const project = await installedProject(folder, packed, { manager: "pnpm" });
      await story(project, "embedded");
      await story(project, "pulumi");
    },
    6 * minutes,
  );

  it(
    "finds the provider also where only another package depends on it",
    async () => {
      const project = await installedProject(folder, packed, { manager: "pnpm", through: "acme-keys" });
      if (project !== undefined) {
        expect(readdirSync(join(project, "node_modules"))).not.toContain("pulumi-plesk");
      }
      await story(project, "embedded", "acme-keys");
      await story(project, "pulumi", "acme-keys");
    },
    6 * minutes,
  );
});

async function types(moduleResolution: string, module: string, ...more: string[]): Promise<void> {
  if (withNpm === undefined) return;
  const options = [
    "--strict",
    "--noEmit",
    "--target",
    "es2022",
    "--types",
    "node",
    "--skipLibCheck",
    "false",
  ];
  const compiler = join("node_modules", "typescript", "bin", "tsc");
  const given = [
    compiler,
    ...options,
    "--module",
    module,
    "--moduleResolution",
    moduleResolution,
    ...more,
    "types.ts",
  ];
  await run(process.execPath, given, withNpm);
}

/** The installed project with its program in another form. */
async function variant(form: "module" | "bundle"): Promise<void> {
  if (withNpm === undefined) return;
  const project = mkdtempSync(join(folder, `${form}-`));
  cpSync(withNpm, project, { recursive: true, verbatimSymlinks: true });
  const program = readFileSync(join(project, "index.ts"), "utf8");
  rmSync(join(project, "index.ts"));
  const settings = { name: "licences", runtime: { name: "nodejs", options: { typescript: false } } };
  const main = form === "module" ? "index.mjs" : "index.js";
  writeFileSync(join(project, "Pulumi.yaml"), JSON.stringify({ ...settings, main }));
  if (form === "module") writeFileSync(join(project, main), program);
  else
    await build({
      stdin: { contents: program, resolveDir: project },
      outfile: join(project, main),
      bundle: true,
      platform: "node",
      external: ["@pulumi/pulumi"],
      logLevel: "error",
    });
  await story(project, "embedded");
  await story(project, "pulumi");
}

async function story(
  project: string | undefined,
  engine: EngineKind,
  through = "pulumi-plesk",
): Promise<void> {
  if (project === undefined) return;
  try {
    await findEngine({ engine });
  } catch (error) {
    console.warn(`SKIPPED: ${String(error)}`);
    return;
  }
  const printed = await run(process.execPath, ["story.js", engine, through], project);
  expect(JSON.parse(printed)).toEqual({ engine, registered: 1, first: 1, charges: 1 });
}

/** The packages that a declaration file needs, through all files that it leads to. */
function packagesOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const found = preProcessFile(readFileSync(file, "utf8")).importedFiles.flatMap(({ fileName }) =>
    fileName.startsWith(".")
      ? packagesOf(declarationOf(normalize(join(dirname(file), fileName))), seen)
      : [fileName.split("/").slice(0, 2).join("/")],
  );
  return [...new Set(found)].sort();
}

function declarationOf(module: string): string {
  return existsSync(`${module}.d.ts`) ? `${module}.d.ts` : join(module, "index.d.ts");
}
