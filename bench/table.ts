/** What was measured, as the Markdown that stands in docs/benchmarks.md. */
import { cpus } from "node:os";

import type { Engine } from "pulumi-plesk/testing";
import { version as sdkVersion } from "@pulumi/pulumi/version";

import { sides, type Command, type Measured, type Side } from "./measure";

export type Results = Record<Side, Measured[]>;

/** At most this share of what the other side takes. */
const goals: Partial<Record<Command, Partial<Record<Side, number>>>> = {
  create: { dynamicResource: 0.6 },
  noChange: { dynamicResource: 0.75, constantString: 0.9 },
  preview: { dynamicResource: 0.75, constantString: 0.9 },
};

const titles: Record<Command, string> = {
  create: "create (`up`)",
  noChange: "no-change `up`",
  preview: "`preview`",
  previewRefresh: "`preview --refresh`",
};

export function tableOf(results: Results): string {
  const rows = (Object.keys(titles) as Command[]).flatMap((command) => {
    const of =
      (kind: "seconds" | "processorSeconds") =>
      (side: Side): number =>
        median(results[side].map((run) => run[kind][command]));
    return [
      row(titles[command], of("seconds"), inSeconds, goals[command]),
      row(`${titles[command]}, processor time`, of("processorSeconds"), inSeconds),
    ];
  });
  const bytes = (side: Side): number => median(results[side].map((run) => run.stateBytes));
  const header = ["", ...Object.values(sides), "ours / (a)", "ours / (b)"];
  return [
    line(header),
    line(header.map((_, index) => (index === 0 ? "---" : "---:"))),
    ...rows,
    row("state", bytes, (value) => `${(value / 1e6).toFixed(2)} MB`),
  ].join("\n");
}

/** The machine, and what the reader has to know to judge the numbers. */
export function conditions(engine: Engine, resources: number, results: Results): string {
  const runs = results.licenseKey.length;
  const processors = cpus();
  const sandbox = (command: Command): string =>
    median(results.licenseKey.map((run) => run.sandboxSeconds[command])).toFixed(1);
  return (
    `${resources} resources, median of ${runs} interleaved ${runs === 1 ? "run" : "runs"} on ${processors.length} cores ` +
    `(${processors[0]?.model ?? "unknown"}), Node ${process.versions.node}, Pulumi CLI ${engine.version}, SDK ${sdkVersion}, ` +
    `file backend. LicenseKey buys and reads from the sandbox, a process on the same machine that took ${sandbox("create")} s of ` +
    `processor time while creating and ${sandbox("previewRefresh")} s while refreshing; the no-ops send nothing.`
  );
}

function inSeconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

function row(
  title: string,
  of: (side: Side) => number,
  format: (value: number) => string,
  goal: Partial<Record<Side, number>> = {},
): string {
  const ratio = (side: Side): string => {
    const share = of("licenseKey") / of(side);
    const limit = goal[side];
    if (limit === undefined) return share.toFixed(2);
    return `${share.toFixed(2)} (goal ${limit.toFixed(2)}: ${share <= limit ? "met" : "missed"})`;
  };
  const values = (Object.keys(sides) as Side[]).map((side) => format(of(side)));
  return line([title, ...values, ratio("dynamicResource"), ratio("constantString")]);
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
