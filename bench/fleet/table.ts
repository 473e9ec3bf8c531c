/** What was measured, as it stands in the guide to fleets. */
import { cpus } from "node:os";

import type { Engine } from "pulumi-plesk/testing";

import { load } from "../machine";
import type { Measured } from "../measure";
import { commands, type Command } from "../sides";
import { line, median } from "../table";
import { plotOf, type Line } from "./plot";
import { account, steps, type Fleet, type Outcome, type Step } from "./simulate";

export interface Simulated {
  fleet: Fleet;
  outcomes: Record<Step, Outcome>;
}

/** What one stack was measured to take, by the number of its keys. */
export type Costs = ReadonlyMap<number, Measured[]>;

interface Results {
  simulated: readonly Simulated[];
  costs: Costs;
  keysOfEach: number;
  engine: Engine;
}

export function textOf(results: Results): string {
  const { simulated, costs, keysOfEach } = results;
  return [
    ...fleetTable(simulated),
    "",
    conditions(results),
    "",
    "![Processor seconds against the keys of one stack; a dashed line is the same keys in several stacks](../images/fleet-cost.svg)",
    "",
    ...costTable(costs, keysOfEach),
  ].join("\n");
}

function fleetTable(simulated: readonly Simulated[]): string[] {
  const rows = simulated.flatMap(({ fleet, outcomes }) =>
    (Object.keys(steps) as Step[]).map((step) => {
      const { wall, cpu, memory, requests, purchases } = outcomes[step];
      return [
        `${steps[step].title}, ${fleet.width} at a time`,
        ...[wall, cpu, memory / 1e6, requests, purchases].map((number) => number.toFixed(0)),
      ];
    }),
  );
  const head = [
    titleOf(simulated),
    "seconds",
    "processor seconds",
    "memory at most, MB",
    "requests",
    "purchases",
  ];
  return [line(head), line(["---", ...head.slice(1).map(() => "---:")]), ...rows.map(line)];
}

function titleOf(simulated: readonly Simulated[]): string {
  const [first] = simulated;
  return first === undefined ? "" : `${first.fleet.stacks} stacks of ${first.fleet.keysOfEach} keys`;
}

function costTable(costs: Costs, keysOfEach: number): string[] {
  const names = commandNames();
  const sizes = [...costs.keys()];
  return [
    line(["processor seconds of one stack", ...sizes.map((size) => `${size} keys`)]),
    line(["---", ...sizes.map(() => "---:")]),
    ...names.map((name) =>
      line([commands[name], ...sizes.map((size) => (cpuOf(costs, size, name) ?? NaN).toFixed(1))]),
    ),
    ...(costs.has(keysOfEach)
      ? [
          line([
            `${commands.create}, in stacks of ${keysOfEach}`,
            ...sizes.map((size) => splitOf(costs, keysOfEach, size)?.toFixed(1) ?? ""),
          ]),
        ]
      : []),
  ];
}

/** What a stack costs by its size, and what the same keys cost in several. */
export function costPlot(costs: Costs, keysOfEach: number): string {
  const lines = commandNames().map((name): Line => ({
    title: commands[name].replaceAll("`", ""),
    points: [...costs.keys()].map((size) => [size, cpuOf(costs, size, name) ?? 0] as const),
  }));
  const split = [...costs.keys()].flatMap((size) => {
    const seconds = splitOf(costs, keysOfEach, size);
    return seconds === undefined ? [] : [[size, seconds] as const];
  });
  const all =
    split.length < 2 ? lines : [...lines, { title: `create, in stacks of ${keysOfEach}`, points: split }];
  return plotOf({
    title: "What a stack costs by its size",
    x: "keys in one stack",
    y: "processor seconds of engine, program and provider",
    lines: all,
  });
}

/** So many stacks of the usual size as it takes; undefined for less than one. */
function splitOf(costs: Costs, keysOfEach: number, size: number): number | undefined {
  const one = cpuOf(costs, keysOfEach, "create");
  return one === undefined || size < keysOfEach ? undefined : one * Math.ceil(size / keysOfEach);
}

function cpuOf(costs: Costs, size: number, name: Command): number | undefined {
  const all = costs.get(size);
  return all === undefined ? undefined : median(all.map((measured) => measured[name].cpu));
}

export function elsewhereIn(simulated: readonly Simulated[], costs: Costs): number {
  return Math.max(
    ...simulated.flatMap(({ outcomes }) => Object.values(outcomes).map(({ elsewhere }) => elsewhere)),
    ...[...costs.values()]
      .flat()
      .flatMap((measured) => commandNames().map((name) => measured[name].elsewhere)),
  );
}

function commandNames(): Command[] {
  return Object.keys(commands) as Command[];
}

function conditions({ simulated, costs, engine }: Results): string {
  const [processor] = cpus();
  const runs = Math.max(...[...costs.values()].map(({ length }) => length));
  const mostPerSecond = Math.max(
    ...simulated.flatMap(({ outcomes }) => Object.values(outcomes).map((outcome) => outcome.mostPerSecond)),
  );
  return (
    `Taken on ${cpus().length} cores (${processor?.model.trim() ?? "unknown"}), ${load()} at the end, other work at most ` +
    `${elsewhereIn(simulated, costs).toFixed(2)} cores; Node ${process.versions.node}, Pulumi CLI ${engine.version}, file backend; ` +
    `the fleet once, each size of a stack ${runs === 1 ? "once" : `${runs} times, medians`}. The sandbox is a process of its own and is not counted; ` +
    `memory is that of all processes, each with what it shares. Programs run without Pulumi's type check (PULUMI_NODEJS_TRANSPILE_ONLY=true). The account's limits were ${account.maxInFlight} requests in flight and ` +
    `${account.requestsPerSecond} per second; within one second at most ${mostPerSecond} arrived.`
  );
}
