import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { hostname } from "node:os";
import { join } from "node:path";

import { Stack } from "@pulumi/pulumi/automation/index.js";

import { overAll, prepare } from "./queue.mjs";
import { fileOf } from "./shards.mjs";

/** Makes all stacks what their files declare. What was done already is known from the engine alone, and is not run again. */
export async function up(options) {
  const { shards, workspace, again } = options;
  const written = await prepare(options);
  const sums = {};
  let skipped = 0;
  const outcomes = await overAll(options, async (shard) => {
    const stack = await open(shard, workspace);
    const message = `declared ${digestOf(shard, workspace.workDir)}`;
    if (!again && (await isDone(stack, message, written.get(shard)))) {
      skipped += 1;
      return "is done already";
    }
    const { summary } = await run(stack, message, options);
    const changes = summary.resourceChanges ?? {};
    for (const [change, number] of Object.entries(changes)) sums[change] = (sums[change] ?? 0) + number;
    return countsOf(changes);
  });
  const failed = outcomes.filter(({ error }) => error !== undefined);
  const left = shards.length - outcomes.length;
  console.log(
    `${shards.length} stacks: ${outcomes.length - skipped - failed.length} run (${countsOf(sums)}), ` +
      `${skipped} done already, ${failed.length} failed, ${left} not begun`,
  );
  const locked = failed.filter(({ error }) => isLocked(error)).map(({ shard }) => shard);
  if (locked.length > 0)
    console.log(
      `\nLocked: ${locked.join(", ")}. A run of them goes on somewhere, or was killed. Make sure that nobody is at work on\n` +
        `them. Then this goes on where they stopped, and nothing is bought twice:\n\n    node run.mjs up --unlock ${locked.join(" ")}`,
    );
  return failed.length + left === 0 ? 0 : 1;
}

/** Selected for this process only: what a folder has selected stands in one file, which all would write at once. */
function open(shard, workspace) {
  return Stack.select(shard, Object.assign(Object.create(workspace), { selectStack: async () => {} }));
}

/**
 * Whether the engine's history ends with a run of what is declared now, and nobody has written to the state since: a run
 * that was killed is not in the history, but it has written.
 */
async function isDone(stack, message, written) {
  if (written === undefined) return false;
  const [last] = await stack.history(1, 1, false);
  const isOfThis = last?.kind === "update" && last.result === "succeeded" && last.message === message;
  if (!isOfThis) return false;
  // Older is what a copy from before that run left, by pulumi stack import. Times in the history are whole seconds, and a
  // run may count from when it was asked for.
  const at = Date.parse(written);
  return at >= last.startTime.getTime() - 10_000 && at <= last.endTime.getTime() + 1000;
}

/** What makes a stack what it is: its file, its configuration, the program, and the version of the provider. */
function digestOf(shard, folder) {
  const program = [folder, join(folder, "..", "gitops", "fleet")].flatMap((each) =>
    readdirSync(each)
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(each, file)),
  );
  const provider = createRequire(import.meta.url).resolve("pulumi-plesk/package.json");
  const settings = ["Pulumi.yaml", `Pulumi.${shard}.yaml`].map((name) => join(folder, name));
  const files = [fileOf(shard), ...settings, ...program, provider];
  const hash = createHash("sha256");
  for (const file of files) if (existsSync(file)) hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 16);
}

async function run(stack, message, { parallel, signal, unlock }) {
  const asked = { message, parallel, signal };
  try {
    return await stack.up(asked);
  } catch (error) {
    if (!unlock || !isLocked(error)) throw error;
    assertEnded(stack.name, error);
  }
  await stack.cancel();
  await stack.refresh({ clearPendingCreates: true, signal });
  return await stack.up(asked);
}

function isLocked({ message }) {
  return /stack is currently locked|Another update is currently in progress/.test(message);
}

/** Who holds a lock of a file backend, its message says; an engine that still runs here would go on without its lock. */
function assertEnded(shard, { message }) {
  for (const [, host, id] of message.matchAll(/@(\S+) \(pid (\d+)\)/g))
    if (host === hostname() && isAlive(Number(id)))
      throw new Error(
        `process ${id} holds its lock and runs: wait for its end. If it is no engine: pulumi cancel --stack ${shard}`,
      );
}

function isAlive(id) {
  try {
    return process.kill(id, 0);
  } catch ({ code }) {
    // It is somebody else's.
    return code === "EPERM";
  }
}

function countsOf(changes) {
  return (
    Object.entries(changes)
      .map(([change, number]) => `${number} ${change}`)
      .join(", ") || "nothing"
  );
}
