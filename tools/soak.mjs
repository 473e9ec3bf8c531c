// npm run soak: sets up what is missing, then sends requests to a server that misbehaves at random.
// Options: --requests <n> (default 100000), --seed <n> (default a random one, which is printed).
import { join } from "node:path";

import { root, run, setUp } from "./setup.mjs";

setUp();
process.exitCode = run(process.execPath, [
  join(root, "dist", "tools", "soak", "main.js"),
  ...process.argv.slice(2),
]);
