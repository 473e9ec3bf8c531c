/** One setting in a report: what it was, what the plans ask for and what the server settled on. */
export interface ProblemRow {
  description: string;
  current: string;
  requested: string;
  allowed: string;
}

/** The text of a `problems` node, as far as it can be read for certain. */
export interface ProblemsReport {
  rows: ProblemRow[];
  /** Rows that are broken over several lines, as they came: their cells cannot be separated. */
  unparsed: string[];
}

/**
 * Reads the table that Plesk prints into `problems` ("Switching a Subscription to a Different Service
 * Plan", Samples). Headings are translated and not looked at, only where they stand: the last two give
 * the width of a column, and with it the place of the others. A cell may hold line breaks of its own,
 * after which nothing stands in its column any more.
 */
export function readProblems(text: string | undefined): ProblemsReport {
  const [heading = "", ...lines] = (text ?? "").replaceAll("\r", "").split("\n");
  const starts = columnsOf(heading);
  if (starts === undefined) return { rows: [], unparsed: text?.trim() ? [text.trim()] : [] };
  const groups: string[][] = [];
  for (const line of lines) {
    if (isRow(line, starts) || groups.length === 0) groups.push([line]);
    else groups.at(-1)?.push(line);
  }
  const isWhole = ([first = "", ...more]: string[]): boolean =>
    more.join("").trim() === "" && isRow(first, starts);
  const whole = groups.filter(isWhole);
  return {
    rows: whole.map(([line = ""]) => rowOf(line, starts)),
    unparsed: groups
      .filter((group) => !isWhole(group))
      .map((group) => group.join("\n").trim())
      .filter((group) => group !== ""),
  };
}

/** The settings that could not be had as asked for. Any other row only tells what happened. */
export function shortfalls({ rows }: ProblemsReport): ProblemRow[] {
  return rows.filter(({ requested, allowed }) => requested !== allowed);
}

/** Where the four columns begin; undefined where the heading is none. */
function columnsOf(heading: string): readonly [number, number, number, number] | undefined {
  const starts = [...heading.matchAll(/\S+(?: \S+)*/g)].map(({ index }) => index);
  const [third, fourth] = starts.slice(-2);
  if (third === undefined || fourth === undefined) return undefined;
  // The first two may stand so close that they look like one.
  const second = third - (fourth - third);
  return second > 0 && starts[0] === 0 ? [0, second, third, fourth] : undefined;
}

/** A line that has something in each column, and a gap before each. */
function isRow(line: string, starts: readonly number[]): boolean {
  return starts.every((at) => /\S/.test(line[at] ?? "") && (at === 0 || line[at - 1] === " "));
}

function rowOf(
  line: string,
  [first, second, third, fourth]: readonly [number, number, number, number],
): ProblemRow {
  const cell = (from: number, to?: number): string => line.slice(from, to).trim();
  return {
    description: cell(first, second),
    current: cell(second, third),
    requested: cell(third, fourth),
    allowed: cell(fourth),
  };
}
