import type { PleskXmlAssumptions } from "../assumptions";
import type { ServerFacts, Settings, StoredPlan, StoredSubscription } from "./model";

/** One setting that plans ask for: what is there, what is asked for, what there will be. */
export interface SettingRow {
  readonly setting: string;
  readonly current: string;
  readonly requested: string;
  readonly allowed: string;
}

/** What a server needs to know in order to apply plans. */
export interface Providing {
  readonly facts: ServerFacts;
  readonly plans: ReadonlyMap<string, StoredPlan>;
  readonly assumptions: () => PleskXmlAssumptions;
}

/** What comes of applying the plans of a subscription. */
export interface Settled {
  readonly settings: Settings;
  readonly rows: readonly SettingRow[];
}

/** What a setting is where nothing was ever said about it. */
const UNSET = "switched off";

/** Works out what applying a subscription's plans gives; nothing is changed. Settings that no plan names stay. */
export function settle(world: Providing, { plan, addOns, settings }: StoredSubscription): Settled {
  const plans = [plan, ...addOns].map((guid) => world.plans.get(guid ?? "")?.settings ?? {});
  const asked = Object.entries(Object.assign({}, ...plans) as Settings);
  const rows = asked.map(([setting, requested]) => {
    const allowed = world.facts.provides[setting] ?? requested;
    return { setting, current: settings[setting] ?? UNSET, requested, allowed };
  });
  const settled = Object.fromEntries(rows.map(({ setting, allowed }) => [setting, allowed]));
  return { settings: { ...settings, ...settled }, rows };
}

/** Applies the plans of a subscription and says what came of it; the flag `synchronized` follows. */
export function provision(world: Providing, subscription: StoredSubscription): readonly SettingRow[] {
  const { settings, rows } = settle(world, subscription);
  const isShort = rows.some(({ requested, allowed }) => requested !== allowed);
  subscription.settings = settings;
  subscription.synchronized = !isShort || world.assumptions().afterShortfall === "synchronized";
  return rows;
}

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
