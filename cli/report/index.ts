import { writeFileSync } from "node:fs";
import { Command, Option } from "commander";

import { buildReport } from "./build";
import { exitCodes } from "./classes";
import { look, type LookOptions } from "./look";
import { asMarkdown } from "./markdown";
import type { Report } from "./schema";
import { openStack, type StackChoice } from "./stack";
import { asText } from "./text";

/** How a report is written. */
const writers = {
  text: asText,
  markdown: asMarkdown,
  json: (report: Report) => `${JSON.stringify(report, null, 2)}\n`,
};

interface Options extends StackChoice {
  format: keyof typeof writers;
  out?: string;
}

/** The command `pulumi-plesk drift`: what is declared, what is there, and what `up` would send. */
export function driftCommand(): Command {
  return reportCommand(
    "drift",
    "look at every key, upgrade and binding of a stack: what is declared, what is there, and what `pulumi up` would send; changes nothing",
  ).action((options: Options) => runReport("drift", options, { refresh: true }));
}

/** The command `pulumi-plesk plan`: what `up` would send, what was taken out of the program included. */
export function planCommand(): Command {
  return reportCommand(
    "plan",
    "say what `pulumi up` would send, what was taken out of the program included; changes nothing",
  )
    .option("--refresh", "look at the systems first; without it the plan is made from state and program")
    .option("--destroy", "what `pulumi destroy` would send, and what it would leave as it is")
    .action(({ refresh = false, destroy = false, ...options }: Options & Partial<LookOptions>) =>
      runReport("plan", options, { refresh, destroy }),
    );
}

/** A command that looks at a stack, changes nothing, and reports. */
function reportCommand(name: Report["command"], description: string): Command {
  const formats = Object.keys(writers);
  return new Command(name)
    .description(description)
    .option("--stack <name>", "the stack (default: the selected one)")
    .option("--cwd <folder>", "the folder with Pulumi.yaml (default: this one)")
    .addOption(new Option("--format <format>", "how the report is written").choices(formats).default("text"))
    .option("--out <file>", "write the report to a file, and its first line here")
    .addHelpText("after", exitCodeHelp());
}

function exitCodeHelp(): string {
  const lines = Object.entries(exitCodes).map(
    ([code, meaning]) => `  ${code}  ${meaning.replaceAll("`", "")}`,
  );
  return ["", "Exit codes:", ...lines].join("\n");
}

/** Looks, reports, and ends with the exit code that tells a pipeline what came of it. */
async function runReport(
  command: Report["command"],
  { format, out, ...choice }: Options,
  asked: LookOptions,
): Promise<void> {
  const { project, stack } = await openStack(choice);
  const report = buildReport({ command, project, stack: stack.name }, await look(stack, asked));
  const text = writers[format](report);
  if (out === undefined) process.stdout.write(text);
  else {
    writeFileSync(out, text);
    console.log(asText(report).split("\n")[0]);
  }
  process.exitCode = report.exitCode;
}
