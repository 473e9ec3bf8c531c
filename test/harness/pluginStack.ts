/** Programs of all languages on the Pulumi CLI, with the plugin installed into a home of their own. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { LocalWorkspace, PulumiCommand, type EngineEvent, type Stack } from "@pulumi/pulumi/automation";
import { startSandbox, type Sandbox, type SandboxOptions } from "plesk-sandbox";

import { isOnPath } from "../../engine/src/find";
import { version } from "../../provider/schema.json";

const root = join(__dirname, "..", "..");

/** The plugin as it is built, the file that Node runs. */
export const pluginFile = join(root, "dist", "plugin", "pulumi-resource-plesk");

export interface PluginStack {
  stack: Stack;
  sandbox: Sandbox;
  folder: string;
  env: Record<string, string>;
  /** Runs the Pulumi CLI in the program's folder. */
  pulumi(...args: string[]): string;
  /** The same while the sandbox goes on: what asks for it has to be waited for so. */
  start(...args: string[]): Running;
  /** What executed since the last call, one word for each operation. */
  changes(): string[];
  /** The messages of a command on resources, as `severity: text`. */
  messages(events: readonly EngineEvent[]): string[];
}

export interface Running {
  process: ChildProcess;
  /** With everything that it printed. */
  finished: Promise<{ ok: boolean; text: string }>;
}

export interface PluginStackOptions {
  /** A folder whose files are copied. */
  project: string;
  config?: Record<string, string>;
  sandbox?: SandboxOptions;
  /** More environment, which may replace what is set. */
  env?: Record<string, string>;
  /** How the plugin comes to be found. Default: installed from an archive. */
  install?: (stack: Pick<PluginStack, "folder" | "env" | "pulumi">) => void;
}

/** Runs work beside a sandbox and in a folder of its own, and removes both. */
export async function withPluginStack(
  { project, config = {}, sandbox: world, env: more = {}, install = installFromArchive }: PluginStackOptions,
  work: (stack: PluginStack) => Promise<void>,
): Promise<void> {
  const base = mkdtempSync(join(tmpdir(), "plesk-plugin-"));
  const sandbox = await startSandbox(world);
  const started: ChildProcess[] = [];
  try {
    const folder = join(base, "program");
    cpSync(project, folder, { recursive: true });
    const [home, backend] = ["home", "backend"].map((name) => join(base, name)) as [string, string];
    for (const made of [home, backend]) mkdirSync(made, { recursive: true });
    const env = {
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: pathToFileURL(backend).href,
      PULUMI_CONFIG_PASSPHRASE: "plesk",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      ...sandbox.env,
      ...more,
    };
    const pulumi = (...args: string[]): string =>
      execFileSync("pulumi", args, { cwd: folder, env: { ...process.env, ...env }, encoding: "utf8" });
    const start: PluginStack["start"] = (...args) => {
      const running = spawn("pulumi", args, {
        cwd: folder,
        env: { ...process.env, ...env },
        stdio: ["ignore", "pipe", "pipe"],
      });
      started.push(running);
      let text = "";
      for (const stream of [running.stdout, running.stderr])
        stream.setEncoding("utf8").on("data", (part: string) => (text += part));
      const finished = once(running, "close").then(([status]) => ({ ok: status === 0, text }));
      return { process: running, finished };
    };
    install({ folder, env, pulumi });
    const stack = await LocalWorkspace.createOrSelectStack(
      { stackName: "dev", workDir: folder },
      { envVars: env, pulumiCommand: await PulumiCommand.get() },
    );
    for (const [key, value] of Object.entries(config)) await stack.setConfig(key, { value });
    let seen = 0;
    const changes = (): string[] => {
      const done = sandbox.ledger.changes({ since: seen });
      seen = sandbox.ledger.mark();
      return done.map(({ operations }) => operations.join("+"));
    };
    await work({ stack, sandbox, folder, env, pulumi, start, changes, messages: messagesOn });
  } finally {
    for (const each of started) each.kill("SIGKILL");
    await sandbox.close();
    rmSync(base, { recursive: true, force: true });
  }
}

/** As a user without a network does. */
export function installFromArchive({ env, pulumi }: Pick<PluginStack, "env" | "pulumi">): void {
  const archive = join(env.PULUMI_HOME ?? "", "plesk.tgz");
  execFileSync("tar", ["-czf", archive, "-C", join(pluginFile, ".."), "pulumi-resource-plesk"]);
  pulumi("plugin", "install", "resource", "plesk", version, "--file", archive);
}

function messagesOn(events: readonly EngineEvent[]): string[] {
  return events.flatMap(({ diagnosticEvent: event }) =>
    event?.urn === undefined || event.ephemeral ? [] : [`${event.severity}: ${event.message.trim()}`],
  );
}

/** Why a program of a language cannot run here; undefined where it can. */
export function missingFor(language: string): string | undefined {
  return missingOf("pulumi", `pulumi-language-${language}`);
}

/** Which of the programs is not on PATH, in words; undefined where all are. */
export function missingOf(...programs: string[]): string | undefined {
  const missing = programs.find((name) => !isOnPath(name));
  return missing === undefined ? undefined : `there is no ${missing} on PATH`;
}

/** A test that needs the Pulumi CLI and a language's host; where there is none it is skipped, with the reason in its name. */
export function onPulumi(language: string, name: string, work: () => Promise<void>, timeout = 300_000): void {
  const missing = missingFor(language);
  if (missing === undefined) test(name, work, timeout);
  else test.skip(`${name} (${missing})`, () => undefined);
}
