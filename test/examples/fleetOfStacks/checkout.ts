import { execFile } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { installPackages } from "../gitops/checkout";
import type { Outcome } from "../gitops/commands";

const examples = join(__dirname, "..", "..", "..", "examples");

/** The two examples side by side as a user has them, with their packages; what comes back is the folder of the stacks. */
export function copyExamples(folder: string): string {
  for (const name of ["gitops", "fleet-of-stacks"])
    cpSync(join(examples, name), join(folder, name), {
      recursive: true,
      filter: (source) => !/node_modules|reports/.test(source),
    });
  writeFileSync(join(folder, "package.json"), `${JSON.stringify({ name: "fleet", private: true })}\n`);
  installPackages(folder);
  return join(folder, "fleet-of-stacks");
}

/** A script of the example. */
export function script(
  folder: string,
  [name, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const { PATH = "" } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(folder, name), ...args],
      { cwd: folder, env: { PATH, ...env }, maxBuffer: Infinity },
      (error, stdout, stderr) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code), output: stdout + stderr });
      },
    );
  });
}

export function shardIn(folder: string, shard: string): string {
  return readFileSync(join(folder, "shards", `${shard}.yaml`), "utf8");
}
