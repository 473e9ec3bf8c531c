import type { PleskXmlAssumptions } from "./assumptions";
import type { SettingRow } from "./provisioning";

const HEADINGS = {
  english: ["Description", "Current", "Requested", "Allowed"],
  german: ["Beschreibung", "Aktuell", "Angefordert", "Zulässig"],
};

/** The width of the last three columns, in which a blank parts two columns (seed of switch-subscription). */
const WIDTH = 60;

/** The text of `problems` for what came of applying plans; undefined when there is nothing to tell. */
export function problemsOf(
  rows: readonly SettingRow[],
  domain: string,
  { problems, problemHeadings }: PleskXmlAssumptions,
): string | undefined {
  const told = toldRows(rows, problems);
  if (told.length === 0) return undefined;
  const cells = told.map(({ setting, current, requested, allowed }) => [
    `${setting} (${domain})`,
    current,
    requested,
    allowed,
  ]);
  return table([HEADINGS[problemHeadings], ...cells]);
}

function toldRows(rows: readonly SettingRow[], when: PleskXmlAssumptions["problems"]): readonly SettingRow[] {
  const short = rows.filter(({ requested, allowed }) => requested !== allowed);
  if (when === "shortfalls") return short;
  const changed = rows.some(({ current, allowed }) => current !== allowed);
  return when === "changes" && (changed || short.length > 0) ? rows : [];
}

/** The first column is as wide as its longest text, and nothing is left of the padding at the very end. */
function table(rows: readonly (readonly string[])[]): string {
  const first = Math.max(...rows.map(([description = ""]) => description.length)) + 1;
  const lines = rows.flatMap((row) => lineTexts(row.map(wrapped), first));
  return lines.join("\n").trimEnd();
}

/** A cell keeps its own line breaks, so that what stands after them loses its column, as on the vendor's servers. */
function lineTexts(cells: readonly (readonly string[])[], first: number): string[] {
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cells.map((lines, column) => (lines[line] ?? "").padEnd(column === 0 ? first : WIDTH)).join(""),
  );
}

/** Breaks a cell at blanks only; the first column is as wide as it needs to be. */
function wrapped(cell: string, column: number): string[] {
  if (column === 0) return [cell];
  const lines: string[] = [];
  for (const word of cell.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length < WIDTH)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
