import type { Report, ReportedResource, ReportedValue } from "./schema";
import { adviceOf, countsOf, doingOf, notesOf, remarkable, sendingOf, verbOf } from "./summary";
import { sides } from "./values";

/** GitHub refuses longer comments: 65,536 characters. The rest is for what a pipeline writes around it. */
const longest = 64_000;

/** How many rows a table of values has before it is folded away. */
const unfolded = 5;

/** The report for a pull request's comment or a job's summary. Never longer than a comment may be. */
export function asMarkdown(report: Report): string {
  const resources = remarkable(report);
  const numbers = [sendingOf(report), ...notesOf(report)].join(" ");
  const head = [heading(report), "", `**${countsOf(report)}.** ${numbers}`, ...problemsOf(report)];
  const foot = adviceOf(report).map(([name, advice]) => `- **${name}**: ${advice}`);
  const frame = {
    verb: verbOf(report),
    head,
    foot: foot.length === 0 ? [] : ["", "What to do:", "", ...foot],
  };
  return withinLimit(frame, resources);
}

/** What stands around the resources. */
interface Frame {
  verb: string;
  head: readonly string[];
  foot: readonly string[];
}

function heading({ command, project, stack, destroy }: Report): string {
  return `### Plesk ${command}${destroy ? " of destroying" : ""}: stack ${code(stack)} of ${code(project)}`;
}

function problemsOf({ problems }: Report): string[] {
  return problems.flatMap((problem) => ["", `> **Problem:** ${code(shorten(problem))}`]);
}

/** As many resources as fit, the gravest first; how many were left out is stated. */
function withinLimit(frame: Frame, resources: readonly ReportedResource[]): string {
  let shown = resources.length;
  for (;;) {
    const text = page(frame, resources, shown);
    if (text.length <= longest || shown === 0) return text.slice(0, longest);
    // What is too long by a factor is cut by that factor at once.
    shown = Math.min(shown - 1, Math.floor((shown * longest) / text.length));
  }
}

function page(frame: Frame, resources: readonly ReportedResource[], shown: number): string {
  const left = resources.length - shown;
  const listed = resources.slice(0, shown);
  const table = listed.length === 0 ? [] : ["", ...overview(listed, frame.verb)];
  const rest =
    left === 0
      ? []
      : [
          "",
          `_${left} more ${left === 1 ? "is" : "are"} not shown here: the text and JSON reports hold all._`,
        ];
  return [...frame.head, ...table, ...rest, ...listed.flatMap(details), ...frame.foot, ""].join("\n");
}

function overview(resources: readonly ReportedResource[], verb: string): string[] {
  const rows = resources.map((resource) => [
    `**${resource.class}**`,
    `${resource.type} ${code(resource.name)}`,
    whatUpDoes(resource),
  ]);
  return table(["found", "resource", `\`pulumi ${verb}\``], rows);
}

function whatUpDoes(resource: ReportedResource): string {
  const { sends } = resource;
  if (sends.length > 0) return sends.map((request) => code(shorten(request))).join("<br>");
  return doingOf(resource) || "not known";
}

/** Values and remarks of one resource, where it has any; folded where there are many. */
function details(resource: ReportedResource): string[] {
  const { type, name, id, values, remarks, problem } = resource;
  const notes = [...(problem === undefined ? [] : [problem]), ...remarks];
  if (values.length + notes.length === 0) return [];
  const body = [
    ...(values.length === 0 ? [] : ["", ...table(["property", "declared", "there"], values.map(valueRow))]),
    ...(notes.length === 0 ? [] : ["", ...notes.map((note) => `- ${code(shorten(note))}`)]),
  ];
  const title = `${type} ${code(name)}${id === undefined ? "" : ` (${code(id)})`}`;
  if (values.length <= unfolded) return ["", `**${resource.class}: ${title}**`, ...body];
  const summary = `<summary>${resource.class}: ${type} <code>${html(name)}</code>, ${values.length} values</summary>`;
  return ["", "<details>", summary, ...body, "", "</details>"];
}

function valueRow(value: ReportedValue): string[] {
  const { wanted, there } = sides(value);
  const cell = (text: string, nothing: string): string =>
    text === "" ? `_${nothing}_` : code(shorten(text));
  const before = value.recorded === undefined ? "" : "was ";
  return [code(value.path), `${before}${cell(wanted, "not declared")}`, cell(there, "not there")];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}

const longestCell = 1_000;

function shorten(text: string): string {
  return text.length <= longestCell ? text : `${text.slice(0, longestCell)} ... (${text.length} characters)`;
}

/**
 * What others wrote, e.g. a nickname: as code nothing in it is formatting, a link or a mention. Backticks, pipes and
 * backslashes do not mix with fences inside of tables; a text with one of them is written in HTML.
 */
function code(text: string): string {
  const line = oneLine(text);
  if (line === "") return "";
  return /[`|\\]/.test(line) ? `<code>${html(line)}</code>` : `\`${line}\``;
}

/** As references nothing is markup, to HTML and to Markdown. */
function html(text: string): string {
  return oneLine(text).replace(/[^\p{L}\p{N} ]/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
}
