import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";

import type { OpenedStack } from "pulumi-embedded-engine";
import { cli } from "../../engine/test/harness/twin";

interface ImportFile {
  nameTable?: Record<string, string>;
  resources: {
    type: string;
    name: string;
    id: string;
    provider?: string;
    inputs: object;
    outputs: object;
  }[];
}

interface Stored {
  urn: string;
  id?: string;
}

/**
 * `pulumi import` of a file. The embedded engine has no such command: there the state is put in place
 * that the command leaves, so that all that follows can be told on both.
 */
export async function importInto(stack: OpenedStack, file: string): Promise<void> {
  if (stack.engine.kind === "pulumi") {
    await cli(stack, "import", "--file", file, "--generate-code=false", "--protect=false", "--yes");
    return;
  }
  const { nameTable = {}, resources } = JSON.parse(readFileSync(file, "utf8")) as ImportFile;
  const { name: project } = await stack.workspace.projectSettings();
  const urn = (type: string, name: string): string =>
    `urn:pulumi:${stack.name}::${project}::${type}::${name}`;
  const exported = await stack.exportStack();
  const before = exported.deployment as { resources?: Stored[] };
  const state = [...(before.resources ?? [])];
  const add = (resource: Stored & Record<string, unknown>): void => {
    if (!state.some((other) => other.urn === resource.urn)) state.push(resource);
  };
  const root = urn("pulumi:pulumi:Stack", `${project}-${stack.name}`);
  add({ urn: root, custom: false, type: "pulumi:pulumi:Stack" });
  const providerType = "pulumi:providers:pulumi-nodejs";
  for (const { type, name, provider, ...resource } of resources) {
    const providerUrn = provider === undefined ? urn(providerType, "default") : (nameTable[provider] ?? "");
    if (provider === undefined)
      add({ urn: providerUrn, custom: true, id: randomUUID(), type: providerType, inputs: {}, outputs: {} });
    const { id = "" } = state.find((other) => other.urn === providerUrn) ?? {};
    const reference = `${providerUrn}::${id}`;
    add({ urn: urn(type, name), custom: true, type, parent: root, provider: reference, ...resource });
  }
  await stack.importStack({ ...exported, deployment: { ...before, resources: state } });
}
