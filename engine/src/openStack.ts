/** A stack of a project, on whichever engine there is, as the Automation API's own `Stack`. */

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parse, stringify } from "yaml";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { findEngine, type Engine, type EngineKind } from "./find";

/** Which stack of which project, and what it runs with. */
export interface OpenStackOptions {
  /** The folder with Pulumi.yaml. Nothing is written into it. */
  project: string;
  /** Default "dev". */
  stack?: string;
  /** Default "auto". */
  engine?: Engine | "auto" | EngineKind;
  /** Where state, settings and configuration of the stack are kept. Default: a temporary folder. */
  stateDir?: string;
  /** Configuration by key; a plain string is not secret. */
  config?: Record<string, string | { value: string; secret?: boolean }>;
  /** Environment of the program and its providers, on top of that of this process. */
  env?: Record<string, string>;
}

/** A stack, the engine that it runs on, and where its files are. */
export type OpenedStack = Stack & {
  readonly engine: Engine;
  readonly stateDir: string;
  /** Removes what openStack made: the temporary folder. It does not destroy the stack's resources. */
  dispose(): Promise<void>;
};

/** Only for states that live as long as a test; give PULUMI_CONFIG_PASSPHRASE in `env` for anything else. */
const TEST_PASSPHRASE = "pulumi-plesk-testing";

/** Creates the stack where it is not there yet, and sets its configuration. */
export async function openStack(options: OpenStackOptions): Promise<OpenedStack> {
  const { engine: wanted = "auto" } = options;
  const engine = typeof wanted === "object" ? wanted : await findEngine({ engine: wanted });
  const stateDir = resolve(options.stateDir ?? mkdtempSync(join(tmpdir(), "pulumi-plesk-")));
  const workDir = prepareWorkspace(resolve(options.project), stateDir);
  const envVars = { ...environment(stateDir), ...options.env };
  const stackName = options.stack ?? "dev";
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName, workDir },
    { pulumiCommand: engine.command, envVars },
  );
  const config = Object.entries(options.config ?? {}).map(
    ([key, value]) => [key, typeof value === "string" ? { value } : value] as const,
  );
  if (config.length > 0) await stack.setAllConfig(Object.fromEntries(config));
  const dispose = (): Promise<void> => {
    if (!options.stateDir) rmSync(stateDir, { recursive: true, force: true });
    return Promise.resolve();
  };
  return Object.assign(stack, { engine, stateDir, dispose });
}

/**
 * A workspace of its own, with a copy of Pulumi.yaml whose `main` is absolute: program and providers run inside the
 * project, where node_modules and tsconfig.json are, but the stack's settings file does not lie there, and two tests
 * with one project and one stack name do not meet.
 */
function prepareWorkspace(project: string, stateDir: string): string {
  const workDir = join(stateDir, "workspace");
  for (const folder of [workDir, join(stateDir, "backend"), join(stateDir, "home")])
    mkdirSync(folder, { recursive: true });
  const file = join(project, "Pulumi.yaml");
  if (!existsSync(file)) throw new Error(`there is no Pulumi.yaml in ${project}`);
  const settings = parse(readFileSync(file, "utf8")) as { main?: string };
  const main = resolve(project, settings.main ?? ".");
  writeFileSync(join(workDir, "Pulumi.yaml"), stringify({ ...settings, main }));
  return workDir;
}

function environment(stateDir: string): Record<string, string> {
  // The executable for dynamic providers comes with the SDK; the CLI looks for it on PATH.
  const sdk = dirname(require.resolve("@pulumi/pulumi/package.json"));
  return {
    PULUMI_BACKEND_URL: pathToFileURL(join(stateDir, "backend")).href,
    PULUMI_CONFIG_PASSPHRASE: TEST_PASSPHRASE,
    PULUMI_HOME: join(stateDir, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PATH: [process.env.PATH, sdk].filter(Boolean).join(delimiter),
  };
}
