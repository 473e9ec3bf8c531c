/** `npm start`: what pulumi-plesk does, shown in one go against the sandbox. Nothing real is touched. */
import { join } from "node:path";

import type { CommandError, EngineEvent } from "@pulumi/pulumi/automation";

import { findEngine, openStack, type OpenedStack } from "../testing/engine";
import { startSandbox, type Sandbox } from "../testing/sandbox";

const project = join(__dirname, "..", "..");
const items = ["PLESK-12-WEB-ADMIN-1M", "FT-PLESK-1-LANGUAGE-PACK-1M"];

async function tour(): Promise<void> {
  say(
    "pulumi-plesk: Plesk licences as code. This tour buys a licence key, but only in a sandbox on this machine.",
  );

  title("Which Pulumi engine");
  const engine = await findEngine({ install: true, log: say });
  say(engine.reason);

  title("The sandbox: Key Administrator Partner API 3.0 in miniature");
  const sandbox = await startSandbox();
  say(
    `It listens on ${sandbox.env.PLESK_PARTNER30_URL ?? sandbox.url}, rejects what the real system rejects, and keeps a ledger.`,
  );
  say(
    "The provider finds it through PLESK_PARTNER30_URL, _LOGIN and _PASSWORD, as it would find your account.",
  );

  const stack = await openStack({
    project,
    stack: "tour",
    engine,
    env: { ...sandbox.env },
    config: { "quickstart:items": JSON.stringify(items), "quickstart:nickname": "web-01" },
  });
  try {
    await steps(stack, sandbox);
  } finally {
    await stack.dispose();
    await sandbox.close();
  }
}

async function steps(stack: OpenedStack, sandbox: Sandbox): Promise<void> {
  title("1. pulumi up: the program declares one key, so one is bought");
  say(
    `The program is examples/quickstart/index.ts. The plan stands on the resource before anything is sent.`,
  );
  await show(stack.up({ onOutput: indented() }));

  title("2. pulumi up again: everything is as declared, so nothing is sent");
  const before = sandbox.ledger.mark();
  await show(stack.up({ expectNoChanges: true, onOutput: indented() }));
  say(`The ledger agrees: ${sandbox.ledger.since(before).length} requests.`);

  title("3. Somebody changes the key by hand");
  const [key] = sandbox.partner30.keys();
  if (key === undefined) throw new Error("the sandbox has no key after `up`");
  sandbox.partner30.change(key.keyId, { nickname: "do not touch" });
  say(`In the web interface the nickname of key ${key.keyId} is now "do not touch". Pulumi was not told.`);

  title("4. pulumi preview --refresh --expect-no-changes: the drift is found and named");
  const changes: string[] = [];
  const exitCode = await show(
    stack.preview({
      refresh: true,
      expectNoChanges: true,
      onOutput: indented(),
      onEvent: (event) => changes.push(...changedValues(event)),
    }),
  );
  for (const change of changes) say(`Changed: ${change}`);
  say(`Exit code ${exitCode}: this is how a pipeline notices. Nothing was changed.`);

  title("5. pulumi up --refresh: the key is healed with one request");
  await show(stack.up({ refresh: true, onOutput: indented() }));

  title("6. The ledger: every request that was sent, with what it did and what it cost");
  say(sandbox.ledger.format());

  title("7. pulumi destroy: the state is emptied, the paid key stays");
  say("Without onDelete nothing is destroyed unasked: the step reads delete[retain].");
  await show(stack.destroy({ onOutput: indented() }));
  say(
    `Key ${key.keyId} in the sandbox is still ${sandbox.partner30.key(key.keyId).terminated ? "terminated" : "alive"}.`,
  );

  title("Done");
  say(
    "The sandbox and its state are gone. The README goes on from here: your own account needs configuration only.",
  );
}

/** What the changed inputs of an update are and will be. */
function changedValues({ resourcePreEvent: event }: EngineEvent): string[] {
  if (event?.metadata.op !== "update") return [];
  const { old, new: fresh, diffs = [] } = event.metadata;
  return diffs.map(
    (property) =>
      `${property}: ${JSON.stringify(old?.inputs[property])} -> ${JSON.stringify(fresh?.inputs[property])}`,
  );
}

/** Waits for a command whose output is shown as it comes, and returns its exit code. */
async function show(command: Promise<unknown>): Promise<number> {
  try {
    await command;
    return 0;
  } catch (error) {
    const exitCode = exitCodeOf(error);
    if (exitCode === expectedChanges) return exitCode;
    throw error;
  }
}

/** What both engines exit with when changes are found where none were expected. */
const expectedChanges = 7;

function exitCodeOf(error: unknown): number | undefined {
  const { commandResult } = error as {
    commandResult?: { err?: { exitCode?: number } };
  } & Partial<CommandError>;
  return commandResult?.err?.exitCode;
}

/** Prints an engine's output below its command, without progress dots and blank lines. */
function indented(): (chunk: string) => void {
  let rest = "";
  return (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "" && !line.startsWith("@ ")) console.log(`    ${line}`);
  };
}

function title(text: string): void {
  console.log(`\n== ${text}`);
}

function say(text: string): void {
  for (const line of text.split("\n")) console.log(`  ${line}`);
}

tour().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
