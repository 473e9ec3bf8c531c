import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startSandbox } from "plesk-sandbox";

import { findEngine } from "pulumi-embedded-engine";
import { full } from "../harness/full";
import { page, root, snippets } from "./pages";

const text = page("docs/get-started.md");
const [untilOwnAccount = ""] = text.split("\n## Your own account");

/** What somebody types, but for what is installed, and for the sandbox, which runs beside the test. */
const typed = snippets(untilOwnAccount, "sh")
  .filter((block) => !block.startsWith("mkdir ") && !block.startsWith("npx plesk-sandbox"))
  .join("");

full(test)(
  "Get started does what it says, line for line, on the Pulumi CLI",
  async () => {
    if ((await findEngine({ engine: "auto" })).kind !== "pulumi") {
      console.warn("SKIPPED: there is no Pulumi CLI on this machine");
      return;
    }
    const sandbox = await startSandbox();
    const folder = mkdtempSync(join(tmpdir(), "get-started-"));
    try {
      const project = projectIn(folder);
      // Drift ends with 7, as the page says; all other lines have to end with 0.
      const script = typed
        .replaceAll("http://127.0.0.1:4010", sandbox.url)
        .replace("npx pulumi-plesk drift", "npx pulumi-plesk drift || echo exit code $?");
      const printed = await shell(`set -e\npulumi stack init dev\n${script}`, project, folder);
      expect(printed).toContain("exit code 7");
      for (const line of snippets(text, "text").flatMap((block) => block.trim().split("\n")))
        expect(printed).toContain(line);
      expect(sandbox.ledger.charges().map(({ kind }) => kind)).toEqual(["purchase", "purchase"]);
      expect(sandbox.partner30.key(20000001)).toMatchObject({ suspended: true });
    } finally {
      rmSync(folder, { recursive: true, force: true });
      await sandbox.close();
    }
  },
  300_000,
);

/** What `pulumi new` and `npm install` leave behind. */
function projectIn(folder: string): string {
  const project = join(folder, "licences");
  mkdirSync(join(project, "node_modules", ".bin"), { recursive: true });
  writeFileSync(join(project, "Pulumi.yaml"), "name: licences\nruntime: nodejs\nmain: index.ts\n");
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "licences", main: "index.ts" }));
  writeFileSync(join(project, "index.ts"), snippets(text, "ts").join("\n"));
  const options = JSON.parse(readFileSync(join(root, "examples/quickstart/tsconfig.json"), "utf8")) as object;
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify(options).replace('"../.."', '"."'));
  const modules = join(project, "node_modules");
  symlinkSync(root, join(modules, "pulumi-plesk"), "dir");
  for (const name of ["@pulumi", "@types", "typescript", "ts-node"])
    symlinkSync(join(root, "node_modules", name), join(modules, name), "dir");
  const command = join(modules, ".bin", "pulumi-plesk");
  writeFileSync(command, `#!/bin/sh\nexec node "${join(root, "dist/cli/main.js")}" "$@"\n`, { mode: 0o755 });
  return project;
}

function shell(script: string, cwd: string, home: string): Promise<string> {
  const env = {
    ...process.env,
    PULUMI_HOME: join(home, "pulumi"),
    PULUMI_BACKEND_URL: `file://${home}`,
    PULUMI_CONFIG_PASSPHRASE: "get started",
  };
  return new Promise((resolve, reject) => {
    execFile("bash", ["-c", script], { cwd, env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout + stderr);
      else reject(new Error(`${stdout}${stderr}`, { cause: error }));
    });
  });
}
