#!/usr/bin/env node
import { Command } from "commander";

import { adoptCommand } from "./adopt/index";
import { doctorCommand } from "./doctor/index";
import { driftCommand, planCommand } from "./report/index";

async function main(): Promise<void> {
  await new Command("pulumi-plesk")
    .description("Tools around the Pulumi provider for Plesk licences and plan bindings")
    .addCommand(driftCommand())
    .addCommand(planCommand())
    .addCommand(await sandboxCommand())
    .addCommand(adoptCommand())
    .addCommand(doctorCommand())
    .parseAsync();
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

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
