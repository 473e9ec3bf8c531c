import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configCommands } from "../../src/commands/config";
import { operationCommands } from "../../src/commands/operations";
import { stackCommands } from "../../src/commands/stack";

const engine = join(__dirname, "..", "..");
const readme = readFileSync(join(engine, "README.md"), "utf8");
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
// Options that the Automation API passes whatever it wants, and that a reader of the README does not type.
const PASSED_BY_THE_SDK = [
  ...["yes", "skip-preview", "exec-kind", "exec-agent", "suppress-progress", "diff", "event-log"],
  ...["json", "no-select", "page", "page-size"],
];

describe("the README", () => {
  const folder = mkdtempSync(join(tmpdir(), "engine-readme-"));
  beforeAll(() => {
    symlinkSync(join(engine, "..", "node_modules"), join(folder, "node_modules"));
    cpSync(join(__dirname, "fixtures", "typescript"), join(folder, "my-project"), { recursive: true });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    ["openStack", examples[0] ?? "", "length: { value: 3, secret: false }"],
    [
      "findEngine",
      examples[1] ?? "",
      "embedded The embedded engine is used because the embedded engine was asked for.",
    ],
  ])(
    "has an example of %s that runs as it is printed",
    (_name, text, printed) => {
      writeFileSync(join(folder, "example.mjs"), text);
      const env = { ...process.env, PULUMI_PLESK_ENGINE: "embedded" };
      const options = { cwd: folder, env, encoding: "utf8" } as const;
      expect(execFileSync(process.execPath, ["example.mjs"], options)).toContain(printed);
    },
    120_000,
  );

  const commands = Object.entries({ ...operationCommands, ...stackCommands, ...configCommands });

  test.each(commands)("names the options of `%s`", (name, { options }) => {
    const row = readme.split("\n").find((line) => line.startsWith("| ") && line.includes(`\`${name}\``));
    const named = [...(row ?? "").matchAll(/`--([a-z-]+)`/g)].map(([, option = ""]) => option);
    const meaningful = Object.keys(options).filter((option) => !PASSED_BY_THE_SDK.includes(option));
    expect(named.sort()).toEqual(meaningful.sort());
  });

  test("names no command that there is not", () => {
    const rows = [...readme.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = ""]) => cell.split(", "));
    const names = [...commands.map(([name]) => name), "version"];
    expect(rows.sort()).toEqual(names.map((name) => `\`${name}\``).sort());
  });

  test("keeps its word about the size, comments included", () => {
    const [, promised = ""] = /at most ([\d,]+) lines/.exec(readme) ?? [];
    expect(linesBelow(join(engine, "src"))).toBeLessThanOrEqual(Number(promised.replace(",", "")));
  });
});

function linesBelow(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  const counts = files.map((name) => readFileSync(join(folder, name), "utf8").split("\n").length - 1);
  return counts.reduce((sum, count) => sum + count, 0);
}
