import { LocalWorkspace } from "@pulumi/pulumi/automation";

import type { ReadConfig } from "../provider/settings";

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

/** The configuration of a stack as programs and providers see it; of none, nothing. */
export async function stackConfiguration({ stack, cwd }: StackOptions): Promise<ReadConfig> {
  if (stack === undefined) return () => undefined;
  const workspace = await LocalWorkspace.create({ workDir: cwd });
  const config = await workspace.getAllConfig(stack);
  return (key) => config[key]?.value;
}
