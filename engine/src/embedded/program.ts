/** The user's program: run, unchanged, by the runner of the project's own @pulumi/pulumi. */

import { spawn, type ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type ConfigValue } from "./config";
import { type Project } from "./project";
import { UserError } from "./userError";

export interface ProgramOptions {
  project: Project;
  stack: string;
  config: Record<string, ConfigValue>;
  dryRun: boolean;
  parallel: number;
  /** Where the resource monitor and the engine listen. */
  address: string;
  onLine: (line: string, stream: "stdout" | "stderr") => void;
}

/** "The user has been told already": the runner's own code for an error that it has logged. */
const ALREADY_REPORTED = 32;
const STOP_GRACE = 5_000;

export class Program {
  readonly ended: Promise<{ error?: string; reported: boolean }>;

  private constructor(private readonly child: ChildProcess) {
    this.ended = new Promise((resolve) => {
      child.once("error", (error) => {
        resolve({ error: `could not run node: ${error.message}`, reported: false });
      });
      child.once("close", (code, signal) => {
        resolve(outcome(code, signal));
      });
    });
  }

  static start(options: ProgramOptions): Program {
    const { project } = options;
    const child = spawn("node", [...project.nodeArguments, locateRunner(project), ...argumentsFor(options)], {
      env: environmentFor(options),
      cwd: project.programDirectory,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const name of ["stdout", "stderr"] as const) {
      createInterface({ input: child[name] }).on("line", (line) => {
        options.onLine(line, name);
      });
    }
    return new Program(child);
  }

  /** Ends the program when nobody answers it any more. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill("SIGINT");
    const timer = setTimeout(() => this.child.kill("SIGKILL"), STOP_GRACE);
    await this.ended;
    clearTimeout(timer);
  }
}

function locateRunner({ programDirectory }: Project): string {
  try {
    return createRequire(join(programDirectory, "_")).resolve("@pulumi/pulumi/cmd/run");
  } catch {
    throw new UserError(
      `It looks like the Pulumi SDK has not been installed. Have you run \`npm install\`? (@pulumi/pulumi was not found from ${programDirectory})`,
    );
  }
}

function argumentsFor({ project, stack, dryRun, parallel, address }: ProgramOptions): string[] {
  return [
    ...["--monitor", address, "--engine", address],
    ...["--organization", "organization", "--project", project.name, "--stack", stack],
    ...["--root-directory", project.root, "--pwd", project.programDirectory, "--parallel", String(parallel)],
    ...(dryRun ? ["--dry-run"] : []),
    project.entryPoint,
  ];
}

function environmentFor({ project, config }: ProgramOptions): NodeJS.ProcessEnv {
  // The runner reads keys in the old form `<namespace>:config:<name>`.
  const oldKey = (key: string): string => key.replace(":", ":config:");
  const values = Object.fromEntries(Object.entries(config).map(([key, { value }]) => [oldKey(key), value]));
  const secrets = Object.entries(config)
    .filter(([, { secret }]) => secret)
    .map(([key]) => oldKey(key));
  return {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(values),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secrets),
    ...(project.typescript && { PULUMI_NODEJS_TYPESCRIPT: "true" }),
    ...(project.tsconfig !== undefined && { PULUMI_NODEJS_TSCONFIG_PATH: project.tsconfig }),
  };
}

function outcome(code: number | null, signal: NodeJS.Signals | null): { error?: string; reported: boolean } {
  if (code === 0) return { reported: false };
  if (code === ALREADY_REPORTED) return { error: "the program failed", reported: true };
  const how =
    code === null ? `was ended by ${signal ?? "a signal"}` : `exited with non-zero exit code: ${code}`;
  return { error: `an unhandled error occurred: Program ${how}`, reported: false };
}
