import { writeFileSync } from "node:fs";

import { buildReport } from "./build";
import type { ReportOptions } from "./command";
import { look } from "./look";
import { asMarkdown } from "./markdown";
import type { Report } from "./schema";
import { openStack } from "./stack";
import { asText } from "./text";

const writers: Record<ReportOptions["format"], (report: Report) => string> = {
  text: asText,
  markdown: asMarkdown,
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
};

/** Looks, reports, and ends with the exit code that tells a pipeline what came of it. */
export async function runReport(
  command: Report["command"],
  { format, out, ...choice }: ReportOptions,
  { refresh }: { refresh: boolean },
): Promise<void> {
  const { project, stack } = await openStack(choice);
  const report = buildReport({ command, project, stack: stack.name }, await look(stack, { refresh }));
  const text = writers[format](report);
  if (out === undefined) process.stdout.write(text);
  else {
    writeFileSync(out, text);
    console.log(asText(report).split("\n")[0]);
  }
  process.exitCode = report.exitCode;
}
