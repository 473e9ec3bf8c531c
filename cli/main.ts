#!/usr/bin/env node
import { Command } from "commander";

import { driftCommand } from "./drift";
import { planCommand } from "./plan";
import { adoptCommand } from "./adopt/index";
import { doctorCommand } from "./doctor/index";
import { sandboxCommand } from "./sandbox";

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

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
