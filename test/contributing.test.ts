import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");
const contributing = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
const architecture = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");

/** What tools make, and what npm installs. */
const made = ["node_modules", "dist", "coverage"];

describe("ARCHITECTURE", () => {
  it("maps every folder of the repository and of the provider, each with its purpose, and nothing else", () => {
    const [, map = ""] = /<!-- map -->\n```text\n([\s\S]*?)```/.exec(architecture) ?? [];
    const lines = [...map.matchAll(/^( *)([\w-]+)\/ +(\S.*)$/gm)];
    expect(lines).toHaveLength(map.trimEnd().split("\n").length);
    const indented = (indent: string): string[] =>
      lines.filter((line) => line[1] === indent).map((line) => line[2] ?? "");
    expect(indented("").sort()).toEqual(foldersIn(root));
    expect(indented("  ").sort()).toEqual(foldersIn(join(root, "provider")));
  });

  it("walks through files of the provider that there are, in at most twelve lines", () => {
    const [, walk = ""] = /\n## A walk of .*\n([\s\S]*?)\n## /.exec(architecture) ?? [];
    const steps = walk.split("\n").filter((line) => /^\d+\. /.test(line));
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.length).toBeLessThanOrEqual(12);
    const files = [...walk.matchAll(/`([\w/]+\.ts)`/g)].map(([, file = ""]) => file);
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !existsSync(join(root, "provider", file)))).toEqual([]);
  });
});

describe("CONTRIBUTING and ARCHITECTURE", () => {
  it("name files and folders that there are", () => {
    const named = [
      ...(contributing + architecture).matchAll(
        /`((?:provider|cli|testing|sandbox|engine|test|bench|tools)\/[\w./]*)`/g,
      ),
    ];
    expect(named.length).toBeGreaterThan(0);
    expect(named.map(([, path = ""]) => path).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("name every command of package.json that is meant for people", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
    const [, commands = ""] = /```sh\n([\s\S]*?)```/.exec(contributing) ?? [];
    const named = [...commands.matchAll(/^npm (?:run )?([\w:]+)/gm)].map(([, name = ""]) => name);
    expect(named.sort()).toEqual(
      Object.keys(scripts)
        .filter((name) => !name.startsWith("pre"))
        .sort(),
    );
  });
});

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && !made.includes(entry.name))
    .map(({ name }) => name)
    .sort();
}
