/**
 * LicenseKey beside two no-op dynamic resources with the same inputs and outputs, on the Pulumi CLI. Each run
 * measures all sides one after the other, in an order that rotates, so that a slow minute of the machine hits none alone.
 */
import { Command, InvalidArgumentError } from "commander";
import { findEngine, type Engine } from "pulumi-plesk/testing";

import { measure, sides, type Side } from "./measure";
import { conditions, tableOf, type Results } from "./table";

interface Options {
  resources: number;
  runs: number;
}

async function main(options: Options): Promise<void> {
  const engine = await realEngine();
  if (engine === undefined) return;
  const results: Results = { licenseKey: [], dynamicResource: [], constantString: [] };
  for (let run = 0; run < options.runs; run++) {
    for (const side of rotated(Object.keys(sides) as Side[], run)) {
      const measured = await measure(side, engine, options.resources);
      results[side].push(measured);
      const seconds = Object.entries(measured.seconds).map(
        ([name, value]) => `${name} ${value.toFixed(1)} s`,
      );
      console.log(
        `[bench] run ${run + 1}, ${sides[side]}: ${seconds.join(", ")}, ${measured.stateBytes} bytes`,
      );
    }
  }
  console.log(`\n${tableOf(results)}\n\n${conditions(engine, options.resources, results)}`);
}

/** The embedded engine keeps its state in another way, so its times would say nothing about Pulumi's. */
async function realEngine(): Promise<Engine | undefined> {
  try {
    const engine = await findEngine({ engine: "pulumi" });
    console.log(`[bench] ${engine.reason}`);
    return engine;
  } catch (error) {
    console.log(
      `[bench] Nothing is measured: ${error instanceof Error ? error.message : String(error)}. ` +
        "The benchmark needs the Pulumi CLI; the embedded engine's times would say nothing about it.",
    );
    return undefined;
  }
}

function rotated<T>(values: readonly T[], by: number): T[] {
  const start = by % values.length;
  return [...values.slice(start), ...values.slice(0, start)];
}

function count(highest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= highest) return value;
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${highest}.`);
  };
}

new Command("npm run bench --")
  .option("--resources <n>", "resources on each side", count(5000), 1000)
  .option("--runs <n>", "how often each side is measured; the median counts", count(9), 3)
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
