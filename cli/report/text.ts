import type { Report, ReportedResource, ReportedValue } from "./schema";
import { adviceOf, countsOf, doingOf, notesOf, remarkable, sendingOf, titleOf, verbOf } from "./summary";
import { sides } from "./values";

/** The report for a terminal. */
export function asText(report: Report): string {
  return [
    `${titleOf(report)}: ${countsOf(report)}`,
    ...remarkable(report).flatMap((resource) => ["", ...paragraph(resource, verbOf(report))]),
    "",
    ...report.problems.map((problem) => `problem: ${problem}`),
    ...[
      sendingOf(report),
      ...notesOf(report),
      ...adviceOf(report).map(([name, advice]) => `${name}: ${advice}`),
    ].map((sentence) => sentence.replaceAll("`", "")),
    "",
  ].join("\n");
}

function paragraph(resource: ReportedResource, verb: string): string[] {
  const { type, name, id, values, sends, remarks, problem } = resource;
  const doing = doingOf(resource);
  const lines = [
    ...values.map(valueLine),
    ...(problem === undefined ? [] : [problem]),
    ...remarks,
    ...(doing === "" ? [] : [`${verb}: ${doing}`]),
    ...sends.map((request) => `${verb}: ${request}`),
  ];
  const indent = " ".repeat(13);
  return [
    `${resource.class.padEnd(indent.length)}${type} ${name}${id === undefined ? "" : ` (${id})`}`,
    ...lines.map((line) => indent + line.replaceAll("\n", `\n${indent}`)),
  ];
}

function valueLine(value: ReportedValue): string {
  const { wanted, there } = sides(value);
  const side = value.recorded === undefined ? "declared" : "was";
  return `${value.path}: ${wanted === "" ? "not declared" : `${side} ${wanted}`}, ${there === "" ? "not there" : `is ${there}`}`;
}
