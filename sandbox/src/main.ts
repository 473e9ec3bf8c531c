#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { sandboxCommand } from "./command";

const { version } = JSON.parse(readFileSync(require.resolve("plesk-sandbox/package.json"), "utf8")) as {
  version: string;
};

sandboxCommand("plesk-sandbox")
  .version(version, "--version", "print the version of plesk-sandbox")
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
