import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

import { LocalWorkspace } from "@pulumi/pulumi/automation";

import { messageOf, redact } from "../provider/failure";

export interface Project {
  name: string;
  workspace: LocalWorkspace;
}

/** The Pulumi project in a folder. */
export async function openProject(cwd = "."): Promise<Project> {
  const workDir = resolve(cwd);
  if (!["yaml", "yml", "json"].some((type) => existsSync(join(workDir, `Pulumi.${type}`)))) {
    throw new Error(
      `There is no Pulumi.yaml in ${workDir}. Run it in the project's folder, or name that with --cwd`,
    );
  }
  const workspace = await LocalWorkspace.create({ workDir }).catch(noEngine);
  const { name } = await workspace.projectSettings().catch((error: unknown): never => {
    throw new Error(`Pulumi.yaml in ${workDir} cannot be read: ${firstLine(messageOf(error))}. Correct it`, {
      cause: error,
    });
  });
  return { name, workspace };
}

function noEngine(error: unknown): never {
  const cause = firstLine(error instanceof Error ? complaintOf(error) : String(error));
  throw new Error(`The Pulumi CLI cannot be run: ${cause}. Install it and put it on PATH`, { cause: error });
}

/** The engine's failure on a project or a stack of it, as a sentence that says what to do. */
export function engineFailure(error: unknown, { name }: Pick<Project, "name">, stack?: string): unknown {
  if (!(error instanceof Error)) return error;
  const complaint = complaintOf(error);
  if (stack !== undefined && /no stack named|could not find stack/i.test(complaint))
    return new Error(
      `There is no stack ${stack} of project ${name}. \`pulumi stack ls\` lists those there are: name one of them with --stack`,
      { cause: error },
    );
  const [what, command] =
    stack === undefined
      ? [`project ${name}`, "pulumi stack ls"]
      : [`stack ${stack} of project ${name}`, `pulumi config --stack ${stack}`];
  return new Error(
    `Pulumi cannot work on ${what}: ${firstLine(complaint).replace(/\.$/, "")}. Correct that, until this works: ${command}`,
    { cause: error },
  );
}

/** What the engine complained of: the SDK's message repeats all that was printed before it. */
export function complaintOf(error: Error): string {
  const { stderr } = (error as { commandResult?: { stderr?: string } }).commandResult ?? {};
  const text =
    stderr === undefined ? error.message : stderr.slice(Math.max(0, stderr.lastIndexOf("error: ")));
  return redact(text.replace(/^error: /, "").trim());
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
