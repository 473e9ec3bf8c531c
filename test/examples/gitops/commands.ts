import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { findEngine, type Engine } from "pulumi-embedded-engine";

export interface Outcome {
  exitCode: number;
  /** Both streams, in one text. */
  output: string;
}

/** Commands as a runner starts them: the Pulumi CLI on PATH, a file backend, and nothing else of this machine's. */
export interface Runner {
  readonly env: Readonly<Record<string, string>>;
  run(folder: string, command: string, ...args: string[]): Promise<Outcome>;
  /** A command that is sent signals while it runs. */
  start(folder: string, command: string, ...args: string[]): { pid: number; ended: Promise<Outcome> };
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
    // Types are checked once for all of the repository.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    ...env,
  };
  const start: Runner["start"] = (cwd, command, ...args) => {
    const child = spawn(command, args, { cwd, env: all });
    const ended = new Promise<Outcome>((resolve, reject) => {
      let output = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
      child.once("error", reject);
      child.once("close", (code) => {
        resolve({ exitCode: code ?? -1, output });
      });
    });
    return { pid: child.pid ?? 0, ended };
  };
  return { env: all, start, run: (...command) => start(...command).ended };
}

export function expectExit<T extends Outcome>(exitCode: number, outcome: T): T {
  if (outcome.exitCode !== exitCode)
    throw new Error(`exit code ${outcome.exitCode}, not ${exitCode}:\n${outcome.output}`);
  return outcome;
}

let cli: Promise<Engine | string> | undefined;

/** A story of the Pulumi CLI: what its scripts run is there only with it. Skipped, and said so, where there is none. */
export function cliStory(name: string, story: () => Promise<void>, timeout = 600_000): void {
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
