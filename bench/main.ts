/**
 * LicenseKey, through both doors, beside two no-op dynamic resources with the same inputs and outputs and, where it is
 * there, Terraform. Each run measures all sides one after the other, in an order that rotates, so that a slow minute of
 * the machine hits none alone.
 */
import { resolve } from "node:path";

import { Command as CommandLine } from "commander";

import { count, print, realEngine, writeMeasured } from "./command";
import { load } from "./machine";
import { measure } from "./measure";
import { sentencesOnReads } from "./reads";
import { commands, measurable, sides, type Command, type SideName } from "./sides";
import { conditions, doubtOf, tableOf, type Results } from "./table";

interface Options {
  resources: number;
  runs: number;
  earlier?: string;
  write: boolean;
}

async function main({ resources, runs, earlier, write }: Options): Promise<void> {
  const engine = await realEngine({ write });
  if (engine === undefined) return;
  const { names, missing } = measurable({ earlier });
  for (const reason of missing) print(`not measured: ${reason}`);
  const reads = await sentencesOnReads();
  print(reads);
  const results: Results = {};
  for (let run = 0; run < runs; run++)
    for (const name of rotated(names, run)) {
      const measured = await measure(sides[name], { engine, resources, earlier });
      (results[name] ??= []).push(measured);
      const times = (Object.keys(commands) as Command[]).map(
        (command) =>
          `${command} ${measured[command].cpu.toFixed(1)} (${measured[command].wall.toFixed(1)} on the clock)`,
      );
      print(`run ${run + 1}, ${sides[name].title}, processor seconds: ${times.join(", ")}; ${load()}`);
    }
  const text = `${tableOf(results)}\n${reads}\n\n${conditions({ engine, resources, earlier }, results)}`;
  console.log(`\n${text}\n`);
  const doubt = doubtOf(results);
  if (doubt !== undefined) print(`These figures are not to be believed: ${doubt}.`);
  if (write && doubt === undefined) writeMeasured("docs/benchmarks.md", text);
  else if (write) throw new Error("docs/benchmarks.md stays as it is");
}

function rotated(values: readonly SideName[], by: number): SideName[] {
  const start = by % values.length;
  return [...values.slice(start), ...values.slice(0, start)];
}

new CommandLine("npm run bench --")
  .option("--resources <n>", "resources on each side", count(5000), 1000)
  .option("--runs <n>", "how often each side is measured; the median counts", count(9), 3)
  .option("--earlier <folder>", "measure an earlier version too: its checkout, built", (folder) =>
    resolve(folder),
  )
  .option("--write", "write the figures into docs/benchmarks.md, if the machine was quiet", false)
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
