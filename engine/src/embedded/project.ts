/** Pulumi.yaml: which program, in which folder, with which options. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { parse } from "yaml";
import { refuse, UserError } from "./userError";

export interface Project {
  name: string;
  /** The folder of Pulumi.yaml. */
  root: string;
  /** The folder that program and providers run in: that of `main`. */
  programDirectory: string;
  /** What to run there: a file name, or `.` for what package.json says. */
  entryPoint: string;
  typescript: boolean;
  tsconfig: string | undefined;
  nodeArguments: string[];
  /** Defaults for the configuration, by full key. */
  configDefaults: Record<string, string>;
}

interface ProjectFile {
  name?: string;
  main?: string;
  runtime?: string | { name?: string; options?: Record<string, unknown> };
  config?: Record<string, unknown>;
  [other: string]: unknown;
}

const REFUSED = ["plugins", "packages", "extensions", "stackConfigDir"];
const KNOWN_OPTIONS = new Set(["typescript", "tsconfig", "nodeargs", "packagemanager"]);

export function findProject(from: string): Project {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    for (const name of ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"]) {
      if (existsSync(join(folder, name))) return readProject(join(folder, name));
    }
    if (dirname(folder) === folder) {
      throw new UserError(
        `no Pulumi.yaml project file found in ${from} or above it; run the command in a Pulumi project`,
      );
    }
  }
}

function readProject(path: string): Project {
  const file = readProjectFile(path);
  if (!file.name) throw new UserError(`${path}: project is missing a 'name' attribute`);
  const runtime = typeof file.runtime === "string" ? { name: file.runtime } : file.runtime;
  if (!runtime?.name) throw new UserError(`${path}: project is missing a 'runtime' attribute`);
  if (runtime.name !== "nodejs") refuse(`the runtime ${runtime.name}`);
  for (const member of REFUSED) if (file[member] !== undefined) refuse(`\`${member}\` in Pulumi.yaml`);
  const options = runtime.options ?? {};
  for (const option of Object.keys(options))
    if (!KNOWN_OPTIONS.has(option)) refuse(`the runtime option ${option}`);
  const root = dirname(path);
  return {
    name: file.name,
    root,
    ...programOf(root, file.main),
    typescript: options.typescript !== false,
    tsconfig: options.tsconfig as string | undefined,
    nodeArguments: ((options.nodeargs as string | undefined) ?? "").split(/\s+/).filter(Boolean),
    configDefaults: configDefaults(file.name, file.config ?? {}),
  };
}

function readProjectFile(path: string): ProjectFile {
  const text = readFileSync(path, "utf8");
  try {
    return (path.endsWith(".json") ? JSON.parse(text) : parse(text)) as ProjectFile;
  } catch (error) {
    throw new UserError(`could not read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function programOf(root: string, main: string | undefined): Pick<Project, "programDirectory" | "entryPoint"> {
  if (!main) return { programDirectory: root, entryPoint: "." };
  const path = isAbsolute(main) ? main : join(root, main);
  if (!existsSync(path))
    throw new UserError(
      `could not find the program: \`main\` of Pulumi.yaml is ${main}, but ${path} does not exist`,
    );
  if (statSync(path).isDirectory()) return { programDirectory: path, entryPoint: "." };
  return { programDirectory: dirname(path), entryPoint: basename(path) };
}

function configDefaults(project: string, config: Record<string, unknown>): Record<string, string> {
  const defaults: Record<string, string> = {};
  for (const [key, declared] of Object.entries(config)) {
    const value =
      typeof declared === "object" && declared !== null
        ? defaultOf(declared as Record<string, unknown>)
        : declared;
    if (value === undefined) continue;
    defaults[key.includes(":") ? key : `${project}:${key}`] =
      typeof value === "string" ? value : JSON.stringify(value);
  }
  return defaults;
}

function defaultOf(declared: Record<string, unknown>): unknown {
  return declared.value ?? declared.default;
}
