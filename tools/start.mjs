// npm start: sets up what is missing, then takes the tour.
import { join } from "node:path";

import { root, run, setUp } from "./setup.mjs";

setUp();
process.exitCode = run(process.execPath, [join(root, "dist", "tools", "tour.js")]);
