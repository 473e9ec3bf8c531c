import { execFile } from "node:child_process";
import { join } from "node:path";

const main = join(__dirname, "..", "..", "dist", "cli", "main.js");

export interface CommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs the command `pulumi-plesk` as a user does: a process of its own, with the environment that is given and no other settings. */
export function pulumiPlesk(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<CommandResult> {
  const { PATH = "", HOME = "" } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [main, ...args],
      { cwd, env: { PATH, HOME, ...env }, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
      },
    );
  });
}
