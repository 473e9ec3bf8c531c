/** What a peer would pick: Terraform with a provider for any REST API, on the same sandbox. */
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

import type { Command, Opened, SideOptions } from "./sides";

const lines: Record<Command, string[]> = {
  create: ["apply", "-auto-approve"],
  // Pulumi looks at the systems only where it is asked to; so does this.
  noChange: ["apply", "-auto-approve", "-refresh=false"],
  preview: ["plan", "-detailed-exitcode", "-refresh=false"],
  previewRefresh: ["plan", "-detailed-exitcode"],
};

export async function openTerraform({ resources, env: sandbox }: SideOptions): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), "bench-terraform-"));
  cpSync(join(__dirname, "..", "..", "bench", "programs", "terraform", "main.tf"), join(folder, "main.tf"));
  // No registry is asked: the provider that is on PATH is the one.
  const settings = join(folder, "terraform.rc");
  writeFileSync(settings, overrideOf(providerFolder()));
  const env = {
    ...process.env,
    TF_CLI_CONFIG_FILE: settings,
    TF_VAR_resources: String(resources),
    TF_VAR_url: sandbox.PLESK_PARTNER30_URL,
    TF_VAR_login: sandbox.PLESK_PARTNER30_LOGIN,
    TF_VAR_password: sandbox.PLESK_PARTNER30_PASSWORD,
  };
  await promisify(execFile)("terraform", ["validate"], { cwd: folder, env });
  return Promise.resolve({
    lineOf: (command) => ({
      file: "terraform",
      args: [...lines[command], "-input=false", "-no-color", "-parallelism=16"],
      cwd: folder,
      env,
    }),
    state: () => {
      const state = JSON.parse(readFileSync(join(folder, "terraform.tfstate"), "utf8")) as {
        resources: { instances: unknown[] }[];
      };
      const made = state.resources.flatMap(({ instances }) => instances);
      return Promise.resolve({ bytes: Buffer.byteLength(JSON.stringify(state)), resources: made.length });
    },
    dispose: () => {
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  });
}

function providerFolder(): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = folders
    .map((folder) => join(folder, "terraform-provider-restful"))
    .find((file) => existsSync(file));
  if (found === undefined) throw new Error("there is no terraform-provider-restful on PATH");
  return dirname(found);
}

function overrideOf(folder: string): string {
  return `provider_installation {
  dev_overrides {
    "magodo/restful" = ${JSON.stringify(folder)}
  }
  direct {}
}
`;
}
