import { alike, namedOfEach, type Alike } from "../alike";
import { costSentence } from "../costs";
import type { Report } from "../schema";
import { countsOf, doingOf, notesOf, remarkable, sendingOf, titleOf } from "../summary";
import type { NotifyFormat } from "./target";

/** What is posted, as the body of a request: never longer than the other side takes. */
export function bodyFor(format: NotifyFormat, report: Report, id: string): string {
  return JSON.stringify(format === "json" ? plain(report, id) : makers[format](wordsOf(report)));
}

const makers = { slack, teams };

/** The report in sentences, the gravest first. */
interface Words {
  title: string;
  sentences: string[];
  lines: Line[];
}

interface Line {
  text: string;
  /** How many resources it is about. */
  resources: number;
}

function wordsOf(report: Report): Words {
  const cost = costSentence(report);
  const isClean = report.exitCode === 0;
  return {
    title: `${titleOf(report)}: ${countsOf(report)}`,
    sentences: [
      ...(isClean ? ["Everything is as declared again."] : [sendingOf(report)]),
      ...(cost === undefined || isClean ? [] : [cost]),
      ...notesOf(report),
      ...report.problems.map((problem) => `Problem: ${problem}`),
    ].map((sentence) => sentence.replaceAll("`", "")),
    lines: alike(remarkable(report), { all: false }).map(lineOf),
  };
}

function lineOf({ said, members }: Alike): Line {
  const named = members
    .slice(0, namedOfEach)
    .map(({ name, id }) => (id === undefined ? name : `${name} (${id})`));
  const more = members.length - named.length;
  const count = members.length === 1 ? "" : `${members.length} x `;
  const names = `${named.join(", ")}${more === 0 ? "" : ` and ${more} more`}`;
  const doing = said.sends.length > 0 ? said.sends.join("; ") : (said.problem ?? doingOf(said));
  const text = `${said.class}: ${count}${said.type} ${names}${doing === "" ? "" : `: ${doing}`}`;
  return { text: cut(text.replaceAll(/\s+/g, " "), longestLine), resources: members.length };
}

const longestLine = 500;

/** The text, with a mark where it is cut, and no half of a character. */
function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 4).replace(/[\ud800-\udbff]$/, "")} ...`;
}

/** More have no room in any message. */
const mostLines = 250;

/** As many lines as fit, and how many resources are not in them. */
function fitting(
  lines: readonly Line[],
  fits: (shown: readonly Line[], more: number) => boolean,
): [Line[], number] {
  let shown = lines.slice(0, mostLines);
  const more = (): number => lines.slice(shown.length).reduce((sum, { resources }) => sum + resources, 0);
  while (shown.length > 0 && !fits(shown, more())) shown = shown.slice(0, -1);
  return [shown, more()];
}

function moreOf(more: number): string {
  return `${more} more: pulumi-plesk drift lists all.`;
}

/** Slack takes 50 blocks, 150 characters in a header, 3,000 in a section, and about 13,000 in all of them. */
const slackLimits = { header: 150, section: 3000, all: 9000 };

/** Plain texts only: what others wrote is no markup and mentions nobody. */
function slack({ title, sentences, lines }: Words): unknown {
  const head = cut(sentences.join("\n"), slackLimits.section);
  const room = slackLimits.all - title.length - head.length;
  const [shown, more] = fitting(
    lines,
    (some) => some.reduce((sum, { text }) => sum + text.length + 1, 0) <= room,
  );
  const section = (text: string): unknown => ({ type: "section", text: plainText(text) });
  return {
    // What a notification shows; here these three are markup.
    text: title.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    blocks: [
      { type: "header", text: plainText(cut(title, slackLimits.header)) },
      ...(head === "" ? [] : [section(head)]),
      ...chunks(
        shown.map(({ text }) => text),
        slackLimits.section,
      ).map(section),
      ...(more === 0 ? [] : [{ type: "context", elements: [plainText(moreOf(more))] }]),
    ],
  };
}

function plainText(text: string): unknown {
  return { type: "plain_text", text, emoji: false };
}

/** The lines in texts that are no longer than may be. */
function chunks(lines: readonly string[], longest: number): string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= longest) texts.push(`${texts.pop()}\n${line}`);
    else texts.push(line);
  }
  return texts;
}

/** Teams takes about 28 KB, of which workflows have been seen to refuse more than 21,000 bytes. */
const teamsBytes = 20_000;

function teams({ title, sentences, lines }: Words): unknown {
  const head = sentences.map((sentence) => cut(sentence, 2000)).slice(0, 5);
  const card = (some: readonly Line[], more: number): unknown => ({
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          body: [
            paragraph(cut(title, 500), { weight: "bolder", size: "medium" }),
            ...head.map((sentence) => paragraph(sentence)),
            ...some.map(({ text }) => paragraph(text)),
            ...(more === 0 ? [] : [paragraph(moreOf(more), { isSubtle: true })]),
          ],
        },
      },
    ],
  });
  return card(
    ...fitting(lines, (some, more) => Buffer.byteLength(JSON.stringify(card(some, more))) <= teamsBytes),
  );
}

/** A run of text has no markup, unlike a TextBlock. */
function paragraph(text: string, style: Record<string, unknown> = {}): unknown {
  return { type: "RichTextBlock", inlines: [{ type: "TextRun", text, ...style }] };
}

const plainItems = 50;
const plainBytes = 50_000;

/** What a program may want of a report; all of it is what `--format json` is for. */
function plain(report: Report, id: string): unknown {
  const { project, stack, exitCode, counts, marks, costs, problems } = report;
  const resources = remarkable(report).map(({ class: kind, type, name, id: own, action, sends }) => ({
    class: kind,
    type,
    name,
    ...(own === undefined ? {} : { id: own }),
    action,
    sends: sends.map((text) => cut(text, longestLine)),
  }));
  const lines = resources
    .slice(0, plainItems)
    .map((each) => ({ each, text: JSON.stringify(each), resources: 1 }));
  const [shown] = fitting(
    lines,
    (some) => some.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) <= plainBytes,
  );
  return {
    version: 1,
    kind: "drift",
    id,
    project,
    stack,
    summary: `${titleOf(report)}: ${countsOf(report)}`,
    exitCode,
    counts,
    marks,
    ...(costs === undefined ? {} : { totals: costs.totals, unknownPrices: costs.unknown }),
    problems: problems.slice(0, 5).map((problem) => cut(problem, longestLine)),
    items: resources.slice(0, shown.length),
    more: resources.length - shown.length,
  };
}
