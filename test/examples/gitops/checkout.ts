import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { Sandbox } from "plesk-sandbox";

const root = join(__dirname, "..", "..", "..");

/** What the example's page tells to install beside its files. */
export const packages = [
  ...["pulumi-plesk", "@pulumi/pulumi", "@pulumi/policy", "yaml", "zod"],
  ...["typescript", "@types/node"],
];

/**
 * The example as a user has it: copied into a folder of its own, with its packages installed, and with
 * the sandbox's servers in the place of those that fleet.yaml names.
 */
export function copyExample(folder: string, sandbox: Sandbox): string {
  cpSync(join(root, "examples", "gitops"), folder, { recursive: true });
  installPackages(folder);
  writeFileSync(join(folder, "package.json"), `${JSON.stringify({ name: "fleet", private: true })}\n`);
  edit(folder, (text) =>
    text.replace(/https:\/\/(\w+)\.example:8443/g, (_, name: string) => sandbox.plesk.server(name).url),
  );
  return folder;
}

/** What `npm ci` does in a checkout, without asking a registry. */
export function installPackages(folder: string): void {
  for (const name of packages) link(folder, name, name === "pulumi-plesk" ? root : undefined);
  const command = join(folder, "node_modules", ".bin", "pulumi-plesk");
  mkdirSync(dirname(command));
  writeFileSync(command, `#!/bin/sh\nexec node '${join(root, "dist", "cli", "main.js")}' "$@"\n`, {
    mode: 0o755,
  });
}

/** A change of fleet.yaml. */
export function edit(folder: string, change: (text: string) => string): void {
  const file = join(folder, "fleet.yaml");
  const before = readFileSync(file, "utf8");
  const after = change(before);
  if (after === before) throw new Error("fleet.yaml would stay as it is");
  writeFileSync(file, after);
}

/** Who logs in to what; where the servers are stands in fleet.yaml. */
export function credentials({ env }: Sandbox): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^PLESK_SERVER_.*_URL$/.test(name)));
}

function link(folder: string, name: string, target = join(root, "node_modules", name)): void {
  const path = join(folder, "node_modules", name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, "junction");
}
