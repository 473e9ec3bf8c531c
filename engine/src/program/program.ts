/** The user's program: run, unchanged, by the runner of the project's own @pulumi/pulumi. */

import { spawn } from "node:child_process";
import { onLines, stopped } from "../providers/process";
import { type Facts, type Run } from "../steps/run";
import { locateScript } from "./project";

/** "The user has been told already": the runner's own code for an error that it has logged. */
const ALREADY_REPORTED = 32;

/** How a program ended: well without an error; `reported` means that the user has read it already. */
export interface ProgramEnd {
  error?: string;
  reported: boolean;
}

/** Starts the program of an operation; `stop` ends it when nobody answers it any more. */
export function startProgram(run: Run): { ended: Promise<ProgramEnd>; stop(): Promise<void> } {
  const { project } = run.facts;
  const child = spawn("node", [locateScript(project, "run"), ...argumentsFor(run)], {
    env: environmentFor(run.facts),
    cwd: project.programDirectory,
    stdio: ["ignore", "pipe", "pipe"],
  });
  onLines(child, run.heard);
  const ended = new Promise<ProgramEnd>((resolve) => {
    child.once("error", ({ message }) => {
      resolve({ error: `could not run node: ${message}`, reported: false });
    });
    child.once("close", (code, signal) => {
      resolve(endOf(code, signal));
    });
  });
  return { ended, stop: () => stopped(child, (signal) => void child.kill(signal)) };
}

function argumentsFor({ facts, options, address }: Run): string[] {
  const { project, stack } = facts;
  return [
    ...["--monitor", address, "--engine", address],
    ...["--organization", "organization", "--project", project.name, "--stack", stack],
    ...["--root-directory", project.root, "--pwd", project.programDirectory],
    ...["--parallel", String(options.parallel)],
    ...(options.dryRun ? ["--dry-run"] : []),
    project.entryPoint,
  ];
}

function environmentFor({ project, config }: Facts): NodeJS.ProcessEnv {
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
  };
}

function endOf(code: number | null, signal: NodeJS.Signals | null): ProgramEnd {
  if (code === 0) return { reported: false };
  if (code === ALREADY_REPORTED) return { error: "the program failed", reported: true };
  const how =
    code === null ? `was ended by ${signal ?? "a signal"}` : `exited with non-zero exit code: ${code}`;
  return { error: `an unhandled error occurred: Program ${how}`, reported: false };
}
