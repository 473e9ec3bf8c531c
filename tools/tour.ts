/** `npm start`: what pulumi-plesk does, shown in one go against the sandbox. Nothing real is touched. */
import { join } from "node:path";

import type { CommandError, EngineEvent } from "@pulumi/pulumi/automation";

import { findEngine, openStack, type OpenedStack } from "pulumi-embedded-engine";
import { startSandbox, type Sandbox } from "plesk-sandbox";

const project = join(__dirname, "..", "..");
const items = ["PLESK-12-WEB-ADMIN-1M", "FT-PLESK-1-LANGUAGE-PACK-1M"];

async function tour(): Promise<void> {
  say(
    "pulumi-plesk: Plesk licences and plan bindings as code. This tour buys a licence key, binds two subscriptions to plans and orders two licence upgrades, but only in a sandbox on this machine.",
  );

  title("Which Pulumi engine");
  const engine = await findEngine({ install: true, log: say });
  say(engine.reason);

  title("The sandbox: Key Administrator, FlexCloud and two Plesk servers in miniature");
  const sandbox = await startSandbox();
  say(
    `It listens on ${sandbox.env.PLESK_PARTNER30_URL ?? sandbox.url}, rejects what the real system rejects, and keeps a ledger. While this tour runs, a browser shows it at ${sandbox.url}/`,
  );
  say(
    "The provider finds it through PLESK_PARTNER30_URL, _LOGIN and _PASSWORD, as it would find your account, and the other systems through PLESK_PARTNER10_URL, PLESK_FLEX_CLOUD_URL, PLESK_SERVER_ALPHA_URL and so on.",
  );

  const shared = { stack: "tour", engine, env: { ...sandbox.env } };
  const keys = { "quickstart:items": JSON.stringify(items), "quickstart:nickname": "web-01" };
  const bindings = {
    "plesk-plan-bindings:server": "alpha",
    "plesk-plan-bindings:shop": shop,
    "plesk-plan-bindings:blog": "custom.alpha.example",
  };
  const upgrades = {
    "plesk-license-upgrades:key": upgradedKey,
    "plesk-license-upgrades:cloudServer": cloudServer,
    "plesk-license-upgrades:pleskServer": "alpha",
  };
  try {
    await onStack({ ...shared, project, config: keys }, (stack) => licenceKey(stack, sandbox));
    const planBinding = join(project, "examples", "plan-binding");
    await onStack({ ...shared, project: planBinding, config: bindings }, (stack) =>
      planBindings(stack, sandbox),
    );
    const licenseUpgrade = join(project, "examples", "license-upgrade");
    await onStack({ ...shared, project: licenseUpgrade, config: upgrades }, (stack) =>
      licenceUpgrades(stack, sandbox),
    );
  } finally {
    await sandbox.close();
  }

  title("Done");
  say(
    "The sandbox and its states are gone. docs/get-started.md goes on from here: your own account needs configuration only.",
  );
  say(
    "To look at a sandbox and change things by hand: npx plesk-sandbox --port 4010, then open http://127.0.0.1:4010/ in a browser.",
  );
}

async function onStack(
  options: Parameters<typeof openStack>[0],
  steps: (stack: OpenedStack) => Promise<void>,
): Promise<void> {
  const stack = await openStack(options);
  try {
    await steps(stack);
  } finally {
    await stack.dispose();
  }
}

async function licenceKey(stack: OpenedStack, sandbox: Sandbox): Promise<void> {
  title("1. pulumi up: the program declares one key, so one is bought");
  say(
    `The program is examples/quickstart/index.ts. The plan stands on the resource before anything is sent.`,
  );
  await show(stack.up({ onOutput: indent() }));

  title("2. pulumi up again: everything is as declared, so nothing is sent");
  const before = sandbox.ledger.mark();
  await show(stack.up({ expectNoChanges: true, onOutput: indent() }));
  say(`The ledger agrees: ${sandbox.ledger.since(before).length} requests.`);

  title("3. Somebody changes the key by hand");
  const [key] = sandbox.partner30.keys();
  if (key === undefined) throw new Error("the sandbox has no key after `up`");
  sandbox.partner30.change(key.keyId, { nickname: "do not touch" });
  say(`In the web interface the nickname of key ${key.keyId} is now "do not touch". Pulumi was not told.`);

  title("4. pulumi preview --refresh --expect-no-changes: the drift is found and named");
  await showDrift(stack);

  title("5. pulumi up --refresh: the key is healed with one request");
  await show(stack.up({ refresh: true, onOutput: indent() }));

  title("6. The ledger: every request that was sent, with what it did and what it cost");
  say(sandbox.ledger.format());

  title("7. pulumi destroy: the state is emptied, the paid key stays");
  say("Without onDelete nothing is destroyed unasked: the step reads delete[retain].");
  await show(stack.destroy({ onOutput: indent() }));
  say(
    `Key ${key.keyId} in the sandbox is still ${sandbox.partner30.key(key.keyId).terminated ? "terminated" : "alive"}.`,
  );
}

/** A seeded subscription of the sandbox's server alpha. */
const shop = "synced.alpha.example";

async function planBindings(stack: OpenedStack, sandbox: Sandbox): Promise<void> {
  title("8. pulumi up of examples/plan-binding: two subscriptions of the Plesk server alpha get their plans");
  const start = sandbox.ledger.mark();
  await show(stack.up({ onOutput: indent() }));

  title("9. Somebody moves one of them to another plan, and pulumi preview --refresh finds it");
  const server = sandbox.plesk.server("alpha");
  server.setPlan(shop, server.plan("Premium").guid);
  await showDrift(stack);

  title("10. pulumi up --refresh: the subscription is switched back and read again; the ledger shows it all");
  await show(stack.up({ refresh: true, onOutput: indent() }));
  say(sandbox.ledger.format({ since: start }));
  await show(stack.destroy({ onOutput: indent() }));
}

/** A seeded key and a seeded cloud server of the sandbox. */
const upgradedKey = "PLSK.10000001";
const cloudServer = "test_server_0013";

async function licenceUpgrades(stack: OpenedStack, sandbox: Sandbox): Promise<void> {
  title("11. pulumi up of examples/license-upgrade: two plans for a key, and an add-on for a cloud server");
  say(
    "FlexCloud only accepts the order, and works on it for three seconds here: the resource is there when Plesk's own key shows the add-on.",
  );
  sandbox.flexCloud.change(cloudServer, { upgradeMs: 3000 });
  const start = sandbox.ledger.mark();
  await show(stack.up({ onOutput: indent() }));

  title("12. Somebody takes the power pack off the key, and pulumi preview --refresh finds it");
  sandbox.partner10.removeFeature(upgradedKey, "PLESK_POWER_PACK");
  await showDrift(stack);

  title("13. pulumi up --refresh: only what is missing is ordered again; the ledger shows each charge");
  await show(stack.up({ refresh: true, onOutput: indent() }));
  say(sandbox.ledger.format({ since: start }));

  title("14. pulumi destroy: onDelete takes the plans off the key, the last one first; the add-on stays");
  await show(stack.destroy({ onOutput: indent() }));
  say(`Key ${upgradedKey} has ${sandbox.partner10.featuresOf(upgradedKey).join(", ")} again.`);
}

/** A preview that finds what was changed by hand. */
async function showDrift(stack: OpenedStack): Promise<void> {
  const changes: string[] = [];
  const exitCode = await show(
    stack.preview({
      refresh: true,
      expectNoChanges: true,
      onOutput: indent(),
      onEvent: (event) => changes.push(...changedValues(event)),
    }),
  );
  for (const change of changes) say(`Changed: ${change}`);
  say(`Exit code ${exitCode}: this is how a pipeline notices. Nothing was changed.`);
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
function indent(): (chunk: string) => void {
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
