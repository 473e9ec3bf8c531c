import { Stack, type LocalWorkspace } from "@pulumi/pulumi/automation";

import { engineFailure, openProject, type Project } from "../project";

export interface StackChoice {
  cwd?: string;
  stack?: string;
}

/**
 * The stack of the project in a folder. Selecting one through the Automation API would make it the selected one for
 * everybody who works in that folder, so that step is left out.
 */
export async function openStack({ cwd, stack }: StackChoice): Promise<{ project: Project; stack: Stack }> {
  const project = await openProject(cwd);
  const { workspace } = project;
  const name = stack ?? (await selected(project));
  if (name === undefined)
    throw new Error("No stack is selected. Name one with --stack, or run `pulumi stack select`");
  const unselecting = Object.assign(Object.create(workspace) as LocalWorkspace, {
    selectStack: () => Promise.resolve(),
  });
  return { project, stack: await Stack.select(name, unselecting) };
}

async function selected(project: Project): Promise<string | undefined> {
  try {
    return (await project.workspace.stack())?.name;
  } catch (error) {
    throw engineFailure(error, project);
  }
}
