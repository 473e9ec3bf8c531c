/** The files of a file backend: one state per stack, written atomically, a lock, and a history of updates. */

import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { hostname, userInfo } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkDeployment, type UntypedDeployment } from "./deployment";
import { refuse, UserError } from "./userError";

// Below the same backend folder as the CLI's own files, but never the same files.
const FOLDER = ".pulumi-embedded";

export interface UpdateRecord {
  kind: string;
  startTime: string;
  endTime: string;
  message: string;
  environment: Record<string, string>;
  config: Record<string, { value?: string; secret: boolean }>;
  result: string;
  version: number;
  resourceChanges?: Record<string, number>;
}

export class Store {
  private constructor(private readonly root: string) {}

  static fromEnvironment(env: NodeJS.ProcessEnv): Store {
    const url = env.PULUMI_BACKEND_URL;
    if (!url)
      throw new UserError(
        "PULUMI_BACKEND_URL is not set; the embedded engine needs a file backend, for example file:///tmp/state",
      );
    if (!url.startsWith("file://")) refuse(`the backend ${url.split(":")[0] ?? url}://`);
    const path = url.startsWith("file:///") ? fileURLToPath(url) : url.slice("file://".length);
    return new Store(join(path === "~" || path === "" ? (env.HOME ?? "/") : path, FOLDER));
  }

  stack(project: string, name: string): StackFiles {
    if (!/^[A-Za-z0-9_.-]+$/.test(name))
      throw new UserError(`'${name}' is not a stack name: letters, digits, '_', '-' and '.' only`);
    return new StackFiles(this.root, project, name);
  }

  stacks(project: string): string[] {
    const folder = join(this.root, "stacks", project);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((f) => f.endsWith(".json"))
      .map((f) => basename(f, ".json"))
      .sort();
  }

  /** The stack that commands without `--stack` work on. */
  get selected(): string | undefined {
    const file = join(this.root, "selected");
    return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
  }

  select(name: string): void {
    writeAtomically(join(this.root, "selected"), name);
  }
}

export class StackFiles {
  private readonly file: string;
  private readonly history: string;
  private readonly locks: string;

  constructor(
    root: string,
    project: string,
    readonly name: string,
  ) {
    this.file = join(root, "stacks", project, `${name}.json`);
    this.history = join(root, "history", project, `${name}.jsonl`);
    this.locks = join(root, "locks", project, name);
  }

  get exists(): boolean {
    return existsSync(this.file);
  }

  read(): UntypedDeployment {
    const text = readFileSync(this.file, "utf8");
    try {
      const found: unknown = JSON.parse(text);
      checkDeployment(found);
      return found;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UserError(
        `the state file ${this.file} cannot be read: ${reason}. Nothing was changed; restore it from a backup or an export (\`pulumi stack import\`)`,
      );
    }
  }

  write(deployment: UntypedDeployment): void {
    writeAtomically(this.file, JSON.stringify(deployment));
  }

  remove(): void {
    for (const path of [this.file, this.history, this.locks]) rmSync(path, { recursive: true, force: true });
  }

  updates(): UpdateRecord[] {
    if (!existsSync(this.history)) return [];
    const lines = readFileSync(this.history, "utf8").split("\n").filter(Boolean);
    return lines.map((line) => JSON.parse(line) as UpdateRecord);
  }

  record(update: UpdateRecord): void {
    mkdirSync(dirname(this.history), { recursive: true });
    appendFileSync(this.history, `${JSON.stringify(update)}\n`);
  }

  /** Takes the lock, or says who holds it. */
  lock(): () => void {
    mkdirSync(this.locks, { recursive: true });
    this.checkLocks();
    const mine = join(this.locks, `${process.pid}-${Date.now()}.json`);
    const content = {
      pid: process.pid,
      username: userInfo().username,
      hostname: hostname(),
      timestamp: new Date().toISOString(),
    };
    writeAtomically(mine, JSON.stringify(content));
    try {
      this.checkLocks(mine);
    } catch (error) {
      rmSync(mine, { force: true });
      throw error;
    }
    return () => {
      rmSync(mine, { force: true });
    };
  }

  cancel(): void {
    rmSync(this.locks, { recursive: true, force: true });
  }

  private checkLocks(mine?: string): void {
    const files = readdirSync(this.locks).map((file) => join(this.locks, file));
    const others = files.filter((file) => file.endsWith(".json") && file !== mine);
    if (others.length === 0) return;
    throw new UserError(
      `the stack is currently locked by ${others.length} lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.` +
        others.map((file) => `\n  ${describeLock(file)}`).join(""),
    );
  }
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

function describeLock(file: string): string {
  try {
    const lock = JSON.parse(readFileSync(file, "utf8")) as Record<string, string | number>;
    return `file://${file}: created by ${lock.username ?? "?"}@${lock.hostname ?? "?"} (pid ${lock.pid ?? "?"}) at ${lock.timestamp ?? "?"}`;
  } catch {
    return `file://${file}`;
  }
}
