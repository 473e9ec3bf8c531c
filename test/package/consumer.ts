import { execFile, type ExecFileException } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(__dirname, "..", "..");
const consumers = join(root, "test", "consumers");

/** What is published is compiled from these; of a folder neither what was compiled before nor its tests. */
const sources = [
  ...["package.json", "README.md", "CHANGELOG.md", "LICENSE", "tsconfig.json", "tsconfig.build.json"],
  ...["provider", "testing", "cli", "tools", "schema", "sandbox", "engine"],
];
const isSource = (path: string): boolean => !/\/(dist|test|node_modules)$/.test(path);

export interface PackedFile {
  path: string;
  mode: number;
}

export interface Packed {
  tarball: string;
  files: PackedFile[];
}

const packages = ["pulumi-plesk", "plesk-sandbox", "pulumi-embedded-engine"] as const;
export type AllPacked = Record<(typeof packages)[number], Packed>;

/** `npm pack` of all three in a copy of the sources: it empties dist/ and compiles, while other tests use the checkout's. */
export async function pack(folder: string): Promise<AllPacked> {
  const copy = join(folder, "sources");
  mkdirSync(copy);
  for (const name of sources)
    cpSync(join(root, name), join(copy, name), { recursive: true, filter: isSource });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "dir");
  // A file that no source makes any more must not be published.
  mkdirSync(join(copy, "dist", "provider"), { recursive: true });
  writeFileSync(join(copy, "dist", "provider", "stale.js"), "");
  const all = ["--workspaces", "--include-workspace-root"];
  const output = await run(
    "npm",
    ["pack", "--json", "--offline", ...all, "--pack-destination", folder],
    copy,
  );
  // What the scripts print stands before the list.
  const list = JSON.parse(output.slice(output.indexOf("[\n"))) as {
    name: string;
    filename: string;
    files: PackedFile[];
  }[];
  const packed = (name: string): Packed => {
    const found = list.find((each) => each.name === name);
    if (found === undefined) throw new Error(`npm pack made no ${name}:\n${output}`);
    return { tarball: join(folder, found.filename), files: found.files };
  };
  return Object.fromEntries(packages.map((name) => [name, packed(name)])) as AllPacked;
}

export type Manager = "npm" | "pnpm";

const install: Record<Manager, { command: string; arguments: string[] }> = {
  npm: {
    command: "npm",
    arguments: [
      "install",
      "--prefer-offline",
      "--no-audit",
      "--no-fund",
      "--ignore-scripts",
      "--loglevel=error",
    ],
  },
  pnpm: {
    command: "npx",
    arguments: ["--yes", "--prefer-offline", "pnpm@10", "install", "--prefer-offline", "--ignore-scripts"],
  },
};

export interface ProjectOptions {
  manager: Manager;
  /** The project depends on another package, which depends on ours. */
  through?: "acme-keys";
  /** Leaves out the sandbox and the engine. */
  withoutTools?: true;
}

/**
 * An empty project of a user's own, with the packed packages, Pulumi's SDK and TypeScript. Undefined, and said
 * so, where no registry can be reached.
 */
export async function installedProject(
  folder: string,
  packed: AllPacked,
  { manager, through, withoutTools }: ProjectOptions,
): Promise<string | undefined> {
  const project = mkdtempSync(join(folder, `${manager}-`));
  cpSync(join(consumers, "program"), project, { recursive: true });
  const { "pulumi-plesk": provider, ...tools } = packed;
  if (through !== undefined) wrap(project, provider.tarball);
  const ours =
    through === undefined ? { "pulumi-plesk": `file:${provider.tarball}` } : { [through]: "file:./wrapper" };
  const forTests = Object.entries(tools).map(([name, { tarball }]) => [name, `file:${tarball}`] as const);
  writeJson(join(project, "package.json"), {
    name: "consumer",
    private: true,
    dependencies: {
      ...ours,
      ...(withoutTools ? {} : Object.fromEntries(forTests)),
      ...installed("@pulumi/pulumi", "typescript", "@types/node"),
    },
  });
  const { command, arguments: given } = install[manager];
  try {
    await run(command, given, project);
    return project;
  } catch (error) {
    if (!isOffline(String(error))) throw error;
    console.warn(
      `SKIPPED: ${manager} could not install the packed packages, since no registry can be reached.`,
    );
    return undefined;
  }
}

/** The program names the other package only. */
function wrap(project: string, tarball: string): void {
  const wrapper = join(project, "wrapper");
  cpSync(join(consumers, "wrapper"), wrapper, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(wrapper, "package.json"), "utf8")) as object;
  writeJson(join(wrapper, "package.json"), {
    ...manifest,
    dependencies: { "pulumi-plesk": `file:${tarball}` },
  });
  const program = join(project, "index.ts");
  writeFileSync(program, readFileSync(program, "utf8").replace('"pulumi-plesk"', '"acme-keys"'));
}

/** The versions that this checkout has, so that what npm has in its cache is enough. */
function installed(...names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const file = join(root, "node_modules", name, "package.json");
      return [name, (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version];
    }),
  );
}

function isOffline(text: string): boolean {
  return /ENOTCACHED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|NO_OFFLINE_META|NO_OFFLINE_TARBALL/.test(
    text,
  );
}

/** Standard output; an error holds both streams. Without what npm hands down to the scripts that it runs. */
export function run(command: string, given: string[], cwd: string): Promise<string> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(config_|package_|lifecycle)/.test(name)),
  );
  return new Promise((resolve, reject) => {
    execFile(
      command,
      given,
      { cwd, env, maxBuffer: 64 << 20, timeout: 240_000 },
      (error: ExecFileException | null, stdout: string, stderr: string) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`${command} ${given.join(" ")}: ${error.message}\n${stdout}\n${stderr}`));
      },
    );
  });
}

function writeJson(file: string, value: object): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
