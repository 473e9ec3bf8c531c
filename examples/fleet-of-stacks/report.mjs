import { execFile } from "node:child_process";
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { overAll, prepare, reasonOf } from "./queue.mjs";

/** `drift` or `plan` of each stack, each in a file of reports/, then all of them as one report. */
export async function report(options) {
  const { command, shards, workspace } = options;
  const folder = join(workspace.workDir, "reports", command);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const fileFor = (shard) => join(folder, `${shard}.json`);
  const passed = ["format", "out", "prices"].flatMap((name) =>
    options[name] === undefined ? [] : [`--${name}`, options[name]],
  );
  await assertMerges(join(folder, "none.json"), options);
  await prepare(options);
  const refresh = command === "plan" ? ["--refresh"] : [];
  const outcomes = await overAll(options, async (shard) => {
    const output = ["--format", "json", "--out", fileFor(shard)];
    const { stdout, stderr } = await pulumiPlesk([command, ...refresh, "--stack", shard, ...output], options);
    if (!existsSync(fileFor(shard))) throw new Error(stderr.trim());
    return stdout.trim().split(": ").at(-1);
  });
  const reasons = new Map(outcomes.map(({ shard, error }) => [shard, error && reasonOf(error)]));
  for (const shard of shards)
    if (!existsSync(fileFor(shard)))
      writeFileSync(
        fileFor(shard),
        JSON.stringify(nothingOf(command, shard, reasons.get(shard) ?? "not looked at")),
      );
  const all = options.all ? ["--all"] : [];
  // What was looked at is reported too where the rest was cancelled.
  const { code, stdout, stderr } = await pulumiPlesk(["merge", ...passed, ...all, ...shards.map(fileFor)], {
    workspace,
  });
  process.stderr.write(stderr);
  process.stdout.write(stdout);
  return code;
}

/**
 * What is wrong with the options is said before an hour is spent on looking. An earlier report does not stay: who
 * publishes the file of a run that fails would show that one.
 */
async function assertMerges(file, { command, workspace, format, prices, out }) {
  // A link such as /dev/stdout is not ours.
  if (out !== undefined && (lstatSync(out, { throwIfNoEntry: false })?.isFile() ?? true)) {
    closeSync(openSync(out, "a"));
    rmSync(out);
  }
  writeFileSync(file, JSON.stringify(nothingOf(command, "none", "not looked at")));
  const priced = prices === undefined ? [] : ["--prices", prices];
  const { stdout, stderr } = await pulumiPlesk(["merge", "--format", format, ...priced, file], { workspace });
  rmSync(file);
  if (stdout === "") throw new Error(stderr.trim());
}

/** What cannot be looked at is no less a part of the whole; the systems of the others were asked. */
function nothingOf(command, stack, problem) {
  const found = { counts: {}, marks: {}, resources: [], otherChanges: 0, problems: [problem] };
  return { version: 1, command, project: "plesk-fleet", stack, refreshed: true, exitCode: 1, ...found };
}

function pulumiPlesk(args, { workspace, signal }) {
  const manifest = createRequire(import.meta.url).resolve("pulumi-plesk/package.json");
  const main = join(dirname(manifest), JSON.parse(readFileSync(manifest, "utf8")).bin["pulumi-plesk"]);
  const env = { ...process.env, ...workspace.envVars };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [main, ...args],
      { cwd: workspace.workDir, env, signal, maxBuffer: Infinity },
      (error, stdout, stderr) => {
        // Of one that was cancelled or killed, the code is a word or missing.
        const code = error === null ? 0 : error.code;
        resolve({ code: Number.isInteger(code) ? code : 1, stdout, stderr });
      },
    );
  });
}
