/** Which engine there is on this machine: the Pulumi CLI on PATH, the official one from a cache, or the embedded one. */

import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { version as sdkVersion } from "@pulumi/pulumi/version";

export type EngineKind = "pulumi" | "embedded";

export interface Engine {
  kind: EngineKind;
  version: string;
  /** One sentence: which engine, and why this one. */
  reason: string;
  command: PulumiCommand;
}

export interface FindOptions {
  /** Default "auto". The environment variable PULUMI_PLESK_ENGINE (`pulumi` or `embedded`) overrides "auto". */
  engine?: "auto" | EngineKind;
  /** Whether the official distribution may be downloaded into the cache. Default false. */
  install?: boolean;
  /** Told what is being done, one line at a time. */
  log?: (line: string) => void;
}

interface Attempt {
  engine?: Engine;
  tried: string;
}

const INSTALL_DEADLINE = 180_000;
const PROBE_DEADLINE = 3_000;
const DOWNLOAD_SITE = "https://get.pulumi.com/install.sh";

export async function findEngine(options: FindOptions = {}): Promise<Engine> {
  const wanted = requested(options.engine ?? "auto");
  if (wanted === "embedded") return embedded("the embedded engine was asked for");
  const attempts = [await onPath()];
  if (!attempts[0]?.engine) attempts.push(await cached());
  if (!attempts.some(({ engine }) => engine) && options.install)
    attempts.push(await installed(options.log ?? (() => undefined)));
  const found = attempts.find(({ engine }) => engine)?.engine;
  if (found) return found;
  const tried = attempts.map((attempt) => attempt.tried).join("; ");
  if (wanted === "pulumi") throw new Error(`the Pulumi CLI was asked for, but there is none: ${tried}`);
  return embedded(`there is no Pulumi CLI (${tried})`);
}

function requested(engine: "auto" | EngineKind): "auto" | EngineKind {
  const variable = process.env.PULUMI_PLESK_ENGINE;
  if (engine !== "auto" || !variable || variable === "auto") return engine;
  if (variable === "pulumi" || variable === "embedded") return variable;
  throw new Error(`PULUMI_PLESK_ENGINE is '${variable}'; it must be 'pulumi' or 'embedded'`);
}

async function onPath(): Promise<Attempt> {
  for (const program of ["pulumi", "pulumi-language-nodejs"]) {
    if (!isOnPath(program)) return { tried: `no \`${program}\` on PATH` };
  }
  try {
    const command = await PulumiCommand.get();
    return { tried: "", engine: real(command, "it is on PATH") };
  } catch (error) {
    return { tried: `the \`pulumi\` on PATH does not fit this SDK (${messageOf(error)})` };
  }
}

async function cached(): Promise<Attempt> {
  const root = cacheFolder();
  if (!existsSync(join(root, "bin", "pulumi"))) return { tried: `none in the cache ${root}` };
  try {
    return { tried: "", engine: real(await PulumiCommand.get({ root }), `it is in the cache ${root}`) };
  } catch (error) {
    return { tried: `the one in the cache ${root} does not run (${messageOf(error)})` };
  }
}

async function installed(log: (line: string) => void): Promise<Attempt> {
  const root = cacheFolder();
  // Without a version, the SDK installs the CLI of its own version.
  log(`Looking for the Pulumi CLI ${sdkVersion} at ${new URL(DOWNLOAD_SITE).host} ...`);
  if (!(await isReachable())) return { tried: `${new URL(DOWNLOAD_SITE).host} cannot be reached` };
  log(`Downloading it into ${root} (about 100 MB, once) ...`);
  try {
    const command = await within(INSTALL_DEADLINE, PulumiCommand.install({ root }));
    log("The Pulumi CLI is installed.");
    return { tried: "", engine: real(command, `it was installed into the cache ${root}`) };
  } catch (error) {
    return { tried: `it could not be installed into ${root} (${messageOf(error)})` };
  }
}

function real(command: PulumiCommand, why: string): Engine {
  const version = command.version?.toString() ?? "unknown";
  return { kind: "pulumi", version, reason: `The Pulumi CLI ${version} is used because ${why}.`, command };
}

async function embedded(why: string): Promise<Engine> {
  const command = await PulumiCommand.get({ root: embeddedRoot() });
  const version = command.version?.toString() ?? sdkVersion;
  return { kind: "embedded", version, reason: `The embedded engine is used because ${why}.`, command };
}

/** The folder of this package: the Automation API looks for `bin/pulumi` below it. */
function embeddedRoot(): string {
  return resolve(__dirname, "..");
}

function cacheFolder(): string {
  const base =
    process.env.PULUMI_PLESK_CACHE ??
    join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "pulumi-plesk");
  return join(base, `pulumi-${sdkVersion}`);
}

function isOnPath(program: string): boolean {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .some((folder) => folder !== "" && existsSync(join(folder, program)));
}

async function isReachable(): Promise<boolean> {
  try {
    const answer = await fetch(DOWNLOAD_SITE, {
      method: "HEAD",
      signal: AbortSignal.timeout(PROBE_DEADLINE),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

async function within<T>(deadline: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`not done within ${deadline / 1000} s`));
    }, deadline);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
