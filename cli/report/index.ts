import type { EngineEvent } from "@pulumi/pulumi/automation";
import { Command, Option } from "commander";

import { assertWritable, removeFile, writeNamed } from "../files";
import { engineFailure } from "../project";
import { progressOn, type Progress } from "../progress";
import { buildReport } from "./build";
import { exitCodes } from "./classes";
import { asHtml } from "./html";
import { look, type LookOptions } from "./look";
import { mergeReports, readReport } from "./merge";
import { asMarkdown } from "./markdown";
import { notify, notifyFormats, notifyingBy, type NotifyOptions } from "./notify/index";
import { readPrices, type Prices } from "./prices";
import type { Report } from "./schema";
import { openStack, type StackChoice } from "./stack";
import { asText } from "./text";

/** How a report is written. */
const writers = {
  text: asText,
  markdown: asMarkdown,
  html: asHtml,
  json: (report: Report) => `${JSON.stringify(report, null, 2)}\n`,
};

/** How and where a report is written. */
interface Output {
  format: keyof typeof writers;
  out?: string;
  all?: boolean;
  prices?: string;
}

interface Options extends StackChoice, Output {}

/** The command `pulumi-plesk drift`: what is declared, what is there, and what `up` would send. */
export function driftCommand(): Command {
  return reportCommand(
    "drift",
    "look at every key, upgrade and binding of a stack: what is declared, what is there, and what `pulumi up` would send; changes nothing",
  )
    .addOption(
      new Option(
        "--notify <url>",
        "post what is found to Slack, Teams or any webhook, once for each change of it; a secret, so rather set the variable",
      ).env("PLESK_NOTIFY_URL"),
    )
    .addOption(
      new Option("--notify-format <format>", "what the webhook takes (default: by its host)").choices(
        notifyFormats,
      ),
    )
    .option(
      "--notify-state <file>",
      "where it is noted what was posted last (default: .plesk-notify.<stack>.json beside Pulumi.yaml)",
    )
    .action(async (options: Options & NotifyOptions) => {
      const notifying = notifyingBy(options);
      // Neither the engine nor the program needs to know it.
      delete process.env.PLESK_NOTIFY_URL;
      const report = await runReport("drift", options, { refresh: true });
      if (notifying !== undefined) await notify(report, notifying, options.cwd ?? ".");
    });
}

/** The command `pulumi-plesk plan`: what `up` would send, what was taken out of the program included. */
export function planCommand(): Command {
  return reportCommand(
    "plan",
    "say what `pulumi up` would send, what was taken out of the program included; changes nothing",
  )
    .option("--refresh", "look at the systems first; without it the plan is made from state and program")
    .option("--destroy", "what `pulumi destroy` would send, and what it would leave as it is")
    .action(async ({ refresh = false, destroy = false, ...options }: Options & Partial<LookOptions>) => {
      await runReport("plan", options, { refresh, destroy });
    });
}

/** The command `pulumi-plesk merge`: the reports of several stacks as one. */
export function mergeCommand(): Command {
  const command = new Command("merge")
    .description("make one report of the JSON reports of several stacks; looks at nothing but these files")
    .argument("<reports...>", "what drift or plan of each stack has written with --format json");
  return withOutput(command).action((files: readonly string[], output: Output) => {
    const prices = preparedFor(output);
    write(mergeReports(files.map(readReport), prices), output);
  });
}

/** A command that looks at a stack, changes nothing, and reports. */
function reportCommand(name: Report["command"], description: string): Command {
  const command = new Command(name)
    .description(description)
    .option("--stack <name>", "the stack (default: the selected one)")
    .option("--cwd <folder>", "the folder with Pulumi.yaml (default: this one)");
  return withOutput(command);
}

function withOutput(command: Command): Command {
  const formats = Object.keys(writers);
  return command
    .addOption(new Option("--format <format>", "how the report is written").choices(formats).default("text"))
    .option("--out <file>", "write the report to a file, and its first line here")
    .option("--prices <file>", "sum what would be bought, by the prices in this YAML or JSON file")
    .option("--all", "list each resource: otherwise those with equal changes are one row with a count")
    .addHelpText("after", exitCodeHelp());
}

function exitCodeHelp(): string {
  const lines = Object.entries(exitCodes).map(
    ([code, meaning]) => `  ${code}  ${meaning.replaceAll("`", "")}`,
  );
  return ["", "Exit codes:", ...lines].join("\n");
}

/** Looks, reports, and ends with the exit code that tells a pipeline what came of it. */
async function runReport(command: Report["command"], options: Options, asked: LookOptions): Promise<Report> {
  const prices = preparedFor(options);
  const progress = progressOn(process.stderr);
  const report = await reportOn(command, options, { ...asked, progress, prices });
  write(report, options);
  return report;
}

/**
 * What is wrong with the files that are named is reported before anything is looked at. A report that is there
 * already would pass for this one where this one fails.
 */
function preparedFor({ out, prices }: Output): Prices | undefined {
  if (out !== undefined) {
    assertWritable(out, "--out");
    removeFile(out, "--out");
  }
  return prices === undefined ? undefined : readPrices(prices);
}

function write(report: Report, { format, out, all = false }: Output): void {
  const text = writers[format](report, { all });
  if (out === undefined) process.stdout.write(text);
  else {
    writeNamed(out, text, "--out");
    console.log(asText(report).split("\n")[0]);
  }
  process.exitCode = report.exitCode;
}

/** What a report is made with. */
interface Making extends LookOptions {
  progress: Progress;
  prices: Prices | undefined;
}

async function reportOn(
  command: Report["command"],
  choice: StackChoice,
  { progress, prices, ...asked }: Making,
): Promise<Report> {
  progress.start("resources looked at");
  try {
    const { project, stack } = await openStack(choice);
    const found = await look(stack, { ...asked, onEvent: countingOn(progress) }).catch((error: unknown) => {
      throw engineFailure(error, project, stack.name);
    });
    return buildReport({ command, project: project.name, stack: stack.name }, found, prices);
  } finally {
    progress.stop();
  }
}

/** A step for each resource that is declared or was, whatever happens to it. */
function countingOn(progress: Progress): (event: EngineEvent) => void {
  const seen = new Set<string>();
  return ({ resourcePreEvent }) => {
    const urn = resourcePreEvent?.metadata.urn;
    if (urn === undefined || seen.has(urn) || /::pulumi:(pulumi|providers):/.test(urn)) return;
    seen.add(urn);
    progress.step();
  };
}
