// npm run bench: sets up what is missing, compiles the benchmark and runs it.
// Options: --resources <n> (default 1000), --runs <n> (default 3); --fleet measures many stacks instead of many resources.
import { join } from "node:path";

import { root, run, setUp } from "../tools/setup.mjs";

setUp();
const options = process.argv.slice(2);
const main = options.includes("--fleet") ? join("fleet", "main.js") : "main.js";
process.exitCode =
  run("tsc", ["-p", "bench"]) || run(process.execPath, [join(root, "dist", "bench", main), ...options]);
