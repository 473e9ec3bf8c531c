// npm run soak: one process with the client and the server, so that whatever either leaves behind shows.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { anySeed, numberOption } from "../options";
import { soak } from "./soak";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** How much the memory may differ between a tenth of the requests and all of them, in MiB. */
const mostGrowth = 4;

/** In MiB: objects and buffers, without what is only waiting to be collected. */
function memoryInUse(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return Math.round(((heapUsed + external) / 2 ** 20) * 10) / 10;
}

async function main(): Promise<void> {
  const requests = numberOption("requests", 100_000);
  const seed = numberOption("seed", anySeed());
  console.log(`${requests} requests, --seed ${seed}`);
  const start = performance.now();
  const { outcomes, ...figures } = await soak({ requests, seed, memoryInUse });
  console.table(outcomes);
  console.log(JSON.stringify({ ...figures, seconds: Math.round((performance.now() - start) / 1000) }));
  const [first, last] = figures.memory;
  if (last - first <= mostGrowth && figures.left.length === 0) return;
  console.error("Memory has grown, or a socket or a timer is left");
  process.exitCode = 1;
}

void main();
