/** What was measured, as the Markdown that stands in docs/benchmarks.md. */
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";

import { version as sdkVersion } from "@pulumi/pulumi/version";

import { busySeconds, load } from "./machine";
import type { Measured, Timed } from "./measure";
import { commands, sides, type Command, type SideName, type SideOptions } from "./sides";

export type Results = Partial<Record<SideName, Measured[]>>;

interface Goal {
  of: SideName;
  command: Command;
  /** At most this share of the processor seconds that the other side takes. */
  share: number;
  than: SideName;
}

const goals: readonly Goal[] = [
  { of: "licenseKey", command: "noChange", share: 0.7, than: "dynamicResource" },
  { of: "licenseKey", command: "preview", share: 0.7, than: "dynamicResource" },
  { of: "licenseKey", command: "previewRefresh", share: 0.9, than: "dynamicResource" },
  { of: "licenseKey", command: "create", share: 0.85, than: "earlier" },
  { of: "native", command: "create", share: 0.85, than: "earlier" },
  { of: "native", command: "noChange", share: 0.87, than: "earlier" },
  { of: "native", command: "preview", share: 0.87, than: "earlier" },
  { of: "native", command: "previewRefresh", share: 0.9, than: "earlier" },
];

/** What the plugin's process may take at most while nothing changes, in bytes. */
const memoryGoal = 125e6;

/** Up to here a processor second is one: beyond, other work has pushed what was measured out of the caches. */
export const quietCores = 0.25;

/** Why the figures are not to be believed; undefined where they are. */
export function doubtOf(results: Results): string | undefined {
  if (busySeconds() === 0) return "this system has no /proc, where processor seconds are read";
  const runs = Object.values(results).flat();
  const most = Math.max(...runs.flatMap((run) => timesOf(run).map(({ elsewhere }) => elsewhere)));
  if (most > quietCores)
    return `other work took up to ${most.toFixed(2)} cores meanwhile (at most ${quietCores} is quiet)`;
  if (Object.values(results).some((each) => each.length < 3))
    return "each side is to be measured at least three times";
  return undefined;
}

export function tableOf(results: Results): string {
  const names = Object.keys(results) as SideName[];
  const table = (title: string, format: (value: number) => string, of: (time: Timed) => number): string[] => [
    "",
    line([title, ...names.map((name) => sides[name].title)]),
    line(["---", ...names.map(() => "---:")]),
    ...(Object.keys(commands) as Command[]).map((command) =>
      line([commands[command], ...names.map((name) => format(medianOf(results, name, command, of)))]),
    ),
  ];
  return [
    ...table("processor seconds", seconds, ({ cpu }) => cpu),
    ...table("seconds on the clock", seconds, ({ wall }) => wall),
    ...table("provider's memory at most, MB", megabytes, ({ providerPeak }) => providerPeak),
    ...table("program's memory at most, MB", memory, ({ programPeak }) => programPeak),
    "",
    line(["state", ...names.map((name) => sides[name].title)]),
    line(["---", ...names.map(() => "---:")]),
    line([
      "MB",
      ...names.map((name) => megabytes(median(runsOf(results, name).map(({ stateBytes }) => stateBytes)))),
    ]),
    "",
    ...goals.flatMap((goal) => verdictOn(results, goal)),
    ...verdictsOnMemory(results),
  ]
    .join("\n")
    .trim();
}

/** The machine, and what the reader has to know to judge the numbers. */
export function conditions(
  { engine, resources, earlier }: Omit<SideOptions, "env">,
  results: Results,
): string {
  const runs = runsOf(results, "licenseKey");
  const [processor] = cpus();
  const sandbox = (command: Command): string =>
    seconds(medianOf(results, "licenseKey", command, (time) => time.sandbox));
  const elsewhere = Math.max(
    ...Object.values(results)
      .flatMap((each) => each.flatMap(timesOf))
      .map((t) => t.elsewhere),
  );
  return (
    `${resources} resources, medians of ${runs.length} interleaved ${runs.length === 1 ? "run" : "runs"} on ${cpus().length} cores ` +
    `(${processor?.model.trim() ?? "unknown"}), ${load()} at the end, other work at most ${elsewhere.toFixed(2)} cores; Node ${process.versions.node}, ` +
    `Pulumi CLI ${engine.version}, SDK ${sdkVersion}, file backend. Keys are bought from and read in the sandbox, a process of its own ` +
    `that took ${sandbox("create")} processor seconds while creating and ${sandbox("previewRefresh")} while refreshing, which are not ` +
    `counted; the no-ops send nothing.${earlier === undefined ? "" : ` The earlier version is commit ${commitOf(earlier)}.`}`
  );
}

function commitOf(folder: string): string {
  return execFileSync("git", ["log", "-1", "--format=%h", "--abbrev=7"], {
    cwd: folder,
    encoding: "utf8",
  }).trim();
}

function verdictOn(results: Results, { of, command, share, than }: Goal): string[] {
  if (results[of] === undefined || results[than] === undefined) return [];
  const taken =
    medianOf(results, of, command, ({ cpu }) => cpu) / medianOf(results, than, command, ({ cpu }) => cpu);
  const verdict = taken <= share ? "met" : "missed";
  return [
    `- ${commands[command]}: ${sides[of].title} takes ${taken.toFixed(2)} of the processor seconds of ${sides[than].title} (goal ${share.toFixed(2)}: ${verdict})`,
  ];
}

function verdictsOnMemory(results: Results): string[] {
  const peak = (name: SideName, of: (time: Timed) => number): number =>
    medianOf(results, name, "noChange", of);
  const verdict = (who: string, taken: number, most: number): string =>
    `- ${commands.noChange}: ${who} takes ${megabytes(taken)} MB at most (goal ${megabytes(most)}: ${taken <= most ? "met" : "missed"})`;
  const program = ({ programPeak }: Timed): number => programPeak;
  return [
    ...(results.native === undefined
      ? []
      : [
          verdict(
            `the process of ${sides.native.title}`,
            peak("native", ({ providerPeak }) => providerPeak),
            memoryGoal,
          ),
        ]),
    ...(results.licenseKey === undefined || results.dynamicResource === undefined
      ? []
      : [
          verdict(
            `the program of ${sides.licenseKey.title}`,
            peak("licenseKey", program),
            peak("dynamicResource", program),
          ),
        ]),
  ];
}

function runsOf(results: Results, name: SideName): readonly Measured[] {
  return results[name] ?? [];
}

function timesOf(run: Measured): Timed[] {
  return (Object.keys(commands) as Command[]).map((command) => run[command]);
}

function medianOf(results: Results, name: SideName, command: Command, of: (time: Timed) => number): number {
  return median(runsOf(results, name).map((run) => of(run[command])));
}

function seconds(value: number): string {
  return value.toFixed(1);
}

/** Terraform has no program. */
function memory(bytes: number): string {
  return bytes === 0 ? "none" : megabytes(bytes);
}

function megabytes(value: number): string {
  return (value / 1e6).toFixed(value < 1e7 ? 2 : 0);
}

export function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
