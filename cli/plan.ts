import type { Command } from "commander";

import { reportCommand, type ReportOptions } from "./report/command";

interface Options extends ReportOptions {
  refresh?: boolean;
}

/** The command `pulumi-plesk plan`: what `up` would send, what was taken out of the program included. */
export function planCommand(): Command {
  return reportCommand(
    "plan",
    "say what `pulumi up` would send, what was taken out of the program included; changes nothing",
  )
    .option("--refresh", "look at the systems first; without it the plan is made from state and program")
    .action(async ({ refresh = false, ...options }: Options) => {
      const { runReport } = await import("./report/run.js");
      await runReport("plan", options, { refresh });
    });
}
