// Runs the stacks of all shards, so many at a time, and reports on them together.
// usage: node run.mjs up [shard ...] [--width 4] [--parallel 8] [--again] [--unlock]
//        node run.mjs plan|drift [shard ...] [--width 4] [--parallel 8] [what pulumi-plesk merge takes]
import { setMaxListeners } from "node:events";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";

import { paceOf, wholeNumber } from "./pace.mjs";
import { report } from "./report.mjs";
import { readShards } from "./shards.mjs";
import { up } from "./up.mjs";

const commands = { up, plan: report, drift: report };
const { positionals, values: options } = parseArgs({
  allowPositionals: true,
  options: {
    width: { type: "string", default: "4" },
    parallel: { type: "string", default: "8" },
    again: { type: "boolean", default: false },
    unlock: { type: "boolean", default: false },
    format: { type: "string", default: "text" },
    out: { type: "string" },
    prices: { type: "string" },
    all: { type: "boolean", default: false },
  },
});
const [command, ...named] = positionals;

try {
  if (!Object.hasOwn(commands, command)) throw new Error("usage: node run.mjs up|plan|drift [shard ...]");
  const all = readShards();
  for (const shard of named) if (!all.has(shard)) throw new Error(`There is no shards/${shard}.yaml`);
  const [width, parallel] = ["width", "parallel"].map((option) => wholeNumber(options, option));
  const folder = import.meta.dirname;
  const env = {
    ...paceOf(all, { width, env: process.env }),
    PLESK_LIMITS: readFileSync(join(folder, "limits.json"), "utf8"),
    PULUMI_PARALLEL: String(parallel),
  };
  process.exitCode = await commands[command]({
    ...options,
    // Of the folder in which the command is typed.
    ...Object.fromEntries(
      ["out", "prices"].flatMap((name) =>
        options[name] === undefined ? [] : [[name, resolve(options[name])]],
      ),
    ),
    command,
    width,
    parallel,
    files: [...all.keys()],
    // A stack that is named twice would be run twice at the same time.
    shards: named.length === 0 ? [...all.keys()] : [...new Set(named)],
    workspace: await LocalWorkspace.create({ workDir: folder, envVars: env }),
    ...stopping(),
  });
} catch ({ message }) {
  console.error(message);
  process.exitCode = 1;
}

/** No stack is begun any more, and those under way end what they have begun. */
function stopping() {
  const abort = new AbortController();
  // Each command that is run listens: Node.js would warn of more than ten.
  setMaxListeners(0, abort.signal);
  let hasStopped = false;
  // A terminal sends its signal to the engines too, and a second one would cut them off.
  process.on("SIGINT", () => (hasStopped = true));
  process.on("SIGTERM", () => {
    hasStopped = true;
    abort.abort();
  });
  return { signal: abort.signal, isStopping: () => hasStopped };
}
