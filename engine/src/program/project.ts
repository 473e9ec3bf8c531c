/** Pulumi.yaml: which program, in which folder, with which options. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { messageOf, refuse, UserError } from "../userError";

/** What is read from Pulumi.yaml. */
export interface Project {
  name: string;
  /** The folder of Pulumi.yaml. */
  root: string;
  /** The folder that program and providers run in: that of `main`. */
  programDirectory: string;
  /** What to run there: a file name, or `.` for what package.json says. */
  entryPoint: string;
  typescript: boolean;
}

interface ProjectFile {
  name?: string;
  main?: string;
  runtime?: string | { name?: string; options?: Record<string, unknown> };
  config?: Record<string, unknown>;
  [other: string]: unknown;
}

const REFUSED = ["plugins", "packages", "extensions", "stackConfigDir"];
const KNOWN_OPTIONS = ["typescript", "packagemanager"];

/** The project of a folder; its file is Pulumi.yaml. */
export function findProject(root: string): Project {
  const path = join(root, "Pulumi.yaml");
  const { name, main, runtime, config = {}, ...others } = readProjectFile(path);
  const { name: language, options = {} } = typeof runtime === "object" ? runtime : { name: runtime };
  if (!name || !language)
    throw new UserError(`${path}: a project needs the members \`name\` and \`runtime\``);
  if (language !== "nodejs") refuse(`the runtime ${language}`);
  for (const member of REFUSED) if (others[member] !== undefined) refuse(`\`${member}\` in Pulumi.yaml`);
  // Tags are for Pulumi Cloud, and every project made by `pulumi new` has one.
  for (const key of Object.keys(config))
    if (key !== "pulumi:tags") refuse(`\`config\` in Pulumi.yaml (${key})`);
  for (const option of Object.keys(options))
    if (!KNOWN_OPTIONS.includes(option)) refuse(`the runtime option ${option}`);
  return { name, root, ...programOf(root, main), typescript: options.typescript !== false };
}

/** A script of the project's own @pulumi/pulumi. Started by its path it needs no shell, which Windows would need for a command. */
export function locateScript({ programDirectory }: Project, name: "run" | "dynamic-provider"): string {
  try {
    return createRequire(join(programDirectory, "_")).resolve(`@pulumi/pulumi/cmd/${name}`);
  } catch {
    throw new UserError(
      `It looks like the Pulumi SDK has not been installed. Have you run \`npm install\`? (@pulumi/pulumi was not found from ${programDirectory})`,
    );
  }
}

function readProjectFile(path: string): ProjectFile {
  try {
    return parse(readFileSync(path, "utf8")) as ProjectFile;
  } catch (error) {
    throw new UserError(`could not read the project file ${path}: ${messageOf(error)}`);
  }
}

function programOf(root: string, main = "."): Pick<Project, "programDirectory" | "entryPoint"> {
  const path = resolve(root, main);
  if (!existsSync(path))
    throw new UserError(
      `could not find the program: \`main\` of Pulumi.yaml is ${main}, but ${path} does not exist`,
    );
  if (statSync(path).isDirectory()) return { programDirectory: path, entryPoint: "." };
  return { programDirectory: dirname(path), entryPoint: basename(path) };
}
