import type { Command } from "commander";

import { reportCommand, type ReportOptions } from "./report/command";

/** The command `pulumi-plesk drift`: what is declared, what is there, and what `up` would send. */
export function driftCommand(): Command {
  return reportCommand(
    "drift",
    "look at every key, upgrade and binding of a stack: what is declared, what is there, and what `pulumi up` would send; changes nothing",
  ).action(async (options: ReportOptions) => {
    // The other commands do without Pulumi's SDK.
    const { runReport } = await import("./report/run.js");
    await runReport("drift", options, { refresh: true });
  });
}
