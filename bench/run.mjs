// npm run bench: sets up what is missing, compiles the benchmark and runs it.
// Options: --resources <n> (default 1000), --runs <n> (default 3).
import { join } from "node:path";

import { root, run, setUp } from "../tools/setup.mjs";

setUp();
process.exitCode =
  run("tsc", ["-p", "bench"]) ||
  run(process.execPath, [join(root, "dist", "bench", "main.js"), ...process.argv.slice(2)]);
