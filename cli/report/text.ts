import { alike, isWorthNaming, namedOfEach, type Alike } from "./alike";
import { boughtRows, costSentence } from "./costs";
import type { Report, ReportedResource, ReportedValue } from "./schema";
import {
  adviceOf,
  countsOf,
  doingOf,
  nameIn,
  notesOf,
  remarkable,
  sendingOf,
  stacksOf,
  titleOf,
  verbOf,
} from "./summary";
import { sides } from "./values";

/** The report for a terminal. */
export function asText(report: Report, { all } = { all: false }): string {
  return [
    `${titleOf(report)}: ${countsOf(report)}`,
    ...stackLines(report),
    ...alike(remarkable(report), { all }).flatMap((row) => ["", ...paragraph(row, verbOf(report))]),
    "",
    ...report.problems.map((problem) => `problem: ${problem}`),
    ...[
      sendingOf(report),
      ...costLines(report),
      ...notesOf(report),
      ...adviceOf(report).map(([name, advice]) => `${name}: ${advice}`),
    ].map((sentence) => sentence.replaceAll("`", "")),
    "",
  ].join("\n");
}

function stackLines(report: Report): string[] {
  const lines = stacksOf(report).map(([stack, found]) => `  ${stack}: ${found}`);
  return lines.length === 0 ? [] : ["", ...lines];
}

function costLines(report: Report): string[] {
  const sentence = costSentence(report);
  const rows = boughtRows(report).map(([what, each]) => `  ${what}: ${each}`);
  return sentence === undefined ? [] : [sentence, ...rows];
}

const indent = " ".repeat(13);

function paragraph({ said, members }: Alike, verb: string): string[] {
  const { values, sends, remarks, problem } = said;
  const up = members.length === 1 ? verb : `${verb}, each`;
  const doing = doingOf(said);
  const lines = [
    ...values.map(valueLine),
    ...(problem === undefined ? [] : [problem]),
    ...remarks,
    ...(doing === "" ? [] : [`${up}: ${doing}`]),
    ...sends.map((request) => `${up}: ${request}`),
  ];
  return [...headOf(said, members), ...lines.map((line) => indent + line.replaceAll("\n", `\n${indent}`))];
}

function headOf(said: ReportedResource, members: Alike["members"]): string[] {
  const kind = said.class.padEnd(indent.length);
  const [first] = members;
  if (members.length === 1 && first !== undefined) return [`${kind}${said.type} ${title(first)}`];
  const named = isWorthNaming(said) ? members : members.slice(0, namedOfEach);
  const more = members.length - named.length;
  const words = named.map((each, at) => title(each) + (at < named.length - 1 ? "," : ""));
  const names = wrapped(more === 0 ? words : [...words, `and ${more} more: --all lists them`]);
  return [`${kind}${members.length} x ${said.type}`, ...names.map((line) => indent + line)];
}

function title(resource: ReportedResource): string {
  const { id } = resource;
  return id === undefined ? nameIn(resource) : `${nameIn(resource)} (${id})`;
}

const longestLine = 100;

function wrapped(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < longestLine) lines.push(`${lines.pop()} ${word}`);
    else lines.push(word);
  }
  return lines;
}

function valueLine(value: ReportedValue): string {
  const { wanted, there } = sides(value);
  const side = value.recorded === undefined ? "declared" : "was";
  return `${value.path}: ${wanted === "" ? "not declared" : `${side} ${wanted}`}, ${there === "" ? "not there" : `is ${there}`}`;
}
