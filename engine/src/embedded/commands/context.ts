/** What most commands start from: the project of the working folder, its store, and one stack. */

import { StackConfig } from "../config";
import { findProject, type Project } from "../project";
import { Store, type StackFiles } from "../store";
import { EXIT, UserError } from "../userError";

export interface StackOption {
  stack?: string;
  configFile?: string;
}

export interface Context {
  project: Project;
  store: Store;
}

export interface StackContext extends Context {
  files: StackFiles;
  config: StackConfig;
}

export function openContext(): Context {
  return { project: findProject(process.cwd()), store: Store.fromEnvironment(process.env) };
}

/** The stack that the command names, else the selected one. */
export function openStack({ stack, configFile }: StackOption): StackContext {
  const context = openContext();
  const name = stack ?? context.store.selected;
  if (!name) throw new UserError("no stack selected; pass --stack or run `pulumi stack select`");
  const files = context.store.stack(context.project.name, shortName(name, context.project));
  if (!files.exists) throw new UserError(`no stack named '${name}' found`, EXIT.stackNotFound);
  return { ...context, files, config: new StackConfig(context.project, files.name, configFile) };
}

/** `organization/<project>/<stack>` is the long form of `<stack>`. */
export function shortName(name: string, project: Project): string {
  const parts = name.split("/");
  const short = parts.at(-1) ?? "";
  const [organization, owner] =
    parts.length === 3 ? parts : [parts.length === 2 ? parts[0] : "organization", project.name];
  if (organization !== "organization" || owner !== project.name) {
    throw new UserError(
      `'${name}' is not a stack of the project ${project.name}: the long form is organization/${project.name}/<stack>`,
    );
  }
  return short;
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
