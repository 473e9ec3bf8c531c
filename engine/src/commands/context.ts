/** What commands are made of: their options, and the stack that they work on. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { findProject, type Project } from "../program/project";
import { StackConfig } from "../state/config";
import { StackFiles } from "../state/store";
import { EXIT, refuse, UserError } from "../userError";

/** One command of the command line. */
export interface Command {
  /** Long names without dashes: without a value, with one, or with one each time that the option is given. */
  options: Record<string, "flag" | "text" | "texts">;
  /** How many words may follow the command's name; none if left out. */
  arguments?: number;
  run(options: Options, words: string[]): void | Promise<void>;
}

/** The options that a command was given. */
export class Options {
  constructor(private readonly values: Record<string, unknown>) {}

  flag(name: string): boolean {
    return this.values[name] === true;
  }

  text(name: string): string | undefined {
    return this.values[name] as string | undefined;
  }

  texts(name: string): string[] {
    return (this.values[name] as string[] | undefined) ?? [];
  }
}

/** A stack with the files that are its own. */
export interface Stack {
  project: Project;
  files: StackFiles;
  config: StackConfig;
}

/** The stack of that name, whether it exists or not. */
export function stackNamed(name: string): Stack {
  const project = findProject(process.cwd());
  const files = new StackFiles(project.name, name);
  const settings = `Pulumi.${name}.yaml`;
  if (existsSync(join(project.root, settings))) refuse(`the file ${settings} (here \`config set\` does it)`);
  return { project, files, config: new StackConfig(files.configFile, project.name) };
}

/** The stack of the option `--stack`, which must exist. */
export function openStack(options: Options): Stack {
  const name = options.text("stack");
  if (name === undefined) throw new UserError("no stack selected; pass --stack");
  const stack = stackNamed(name);
  if (!stack.files.exists) throw new UserError(`no stack named '${name}' found`, EXIT.stackNotFound);
  return stack;
}

/** Prints what the SDK reads back. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
