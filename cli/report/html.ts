import { createHash } from "node:crypto";

import { alike, type Alike } from "./alike";
import { classes, CLASSES, type Class } from "./classes";
import { boughtRows, costSentence } from "./costs";
import { Markup, markup, sentence, type Content } from "./htmlMarkup";
import { script } from "./htmlScript";
import { style } from "./htmlStyle";
import { splitAtMarks, type Mark } from "./marks";
import type { Report, ReportedResource, ReportedValue } from "./schema";
import {
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

/** The report as one page that asks for nothing, for people who look rather than read. */
export function asHtml(report: Report, { all } = { all: false }, now = new Date()): string {
  const rows = alike(remarkable(report), { all }).map((row, at) => ({ ...row, anchor: `row-${at}` }));
  const time = now.toISOString().slice(0, 16);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${titleOf(report)}</title>
<link rel="icon" href="data:,">
${styleElement}
</head>
<body>
<header>
<h1>${titleOf(report)}</h1>
<p class="verdict">${countsOf(report)}. ${sentence(sendingOf(report))}</p>
${notesOf(report).map((note) => markup`<p>${sentence(note)}</p>`)}
<p class="quiet">Made <time datetime="${time}Z">${time.replace("T", " ")} UTC</time>. Nothing was changed.</p>
${stacks(report)}
${report.problems.map((problem) => markup`<p class="problem"><b>Problem:</b> ${problem}</p>`)}
${numbers(report)}
${costs(report)}
</header>
<main>
${gravest(rows)}
${filters(report)}
${CLASSES.map((name) => group(report, rows, name))}
${clean(report)}
</main>
${scriptElement}
</body>
</html>
`.text;
}

/** What one card is about. */
interface Row extends Alike {
  anchor: string;
}

/** Texts of others cannot run or load anything, whatever they look like. */
const policy = [
  "default-src 'none'",
  `style-src '${hashOf(style)}'`,
  `script-src '${hashOf(script)}'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

const styleElement = new Markup(`<style>${style}</style>`);
const scriptElement = new Markup(`<script>${script}</script>`);

/** How a mark looks, and what it means to whoever pays. */
const marks: Record<Mark, { look: string; text: string; meaning: string }> = {
  buys: { look: "money", text: "buys", meaning: "would be bought" },
  removes: { look: "bad", text: "removes", meaning: "would be removed" },
  irreversible: { look: "bad", text: "irreversible", meaning: "cannot be undone" },
};

function numbers(report: Report): Markup {
  const { resources } = report;
  const tile = (number: number | string, meaning: string, look: string): Content =>
    !/[1-9]/.test(String(number)) ? undefined : markup`<li class="${look}"><b>${number}</b> ${meaning}</li>`;
  const marked = Object.entries(marks) as [Mark, (typeof marks)[Mark]][];
  const sums = (report.costs?.totals ?? []).flatMap(({ currency, perMonth, once }) => [
    tile(`${perMonth} ${currency}`, "per month", "money"),
    tile(`${once} ${currency}`, "once", "money"),
  ]);
  return markup`<ul class="numbers">
${sums}
${marked.map(([mark, { look, meaning }]) => tile(report.marks[mark] ?? 0, meaning, look))}
${tile(resources.filter(({ action }) => action === "retain").length, "stay, and stay billed", "warn")}
${tile(resources.flatMap(({ sends }) => sends).length, "requests", "")}
${tile(remarkable(report).length, "need a look", "")}
${tile(report.counts.clean ?? 0, "as declared", "")}
</ul>`;
}

/** What would be bought, by the price file that was given. */
function costs(report: Report): Content {
  const text = costSentence(report);
  if (text === undefined) return undefined;
  const rows = boughtRows(report).map(
    ([what, each]) => markup`<li><span>${what}</span> <span>${each}</span></li>`,
  );
  return markup`<p>${text}</p>
<ul class="pairs">${rows}</ul>`;
}

function stacks(report: Report): Content {
  const rows = stacksOf(report).map(
    ([stack, found]) => markup`<li><span>${stack}</span> <span>${found}</span></li>`,
  );
  return rows.length === 0 ? undefined : markup`<ul class="pairs">${rows}</ul>`;
}

/** What costs money or cannot be had back, before everything else. */
function gravest(rows: readonly Row[]): Content {
  const lines = rows.flatMap(({ said, members, anchor }) => {
    const link = markup`<a href="#${anchor}">${titleOfRow({ said, members })}</a>`;
    const requests = said.sends.filter((request) => splitAtMarks(request).length > 1).map(marked);
    const kept = said.action === "retain" ? [[markup`stays as it is`, staysBilled]] : [];
    return [...requests, ...kept].map((text) => markup`<li>${link} <span>${text}</span></li>`);
  });
  if (lines.length === 0) return undefined;
  return markup`<section>
<h2>What costs money or cannot be had back</h2>
<ul class="pairs">${lines}</ul>
</section>`;
}

function titleOfRow({ said, members }: Alike): string {
  return members.length === 1 ? nameIn(said) : `${members.length} x ${said.type}`;
}

function marked(request: string): Markup[] {
  return splitAtMarks(request).map((part) =>
    typeof part === "string" ? markup`${part}` : pill(marks[part.mark].text, marks[part.mark].look),
  );
}

function pill(text: string, look: string): Markup {
  return markup` <span class="mark ${look}">${text}</span>`;
}

const staysBilled = pill("stays billed", "warn");

/** Hidden until the script that filters runs; one resource needs none. */
function filters(report: Report): Content {
  const resources = remarkable(report);
  if (resources.length < 2) return undefined;
  const box = (name: string, value: string, text: string, isOn = true): Markup =>
    markup`<label><input type="checkbox" name="${name}" value="${value}"${isOn ? markup` checked` : ""}> ${text}</label>`;
  const types = [...new Set(resources.map(({ type }) => type))].sort();
  const found = CLASSES.filter((name) => resources.some((each) => each.class === name));
  return markup`<form id="filters" hidden>
<label>Show only what contains <input type="search" id="wanted" autocomplete="off"></label>
<fieldset><legend>Found</legend>${found.map((name) => box("class", name, `${name} (${report.counts[name] ?? 0})`))}</fieldset>
<fieldset><legend>Resource</legend>${types.map((type) => box("type", type, type))}</fieldset>
<fieldset><legend>Only</legend>${box("grave", "grave", "what costs money or cannot be had back", false)}</fieldset>
<p class="foot"><output id="shown"></output><button type="reset">Show all</button></p>
</form>`;
}

function group(report: Report, all: readonly Row[], name: Class): Content {
  const rows = all.filter(({ said }) => said.class === name);
  if (rows.length === 0) return undefined;
  const { meaning, advice } = classes[name];
  return markup`<section class="group">
<h2>${name} (${report.counts[name] ?? 0})</h2>
<p class="quiet">${sentence(capitalized(meaning))}.${report.destroy ? "" : markup` ${sentence(advice)}.`}</p>
${rows.map((row) => card(row, `pulumi ${verbOf(report)}`))}
</section>`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function card(row: Row, command: string): Markup {
  const { said, members, anchor } = row;
  const { values, sends, remarks, problem } = said;
  const look = lookOf(said);
  const doing = doingOf(said);
  const each = members.length === 1 ? "" : ", each";
  return markup`<article id="${anchor}" class="${look}" data-class="${said.class}" data-type="${said.type}" data-count="${members.length}"${look === "" ? "" : markup` data-grave`}>
<h3>${titleOfRow(row)}${actionPill(said)}</h3>
${namesOf(members)}
${problem === undefined ? "" : markup`<p class="problem">${problem}</p>`}
${values.length === 0 ? "" : valueList(values)}
${doing === "" ? "" : markup`<p><code>${command}</code>${each} ${doing}.</p>`}
${sends.length === 0 ? "" : markup`<p><code>${command}</code> sends${each}:</p><ol class="sends">${sends.map((request) => markup`<li>${marked(request)}</li>`)}</ol>`}
${remarks.length === 0 ? "" : markup`<ul class="remarks">${remarks.map((remark) => markup`<li>${remark}</li>`)}</ul>`}
</article>
`;
}

function namesOf(members: Alike["members"]): Markup {
  const [first] = members;
  if (members.length === 1 && first !== undefined)
    return markup`<p class="quiet">${first.type}${idOf(first)}</p>`;
  const names = members.map((each) => markup`<li>${nameIn(each)}${idOf(each)}</li>`);
  return markup`<details open><summary>${members.length} resources</summary><ul class="names">${names}</ul></details>`;
}

function idOf({ id }: ReportedResource): Content {
  return id === undefined ? "" : markup` <code class="id">${id}</code>`;
}

/** By the gravest of its marks; what stays billed costs money too. */
function lookOf({ marks: found, action }: ReportedResource): string {
  if ("removes" in found || "irreversible" in found) return "bad";
  if ("buys" in found) return "money";
  return action === "retain" ? "warn" : "";
}

function actionPill({ action }: ReportedResource): Content {
  switch (action) {
    case "none":
    case "unknown":
      return undefined;
    case "retain":
      return staysBilled;
    case "delete":
    case "replace":
      return pill(action, "bad");
    default:
      return pill(action, "plain");
  }
}

function valueList(values: readonly ReportedValue[]): Markup {
  const side = (label: string, text: string, nothing: string): Markup =>
    text === ""
      ? markup`<dd class="quiet">${nothing}</dd>`
      : markup`<dd><span class="quiet">${label}</span> <code>${text}</code></dd>`;
  const rows = values.map((value) => {
    const { wanted, there } = sides(value);
    const label = value.recorded === undefined ? "declared" : "was";
    return markup`<div><dt><code>${value.path}</code></dt>${side(label, wanted, "not declared")}${side("is", there, "not there")}</div>`;
  });
  return markup`<dl class="values">${rows}</dl>`;
}

function clean({ resources }: Report): Content {
  const all = resources.filter((each) => each.class === "clean");
  if (all.length === 0) return undefined;
  const rows = all.map(
    (each) => markup`<li>${nameIn(each)} <span class="quiet">${each.type}</span>${idOf(each)}</li>`,
  );
  return markup`<section><details><summary>${all.length} as declared</summary><ul>${rows}</ul></details></section>`;
}
