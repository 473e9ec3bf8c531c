import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { findEngine, type Engine } from "../../../testing/engine";

export interface Outcome {
  exitCode: number;
  /** Both streams, in one text. */
  output: string;
}

/** Commands as a runner starts them: the Pulumi CLI on PATH, a file backend, and nothing else of this machine's. */
export interface Runner {
  readonly env: Readonly<Record<string, string>>;
  run(folder: string, command: string, ...args: string[]): Promise<Outcome>;
}

export function runner(state: string, env: Readonly<Record<string, string>>): Runner {
  for (const name of ["backend", "home"]) mkdirSync(join(state, name), { recursive: true });
  const all = {
    HOME: state,
    // The executable for dynamic providers comes with the SDK; the CLI looks for it on PATH.
    PATH: [process.env.PATH, dirname(require.resolve("@pulumi/pulumi/package.json"))].join(delimiter),
    PULUMI_BACKEND_URL: pathToFileURL(join(state, "backend")).href,
    PULUMI_HOME: join(state, "home"),
    PULUMI_CONFIG_PASSPHRASE: "throw-away",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    ...env,
  };
  return {
    env: all,
    run: (cwd, command, ...args) =>
      new Promise((resolve) => {
        execFile(command, args, { cwd, env: all, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
          const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
          resolve({ exitCode, output: `${stdout}${stderr}` });
        });
      }),
  };
}

export function expectExit<T extends Outcome>(exitCode: number, outcome: T): T {
  if (outcome.exitCode !== exitCode)
    throw new Error(`exit code ${outcome.exitCode}, not ${exitCode}:\n${outcome.output}`);
  return outcome;
}

let cli: Promise<Engine | string> | undefined;

/** A story of the Pulumi CLI: what its scripts run is there only with it. Skipped, and said so, where there is none. */
export function cliStory(name: string, story: () => Promise<void>, timeout = 360_000): void {
  test(
    name,
    async () => {
      const found = await (cli ??= findEngine({ engine: "pulumi" }).catch(String));
      if (typeof found === "string") console.warn(`SKIPPED: ${name}: ${found}`);
      else await story();
    },
    timeout,
  );
}
