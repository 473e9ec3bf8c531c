import type { Finding } from "./finding";
import type { FoundSetting } from "./sources";
import type { Versions } from "./versions";

/** A system or server with its settings and what was found out. */
export interface Section {
  title: string;
  settings: Omit<FoundSetting, "findings">[];
  findings: Finding[];
}

export interface Diagnosis {
  versions: Versions;
  sections: Section[];
  faults: number;
}

const marks: Record<Finding["level"], string> = { ok: "ok", warning: "warning", fault: "FAULT" };

const margin = " ".repeat(11);

/** The diagnosis for people. */
export function textOf({ versions, sections, faults }: Diagnosis): string {
  const installed = Object.entries(versions).map(([name, version]) => `${name} ${version ?? "is missing"}`);
  return [
    installed.join(", "),
    ...sections.map(sectionText),
    faults === 0
      ? "No fault was found."
      : faults === 1
        ? "1 fault was found."
        : `${faults} faults were found.`,
  ].join("\n\n");
}

function sectionText({ title, settings, findings }: Section): string {
  const width = (member: "key" | "value"): number => Math.max(...settings.map((each) => each[member].length));
  const lines = settings.map(({ key, value, source }, at) => {
    const label = at === 0 ? "  settings ".padEnd(margin.length) : margin;
    return `${label}${key.padEnd(width("key"))}  ${value.padEnd(width("value"))}  ${source}`;
  });
  return [title, ...lines, ...findings.flatMap(findingLines)].join("\n");
}

function findingLines({ level, what, do: remedy }: Finding): string[] {
  const first = `  ${marks[level]}`.padEnd(margin.length) + what;
  return remedy === undefined ? [first] : [first, `${margin}> ${remedy}`];
}
