import { readNamed } from "../files";
import { byGravity, total } from "./build";
import type { ExitCode } from "./classes";
import { costsOf } from "./costs";
import type { Prices } from "./prices";
import { report as schema, type Report } from "./schema";

/** A report that `--format json` has written. */
export function readReport(file: string): Report {
  const result = schema.safeParse(parse(readNamed(file)));
  if (result.success && result.data.stacks === undefined) return result.data;
  throw new Error(
    `${file} is not a report of one stack. Write it with pulumi-plesk drift or plan --format json of this version`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The reports of several stacks as one. What they would cost is summed anew, by one list of prices. */
export function mergeReports(reports: readonly Report[], prices?: Prices): Report {
  const [first] = reports;
  if (first === undefined) throw new Error("There is no report to merge");
  assertAlike(reports, first);
  const resources = reports.flatMap(({ stack, resources }) => resources.map((each) => ({ ...each, stack })));
  const buys = resources.flatMap((each) => each.buys ?? []);
  return {
    version: 1,
    command: first.command,
    project: [...new Set(reports.map(({ project }) => project))].join(", "),
    stack: reports.length === 1 ? "1 stack" : `${reports.length} stacks`,
    stacks: reports.map(({ stack, project, exitCode, counts }) => ({ stack, project, exitCode, counts })),
    ...(first.destroy ? { destroy: true } : {}),
    refreshed: reports.every(({ refreshed }) => refreshed),
    exitCode: gravestOf(reports.map(({ exitCode }) => exitCode)),
    counts: total(reports.map(({ counts }) => counts)),
    marks: total(reports.map(({ marks }) => marks)),
    ...(prices === undefined ? {} : { costs: costsOf(buys, prices) }),
    resources: resources.sort(byGravity),
    otherChanges: reports.reduce((sum, { otherChanges }) => sum + otherChanges, 0),
    problems: reports.flatMap(({ stack, problems }) => problems.map((problem) => `${stack}: ${problem}`)),
  };
}

function assertAlike(reports: readonly Report[], { command, destroy }: Report): void {
  const other = reports.find((each) => each.command !== command || each.destroy !== destroy);
  if (other !== undefined)
    throw new Error(
      `The reports are of different commands, e.g. ${nameOf(reports[0])} and ${nameOf(other)}. Merge those of one`,
    );
  const names = reports.map(({ project, stack }) => `${stack} of ${project}`);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new Error(`Stack ${twice} has two reports here. Leave out the older one`);
}

function nameOf(report: Report | undefined): string {
  return `${report?.command ?? ""}${report?.destroy ? " --destroy" : ""} of stack ${report?.stack ?? ""}`;
}

/** What could not be planned is graver than what could not be read, and that than what is known to differ. */
function gravestOf(codes: readonly ExitCode[]): ExitCode {
  return ([1, 8, 7] as const).find((code) => codes.includes(code)) ?? 0;
}
