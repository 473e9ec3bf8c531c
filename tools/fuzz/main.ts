// npm run fuzz: a worker decodes, and this thread sees that it goes on and how much memory it takes.
import { join } from "node:path";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

import { anySeed, numberOption } from "../options";
import { fuzz, type Figures } from "./fuzz";

interface Work {
  from: number;
  count: number;
  seed: number;
  /** The number of the body that is being decoded. */
  at: SharedArrayBuffer;
}

/** One body takes a millisecond. */
const longestMs = 20_000;

/** In MiB: of the worker's heap, and of the whole process. */
const mostHeap = 256;
const mostMemory = 768;

function main(): void {
  const work: Work = {
    from: numberOption("from", 0),
    count: numberOption("count", 1_000_000),
    seed: numberOption("seed", anySeed()),
    at: new SharedArrayBuffer(4),
  };
  const start = performance.now();
  console.log(`${work.count} bodies over all decoders, --seed ${work.seed}`);
  const worker = new Worker(__filename, {
    workerData: work,
    resourceLimits: { maxOldGenerationSizeMb: mostHeap },
  });
  const watch = watchHangs(new Int32Array(work.at));
  worker.once("message", (figures: Figures) => {
    report(figures, performance.now() - start);
  });
  worker.once("error", (error) => {
    console.error(error);
    process.exitCode = 1;
  });
  worker.once("exit", () => {
    clearInterval(watch);
  });
}

function watchHangs(at: Int32Array): NodeJS.Timeout {
  let seen = -1;
  return setInterval(() => {
    const now = at[0] ?? 0;
    if (now === seen) {
      console.error(`Body ${now} takes longer than ${longestMs / 1000} s`);
      process.exit(1);
    }
    seen = now;
  }, longestMs);
}

function report({ outcomes, ...figures }: Figures, milliseconds: number): void {
  console.table(outcomes);
  console.log(JSON.stringify({ ...figures, seconds: Math.round(milliseconds / 1000) }));
  if (figures.memory <= mostMemory) return;
  console.error(`More memory than the ${mostMemory} MiB that bodies of this size should take`);
  process.exitCode = 1;
}

async function decodeInWorker({ at, ...work }: Work): Promise<void> {
  const fixtures = join(process.cwd(), "test", "fixtures");
  const counter = new Int32Array(at);
  const figures = await fuzz({ ...work, fixtures }, (index) => {
    counter[0] = index;
  });
  parentPort?.postMessage(figures);
}

if (isMainThread) main();
else void decodeInWorker(workerData as Work);
