#!/usr/bin/env node
import { sandboxCommand } from "./command";

sandboxCommand("plesk-sandbox")
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
