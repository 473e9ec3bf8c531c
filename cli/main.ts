#!/usr/bin/env node
import { Command } from "commander";

import { messageOf } from "../provider/failure";
import { adoptCommand } from "./adopt/index";
import { doctorCommand } from "./doctor/index";
import { ownManifest } from "./doctor/versions";
import { driftCommand, mergeCommand, planCommand } from "./report/index";

async function main(args: readonly string[]): Promise<void> {
  const program = new Command("pulumi-plesk")
    .description("Tools around the Pulumi provider for Plesk licences and plan bindings")
    .version(ownManifest().version, "--version", "print the version of pulumi-plesk")
    .addCommand(driftCommand())
    .addCommand(planCommand())
    .addCommand(mergeCommand())
    .addCommand(await sandboxCommand())
    .addCommand(adoptCommand())
    .addCommand(doctorCommand());
  if (args.length === 0) program.outputHelp();
  else await program.parseAsync(args, { from: "user" });
}

/** The command of the package `plesk-sandbox`, which is installed for tests only. */
async function sandboxCommand(): Promise<Command> {
  try {
    const { sandboxCommand: command } = await import("plesk-sandbox/command");
    return command();
  } catch (error) {
    if (!isMissing(error)) throw error;
    return new Command("sandbox")
      .description("start the vendor systems in miniature on loopback (package plesk-sandbox)")
      .helpOption(false)
      .allowUnknownOption()
      .argument("[options...]")
      .action(() => {
        throw new Error("This command is in the package plesk-sandbox: npm install --save-dev plesk-sandbox");
      });
  }
}

/** Whatever else is wrong with the package shows as it is. */
function isMissing(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "ERR_MODULE_NOT_FOUND" && message.includes("'plesk-sandbox'");
}

// Whoever reads the output may have enough of it, as head has.
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
  process.exit(code === "EPIPE" ? process.exitCode : 1);
});

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
