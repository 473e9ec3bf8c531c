import { Command, Option } from "commander";

import { exitCodes } from "./exitCodes";
import type { Report } from "./schema";

/** How a report is written. */
export const FORMATS = ["text", "markdown", "json"] as const;

export interface ReportOptions {
  stack?: string;
  cwd?: string;
  format: (typeof FORMATS)[number];
  out?: string;
}

/** A command that looks at a stack, changes nothing, and reports. */
export function reportCommand(name: Report["command"], description: string): Command {
  return new Command(name)
    .description(description)
    .option("--stack <name>", "the stack (default: the selected one)")
    .option("--cwd <folder>", "the folder with Pulumi.yaml (default: this one)")
    .addOption(new Option("--format <format>", "how the report is written").choices(FORMATS).default("text"))
    .option("--out <file>", "write the report to a file, and its first line here")
    .addHelpText("after", exitCodeHelp());
}

function exitCodeHelp(): string {
  const lines = Object.entries(exitCodes).map(
    ([code, meaning]) => `  ${code}  ${meaning.replaceAll("`", "")}`,
  );
  return ["", "Exit codes:", ...lines].join("\n");
}
