import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";

import type { OpenedStack } from "../../testing/engine";
import { cli } from "./twin";

interface ImportFile {
  resources: { type: string; name: string; id: string; inputs: object; outputs: object }[];
}

/**
 * `pulumi import` of a file. The embedded engine has no such command: there the state is put in place
 * that the command leaves (engine-runs.md 1b), so that all that follows can be told on both.
 */
export async function importInto(stack: OpenedStack, file: string): Promise<void> {
  if (stack.engine.kind === "pulumi") {
    await cli(stack, "import", "--file", file, "--generate-code=false", "--protect=false", "--yes");
    return;
  }
  const { resources } = JSON.parse(readFileSync(file, "utf8")) as ImportFile;
  const { name: project } = await stack.workspace.projectSettings();
  const urn = (type: string, name: string): string =>
    `urn:pulumi:${stack.name}::${project}::${type}::${name}`;
  const root = urn("pulumi:pulumi:Stack", `${project}-${stack.name}`);
  const provider = urn("pulumi:providers:pulumi-nodejs", "default");
  const providerId = randomUUID();
  const state = [
    { urn: root, custom: false, type: "pulumi:pulumi:Stack" },
    {
      urn: provider,
      custom: true,
      id: providerId,
      type: "pulumi:providers:pulumi-nodejs",
      inputs: {},
      outputs: {},
    },
    ...resources.map(({ type, name, id, inputs, outputs }) => ({
      urn: urn(type, name),
      custom: true,
      id,
      type,
      inputs,
      outputs,
      parent: root,
      provider: `${provider}::${providerId}`,
    })),
  ];
  const { version, deployment } = await stack.exportStack();
  await stack.importStack({
    version,
    deployment: { ...(deployment as object), resources: state } as never,
  });
}
