import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DEMO_KEYS, type Sandbox, startSandbox } from "../src";
import { assumptionsPage, TABLES } from "./readmeTables";

const folder = join(__dirname, "..");
const README = join(folder, "README.md");
const PORT_IN_README = "http://127.0.0.1:4010";

const blocks = (language: string): string[] =>
  [...readFileSync(README, "utf8").matchAll(/```(\w+)\n([\s\S]*?)```/g)]
    .filter(([, found]) => found === language)
    .map(([, , text = ""]) => text);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: { partner30: { keys: DEMO_KEYS } } });
});
afterAll(() => sandbox.close());

describe("the README", () => {
  test("holds the tables that the data makes", () => {
    expectMarkdown("README.md", (text) =>
      text.replace(/<!-- table: (\w+) -->\n[\s\S]*?<!-- \/table -->/g, (_, name: string) =>
        [`<!-- table: ${name} -->`, "", TABLES[name]?.(sandbox), "", "<!-- /table -->"].join("\n"),
      ),
    );
  });

  test("stands beside a page with all assumptions", () => {
    expectMarkdown("ASSUMPTIONS.md", assumptionsPage);
  });

  test("names each kind of fault", () => {
    const source = readFileSync(join(folder, "src/faults.ts"), "utf8");
    const kinds = [...source.matchAll(/\{ kind: "(\w+)"/g)].map(([, kind = ""]) => kind);
    expect(kinds.length).toBeGreaterThan(5);
    const text = readFileSync(README, "utf8");
    for (const kind of kinds) expect(text).toContain(`| \`${kind}\` |`);
  });
});

describe("the programs of the README", () => {
  const [first = "", ...others] = blocks("js");
  const start = first.slice(0, first.indexOf("\n// Your software"));
  const continued = others.map((block) => `${start}\n${block}\nawait sandbox.close();\n`);

  beforeEach(() => {
    jest.spyOn(console, "log").mockImplementation(() => undefined);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test.each([first, ...continued])("runs program %# as it is printed", async (program) => {
    const place = mkdtempSync(join(__dirname, "program-"));
    try {
      const file = join(place, "program.ts");
      writeFileSync(file, asModule(program));
      const { run } = (await import(file)) as { run: () => Promise<void> };
      await run();
    } finally {
      rmSync(place, { recursive: true });
    }
  });
});

describe("the commands of the README", () => {
  const curls = blocks("sh").flatMap((block) => block.split("\n").filter((line) => line.startsWith("curl ")));

  test("shows several commands", () => {
    expect(curls.length).toBeGreaterThan(5);
  });

  test.each(curls)("answers %s", async (line) => {
    expect((await sent(line.replaceAll(PORT_IN_README, sandbox.url))).status).toBe(200);
  });
});

/** With UPDATE_DOCS=1 the file is written instead of compared. */
function expectMarkdown(name: string, made: (text: string) => string): void {
  const file = join(folder, name);
  const found = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (process.env.UPDATE_DOCS === "1") writeFileSync(file, made(found));
  else expect(found).toBe(made(found));
}

/** The commands are what a person copies, so they are taken apart as a shell would. */
async function sent(line: string): Promise<Response> {
  const url = /http[^\s']+/.exec(line)?.[0] ?? "";
  const body = /-d '([^']+)'/.exec(line)?.[1];
  const login = /-u (\S+)/.exec(line)?.[1];
  return fetch(url, {
    method: /-X (\w+)/.exec(line)?.[1] ?? "GET",
    ...(body === undefined ? {} : { body }),
    ...(login === undefined ? {} : { headers: { Authorization: `Basic ${btoa(login)}` } }),
  });
}

/** A program as a function: a test waits for it, and its imports stand first, also those of a continued one. */
function asModule(program: string): string {
  const line = /^import .*$/gm;
  const imports = program.match(line) ?? [];
  return [...imports, "export async function run() {", program.replace(line, ""), "}"].join("\n");
}
