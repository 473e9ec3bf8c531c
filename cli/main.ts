#!/usr/bin/env node
import { Command } from "commander";

import { driftCommand } from "./drift";
import { planCommand } from "./plan";
import { adoptCommand } from "./adopt";
import { doctorCommand } from "./doctor";
import { sandboxCommand } from "./sandbox";

new Command("pulumi-plesk")
  .description("Tools around the Pulumi provider for Plesk licences and plan bindings")
  .addCommand(driftCommand())
  .addCommand(planCommand())
  .addCommand(sandboxCommand())
  .addCommand(adoptCommand())
  .addCommand(doctorCommand())
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
