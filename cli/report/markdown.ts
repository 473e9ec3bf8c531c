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
  verbOf,
} from "./summary";
import { sides } from "./values";

/** GitHub refuses longer comments: 65,536 characters. The rest is for what a pipeline writes around it. */
const longest = 64_000;

/** How many rows a table of values has before it is folded away. */
const unfolded = 5;

/** The report for a pull request's comment or a job's summary. Never longer than a comment may be. */
export function asMarkdown(report: Report, { all } = { all: false }): string {
  const rows = alike(remarkable(report), { all });
  const numbers = [sendingOf(report), ...notesOf(report)].join(" ");
  const head = [
    heading(report),
    "",
    `**${countsOf(report)}.** ${numbers}`,
    ...costsOf(report),
    ...stackRows(report),
    ...problemsOf(report),
  ];
  const foot = adviceOf(report).map(([name, advice]) => `- **${name}**: ${advice}`);
  const frame = {
    verb: verbOf(report),
    head,
    foot: foot.length === 0 ? [] : ["", "What to do:", "", ...foot],
  };
  return withinLimit(frame, rows);
}

/** What stands around the resources. */
interface Frame {
  verb: string;
  head: readonly string[];
  foot: readonly string[];
}

function heading({ command, project, stack, stacks, destroy }: Report): string {
  const what = stacks === undefined ? `stack ${code(stack)}` : stack;
  return `### Plesk ${command}${destroy ? " of destroying" : ""}: ${what} of ${code(project)}`;
}

/** How many stacks of a report of several there is room for. */
const mostStacks = 100;

function stackRows(report: Report): string[] {
  const rows = stacksOf(report).map(([stack, found]) => [code(stack), found]);
  if (rows.length === 0) return [];
  const more = rows.length - mostStacks;
  const left = more > 0 ? ["", `_${more} more stacks are not as declared._`] : [];
  return ["", ...table(["stack", "found"], rows.slice(0, mostStacks)), ...left];
}

function costsOf(report: Report): string[] {
  const sentence = costSentence(report, code);
  const bought = boughtRows(report).map((cells) => cells.map((cell) => code(shorten(cell))));
  return [
    ...(sentence === undefined ? [] : ["", sentence]),
    ...(bought.length === 0 ? [] : ["", ...table(["would be bought", "price of each"], bought)]),
  ];
}

function problemsOf({ problems }: Report): string[] {
  return problems.flatMap((problem) => ["", `> **Problem:** ${code(shorten(problem))}`]);
}

/** As many rows as fit, the gravest first; how many resources were left out is stated. */
function withinLimit(frame: Frame, rows: readonly Alike[]): string {
  let shown = rows.length;
  for (;;) {
    const text = page(frame, rows, shown);
    if (text.length <= longest || shown === 0) return text.slice(0, longest);
    // What is too long by a factor is cut by that factor at once.
    shown = Math.min(shown - 1, Math.floor((shown * longest) / text.length));
  }
}

function page({ verb, head, foot }: Frame, rows: readonly Alike[], shown: number): string {
  const listed = rows.slice(0, shown);
  const left = rows.slice(shown).flatMap(({ members }) => members);
  const table = listed.length === 0 ? [] : ["", ...overview(listed, verb)];
  return [...head, ...table, ...leftOut(left), ...listed.flatMap(details), ...foot, ""].join("\n");
}

/** How many do not show, and how much of it is money or cannot be had back. */
function leftOut(resources: readonly ReportedResource[]): string[] {
  if (resources.length === 0) return [];
  const marked = resources.filter(isWorthNaming).length;
  const money = marked === 0 ? "" : `, ${marked} of which cost money, remove something or stay billed`;
  return [
    "",
    `_${resources.length} more ${resources.length === 1 ? "is" : "are"} not shown here${money}: the text and JSON reports hold all._`,
  ];
}

function overview(rows: readonly Alike[], verb: string): string[] {
  const cells = rows.map(({ said, members }) => [
    `**${said.class}**`,
    members.length === 1 ? `${said.type} ${code(nameIn(said))}` : `${members.length} x ${said.type}`,
    whatUpDoes(said),
  ]);
  return table(["found", "resource", `\`pulumi ${verb}\``], cells);
}

function whatUpDoes(resource: ReportedResource): string {
  const { sends } = resource;
  if (sends.length > 0) return sends.map((request) => code(shorten(request))).join("<br>");
  const doing = doingOf(resource) || "not known";
  return resource.action === "retain" ? `**${doing}, and it stays billed**` : doing;
}

/** Names, where a row stands for several, values and remarks; many values are folded away. */
function details({ said, members }: Alike): string[] {
  const { type, values, remarks, problem } = said;
  const notes = [...(problem === undefined ? [] : [problem]), ...remarks];
  const isOne = members.length === 1;
  if (isOne && values.length + notes.length === 0) return [];
  const body = [
    ...(values.length === 0 ? [] : ["", ...table(["property", "declared", "there"], values.map(valueRow))]),
    ...(notes.length === 0 ? [] : ["", ...notes.map((note) => `- ${code(shorten(note))}`)]),
  ];
  const title = isOne ? `${type} ${titlesOf(members)}` : `${members.length} x ${type}`;
  const names = isOne ? "" : `: ${namesOf(said, members)}`;
  if (values.length <= unfolded) return ["", `**${said.class}: ${title}**${names}`, ...body];
  const short = isOne ? `${type} <code>${html(nameIn(said))}</code>` : title;
  const summary = `<summary>${said.class}: ${short}, ${values.length} values</summary>`;
  const list = isOne ? [] : ["", namesOf(said, members)];
  return ["", "<details>", summary, ...list, ...body, "", "</details>"];
}

/** How many names of one row there is room for, in characters. */
const roomForNames = 20_000;

/** All names where money or more depends on them, as far as there is room; else the first. */
function namesOf(said: ReportedResource, members: Alike["members"]): string {
  let named = isWorthNaming(said) ? members : members.slice(0, namedOfEach);
  while (titlesOf(named).length > roomForNames) named = named.slice(0, named.length / 2);
  const more = members.length - named.length;
  const titles = said.action === "retain" ? `**${titlesOf(named)}**` : titlesOf(named);
  return `${titles}${more === 0 ? "" : ` and ${more} more`}`;
}

function titlesOf(members: Alike["members"]): string {
  const titles = members.map((each) => {
    const { id } = each;
    return `${code(nameIn(each))}${id === undefined ? "" : ` (${code(id)})`}`;
  });
  return titles.join(", ");
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
