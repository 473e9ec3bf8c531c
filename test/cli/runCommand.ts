import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";

export interface Said {
  stdout: string;
  stderr: string;
  exitCode: number;
}

/** Runs a command in this process, with the environment that is given and no other settings of ours. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Said> {
  const before = process.env;
  const said: Said = { stdout: "", stderr: "", exitCode: 0 };
  const spies = (["log", "warn"] as const).map((name) =>
    jest.spyOn(console, name).mockImplementation((...line: unknown[]) => {
      said[name === "log" ? "stdout" : "stderr"] += `${line.join(" ")}\n`;
    }),
  );
  try {
    const others = Object.entries(before).filter(([name]) => !name.startsWith("PLESK_"));
    process.env = { ...Object.fromEntries(others), ...env };
    await command
      .exitOverride()
      .configureOutput({ writeErr: () => undefined })
      .parseAsync(args, { from: "user" });
    return { ...said, exitCode: Number(process.exitCode ?? 0) };
  } finally {
    process.exitCode = 0;
    process.env = before;
    for (const spy of spies) spy.mockRestore();
  }
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "pulumi-plesk-cli-"));
}
