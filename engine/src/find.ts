/** Which engine there is on this machine: the Pulumi CLI on PATH, the official one from a cache, or the embedded one. */

import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { setTimeout as passed } from "node:timers/promises";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { version as sdkVersion } from "@pulumi/pulumi/version";
import { messageOf } from "./userError";

/** The Pulumi CLI, or what stands in for it. */
export type EngineKind = "pulumi" | "embedded";

/** An engine that was found. */
export interface Engine {
  kind: EngineKind;
  version: string;
  /** One sentence: which engine, and why this one. */
  reason: string;
  command: PulumiCommand;
}

/** Where to look. */
export interface FindOptions {
  /** Default "auto". The environment variable PULUMI_PLESK_ENGINE (`pulumi` or `embedded`) overrides "auto". */
  engine?: "auto" | EngineKind;
  /** Whether the official distribution may be downloaded into the cache. Default false. */
  install?: boolean;
  /** Told what is being done, one line at a time. */
  log?: (line: string) => void;
}

/** An engine, or why there is none. */
type Attempt = Engine | string;

const INSTALL_DEADLINE_MS = 180_000;
const PROBE_DEADLINE_MS = 3_000;
const DOWNLOAD = new URL("https://get.pulumi.com/install.sh");

/** The engine to use; rejects where the Pulumi CLI is asked for and there is none. */
export async function findEngine(options: FindOptions = {}): Promise<Engine> {
  const wanted = requested(options.engine ?? "auto");
  if (wanted === "embedded") return embedded("the embedded engine was asked for");
  const ways = [
    onPath,
    cached,
    ...(options.install ? [() => installed(options.log ?? (() => undefined))] : []),
  ];
  const tried: string[] = [];
  for (const way of ways) {
    const attempt = await way();
    if (typeof attempt !== "string") return attempt;
    tried.push(attempt);
  }
  const why = tried.join("; ");
  if (wanted === "pulumi") throw new Error(`the Pulumi CLI was asked for, but there is none: ${why}`);
  return embedded(`there is no Pulumi CLI (${why})`);
}

function requested(engine: "auto" | EngineKind): string {
  const { PULUMI_PLESK_ENGINE: variable } = process.env;
  const wanted = engine === "auto" && variable ? variable : engine;
  if (["auto", "pulumi", "embedded"].includes(wanted)) return wanted;
  throw new Error(`PULUMI_PLESK_ENGINE is '${wanted}'; it must be 'pulumi' or 'embedded'`);
}

async function onPath(): Promise<Attempt> {
  for (const program of ["pulumi", "pulumi-language-nodejs"])
    if (!isOnPath(program)) return `no \`${program}\` on PATH`;
  return attempt(PulumiCommand.get(), "it is on PATH", "the `pulumi` on PATH does not fit this SDK");
}

/** Whether a command of this name can be started. */
export function isOnPath(program: string): boolean {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return folders.some((folder) => isIn(folder, program));
}

/** Windows knows a program by its extension. */
function isIn(folder: string, program: string): boolean {
  const { PATHEXT = ".EXE;.CMD" } = process.env;
  const extensions = process.platform === "win32" ? PATHEXT.toLowerCase().split(";") : [""];
  return extensions.some((extension) => existsSync(join(folder, program + extension)));
}

async function cached(): Promise<Attempt> {
  const root = cacheFolder();
  if (!isIn(join(root, "bin"), "pulumi")) return `none in the cache ${root}`;
  const where = `in the cache ${root}`;
  return attempt(PulumiCommand.get({ root }), `it is ${where}`, `the one ${where} does not run`);
}

async function installed(log: (line: string) => void): Promise<Attempt> {
  const root = cacheFolder();
  // Without a version, the SDK installs the CLI of its own version.
  log(`Looking for the Pulumi CLI ${sdkVersion} at ${DOWNLOAD.host} ...`);
  const probe = { method: "HEAD", signal: AbortSignal.timeout(PROBE_DEADLINE_MS) };
  const isReachable = await fetch(DOWNLOAD, probe).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!isReachable) return `${DOWNLOAD.host} cannot be reached`;
  log(`Downloading it into ${root} (about 100 MB, once) ...`);
  const late = passed(INSTALL_DEADLINE_MS, undefined, { ref: false }).then(() => {
    throw new Error(`not done within ${INSTALL_DEADLINE_MS / 1000} s`);
  });
  const work = Promise.race([PulumiCommand.install({ root }), late]);
  return attempt(work, `it was installed into the cache ${root}`, `it could not be installed into ${root}`);
}

/** `why` is for the one who uses it, `whyNot` for the one who looks on. */
async function attempt(work: Promise<PulumiCommand>, why: string, whyNot: string): Promise<Attempt> {
  try {
    const command = await work;
    const version = command.version?.toString() ?? "unknown";
    const reason = `The Pulumi CLI ${version} is used because ${why}.`;
    return { kind: "pulumi", version, reason, command };
  } catch (error) {
    return `${whyNot} (${messageOf(error).split("\n")[0] ?? ""})`;
  }
}

/** The Automation API looks for `bin/pulumi` below the root, which is the folder of this package. */
async function embedded(why: string): Promise<Engine> {
  const command = await PulumiCommand.get({ root: resolve(__dirname, "..") });
  const version = command.version?.toString() ?? sdkVersion;
  return { kind: "embedded", version, reason: `The embedded engine is used because ${why}.`, command };
}

function cacheFolder(): string {
  const caches = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  return join(process.env.PULUMI_PLESK_CACHE ?? join(caches, "pulumi-plesk"), `pulumi-${sdkVersion}`);
}
