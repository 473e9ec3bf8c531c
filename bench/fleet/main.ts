/**
 * npm run bench -- --fleet: many stacks of equal size against one sandbox, one at a time and several, and what one stack
 * costs by its size.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { Command as CommandLine } from "commander";

import { count, print, realEngine, root, writeMeasured } from "../command";
import { load } from "../machine";
import { measure } from "../measure";
import { sides } from "../sides";
import { quietCores } from "../table";
import { simulate } from "./simulate";
import { costPlot, elsewhereIn, textOf, type Costs, type Simulated } from "./table";

interface Options {
  stacks: number;
  keys: number;
  widths: number[];
  sizes: number[];
  runs: number;
  write: boolean;
}

const picture = "docs/images/fleet-cost.svg";

async function main({ stacks, keys, widths, sizes, runs, write }: Options): Promise<void> {
  const engine = await realEngine({ write });
  if (engine === undefined) return;
  const simulated: Simulated[] = [];
  for (const width of widths) {
    print(`${stacks} stacks of ${keys} keys, ${width} at a time; ${load()}`);
    const fleet = { stacks, keysOfEach: keys, width };
    simulated.push({ fleet, outcomes: await simulate(fleet) });
  }
  const costs: Costs = new Map(sizes.map((size) => [size, []]));
  for (let run = 0; run < runs; run++)
    for (const size of sizes) {
      const measured = await measure(sides.licenseKey, { engine, resources: size });
      costs.get(size)?.push(measured);
      print(
        `run ${run + 1}, one stack of ${size} keys: ${measured.create.cpu.toFixed(1)} processor seconds to create; ${load()}`,
      );
    }
  const text = textOf({ simulated, costs, keysOfEach: keys, engine });
  console.log(`\n${text}\n`);
  const elsewhere = elsewhereIn(simulated, costs);
  const doubt =
    elsewhere > quietCores ? `other work took up to ${elsewhere.toFixed(2)} cores meanwhile` : undefined;
  if (doubt !== undefined) print(`These figures are not to be believed: ${doubt}.`);
  if (write && doubt !== undefined) throw new Error("docs/guides/fleets.md stays as it is");
  if (!write) return;
  writeFileSync(join(root, picture), costPlot(costs, keys));
  writeMeasured("docs/guides/fleets.md", text);
}

function list(highest: number): (text: string) => number[] {
  return (text) => text.split(",").map(count(highest));
}

new CommandLine("npm run bench --")
  .requiredOption("--fleet", "measure stacks of a fleet")
  .option("--stacks <n>", "stacks of the fleet", count(500), 50)
  .option("--keys <n>", "keys of each stack", count(1000), 200)
  .option("--widths <n,n>", "how many stacks run at a time", list(16), [1, 4])
  .option(
    "--sizes <n,n>",
    "keys of one stack, for what it costs by its size",
    list(2000),
    [50, 100, 200, 400, 800],
  )
  .option("--runs <n>", "how often each size is measured; the median counts", count(9), 3)
  .option("--write", "write figures and plot into docs/guides/fleets.md, if the machine was quiet", false)
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
