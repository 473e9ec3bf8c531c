import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const engine = join(__dirname, "..", "..");
const readme = readFileSync(join(engine, "README.md"), "utf8");
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

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

  test("names every command that there is", () => {
    const files = ["stack", "config", "operations"].map((name) =>
      readFileSync(join(engine, "src", "commands", `${name}.ts`), "utf8"),
    );
    const names = files.flatMap((text) =>
      [...text.matchAll(/^ {2}"?([a-z]+(?: [a-z-]+)?)"?: (?:operation|\{ ?)/gm)].map(([, name = ""]) => name),
    );
    expect(names).toHaveLength(14);
    for (const name of names) expect(readme).toContain(`\`${name}\``);
  });
});
