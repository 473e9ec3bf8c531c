import type { ConfigMap } from "@pulumi/pulumi/automation";

import type { ReadConfig } from "../provider/settings";
import { engineFailure, openProject } from "./project";

/** Where settings come from besides the environment. */
export interface StackOptions {
  stack?: string;
  cwd: string;
}

export const stackOption = [
  "--stack <name>",
  "take settings from the configuration of this stack too (default: the environment only)",
] as const;

export const cwdOption = ["--cwd <folder>", "the folder of the Pulumi project", "."] as const;

/** The configuration of a stack; of none, nothing. */
export async function stackConfiguration({ stack, cwd }: StackOptions): Promise<ConfigMap> {
  if (stack === undefined) return {};
  const project = await openProject(cwd);
  try {
    return await project.workspace.getAllConfig(stack);
  } catch (error) {
    throw engineFailure(error, project, stack);
  }
}

/** The configuration as programs and providers read it. */
export function readerOf(config: ConfigMap): ReadConfig {
  return (key) => config[key]?.value;
}
