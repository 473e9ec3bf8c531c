import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

import { LocalWorkspace, Stack } from "@pulumi/pulumi/automation";

import { redact } from "../../provider/failure";

export interface StackChoice {
  cwd?: string;
  stack?: string;
}

/**
 * The stack of the project in a folder. Selecting one through the Automation API would make it the selected one for
 * everybody who works in that folder, so that step is left out.
 */
export async function openStack({ cwd, stack }: StackChoice): Promise<{ project: string; stack: Stack }> {
  const workDir = resolve(cwd ?? ".");
  if (!["yaml", "yml", "json"].some((type) => existsSync(join(workDir, `Pulumi.${type}`)))) {
    throw new Error(
      `There is no Pulumi.yaml in ${workDir}. Run it in the project's folder, or name that with --cwd`,
    );
  }
  const workspace = await LocalWorkspace.create({ workDir }).catch(noEngine);
  const { name: project } = await workspace.projectSettings();
  const name = stack ?? (await workspace.stack().catch(engineComplaint))?.name;
  if (name === undefined)
    throw new Error("No stack is selected. Name one with --stack, or run `pulumi stack select`");
  const unselecting = Object.assign(Object.create(workspace) as LocalWorkspace, {
    selectStack: () => Promise.resolve(),
  });
  return { project, stack: await Stack.select(name, unselecting) };
}

function engineComplaint(error: unknown): never {
  throw error instanceof Error ? new Error(complaintOf(error), { cause: error }) : error;
}

function noEngine(error: unknown): never {
  const [cause = ""] = (error instanceof Error ? complaintOf(error) : String(error)).split("\n");
  throw new Error(`The Pulumi CLI cannot be run: ${cause}. Install it and put it on PATH`, { cause: error });
}

/** What the engine complained of: the SDK's message repeats all that was printed before it. */
export function complaintOf(error: Error): string {
  const { stderr } = (error as { commandResult?: { stderr?: string } }).commandResult ?? {};
  const text =
    stderr === undefined ? error.message : stderr.slice(Math.max(0, stderr.lastIndexOf("error: ")));
  return redact(text.replace(/^error: /, "").trim());
}
