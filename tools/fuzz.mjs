// npm run fuzz: sets up what is missing, then gives bodies that nobody should send to everything that reads.
// Options: --count <n> (default 1000000), --from <n> (the first body; default 0), --seed <n> (default a random one, which is printed).
import { join } from "node:path";

import { root, run, setUp } from "./setup.mjs";

setUp();
process.exitCode = run(process.execPath, [
  join(root, "dist", "tools", "fuzz", "main.js"),
  ...process.argv.slice(2),
]);
