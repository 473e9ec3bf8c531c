/** The files of a file backend: for each stack its state, written atomically, a lock, and what the last update did. */

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type StackSummary } from "@pulumi/pulumi/automation";
import { messageOf, refuse, UserError } from "../userError";
import { checkDeployment, type UntypedDeployment } from "./deployment";

// Below the same backend folder as the CLI's own files, but never the same files.
const FOLDER = ".pulumi-embedded";

/** The summary of an update, in the form of `pulumi stack history`. */
type UpdateRecord = { version: number } & Record<string, unknown>;

/** What is kept of one stack, in the folder that PULUMI_BACKEND_URL names. */
export class StackFiles {
  private readonly file: string;
  private readonly last: string;
  private readonly lockFile: string;
  private readonly selection: string;
  /** Where the configuration is kept. */
  readonly configFile: string;

  constructor(
    project: string,
    readonly name: string,
    env: NodeJS.ProcessEnv = process.env,
  ) {
    if (!/^[A-Za-z0-9_.-]+$/.test(name))
      throw new UserError(`'${name}' is not a stack name: letters, digits, '_', '-' and '.' only`);
    const root = join(backendFolder(env), FOLDER);
    this.file = join(root, "stacks", project, `${name}.json`);
    this.last = join(root, "history", project, `${name}.json`);
    this.lockFile = join(root, "locks", project, `${name}.lock`);
    this.selection = join(root, "selected", project);
    this.configFile = join(root, "config", project, `${name}.json`);
  }

  /** All stacks of the project, in the form of `pulumi stack ls`. */
  static list(project: string, env = process.env): StackSummary[] {
    const folder = join(backendFolder(env), FOLDER, "stacks", project);
    const found = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".json")) : [];
    return found.map((file) => {
      const { name, selection, lockFile } = new StackFiles(project, basename(file, ".json"), env);
      const current = existsSync(selection) && readFileSync(selection, "utf8") === name;
      return { name, current, updateInProgress: existsSync(lockFile) };
    });
  }

  get exists(): boolean {
    return existsSync(this.file);
  }

  /** Makes it the one that `list` says is current. */
  select(): void {
    writeAtomically(this.selection, this.name);
  }

  read(): UntypedDeployment {
    const text = readFileSync(this.file, "utf8");
    try {
      const found: unknown = JSON.parse(text);
      checkDeployment(found);
      return found;
    } catch (error) {
      throw new UserError(
        `the state file ${this.file} cannot be read: ${messageOf(error)}. Nothing was changed; restore it from a backup or an export (\`pulumi stack import\`)`,
      );
    }
  }

  write(deployment: UntypedDeployment): void {
    writeAtomically(this.file, JSON.stringify(deployment));
  }

  /** The newest update, if there was any. */
  get lastUpdate(): UpdateRecord | undefined {
    return existsSync(this.last) ? (JSON.parse(readFileSync(this.last, "utf8")) as UpdateRecord) : undefined;
  }

  record(update: UpdateRecord): void {
    writeAtomically(this.last, JSON.stringify(update));
  }

  /** Takes the lock, or says who holds it. */
  lock(): () => void {
    mkdirSync(dirname(this.lockFile), { recursive: true });
    try {
      writeFileSync(this.lockFile, `process ${process.pid}`, { flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      throw new UserError(
        `the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.\n  file://${this.lockFile}`,
      );
    }
    return () => {
      this.cancel();
    };
  }

  /** Breaks the lock, for example of an engine that was killed. */
  cancel(): void {
    rmSync(this.lockFile, { force: true });
  }
}

function backendFolder({ PULUMI_BACKEND_URL: url }: NodeJS.ProcessEnv): string {
  if (!url)
    throw new UserError(
      "PULUMI_BACKEND_URL is not set; the embedded engine needs a file backend, for example file:///tmp/state",
    );
  if (!url.startsWith("file:///")) refuse(`the backend ${url.split(":")[0] ?? url}://`);
  return fileURLToPath(url);
}

/** The file is the old one or the new one at every moment, whatever happens to the process. */
export function writeAtomically(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  const file = openSync(temporary, "w", 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}
