import { createHash } from "node:crypto";

import * as pulumi from "@pulumi/pulumi";

import type { ResourceSpec } from "../resource";
import { readSettings } from "../settings";
import { planHook } from "./planHook";
import { stackConfig } from "./stackConfig";

/**
 * The text that Pulumi stores in every state and evaluates in the provider process. It only finds
 * this package: first from the project's folder, where it is installed, linked or itself, then from
 * the SDK's own folder (pnpm, transitive installs). Only finding falls back, so that a missing
 * dependency of ours is not masked. Changing it changes every state: it is permanent.
 */
export function providerText(name: string): string {
  return `exports.handler=()=>{let c=require("module").createRequire,s="pulumi-plesk/provider/v1",r=c(process.cwd()+"/_");try{r.resolve(s)}catch{r=c(require.main.filename)}return r(s).get("${name}")}`;
}

export interface PleskResourceArgs {
  onDelete?: pulumi.Input<string | undefined> | undefined;
}

/**
 * What all resources share: the registration that `pulumi.dynamic.Resource` would send, with a
 * constant in the place of captured code, the plan on the resource, and the safe defaults.
 */
export abstract class PleskResource extends pulumi.CustomResource {
  constructor(
    spec: ResourceSpec<never, never, never>,
    name: string,
    args: PleskResourceArgs & pulumi.Inputs,
    outputs: readonly string[],
    options: pulumi.CustomResourceOptions = {},
  ) {
    refuseImport(spec.name, options);
    const type = `pulumi-nodejs:dynamic/plesk:${spec.name}`;
    const inputs = {
      ...args,
      ...Object.fromEntries(outputs.map((output) => [output, undefined])),
      ...(options.id === undefined ? { __marker: markerOf(type, name, options) } : {}),
      __provider: providerText(spec.name),
    };
    // A no-change run spends most of its time in stack traces of each property's promises
    // (pulumi-dynamic-providers.md section 7); errors of the registration keep their own.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 1;
    try {
      super(type, name, inputs, withDefaults(type, spec, args, options));
    } finally {
      Error.stackTraceLimit = limit;
    }
  }
}

/**
 * What marks an object as made for this very resource, also when nothing of it was saved: a hash of
 * the organisation, `plesk:namespace` and the URN, so that the same name under another parent or in
 * another stack has another one.
 */
function markerOf(type: string, name: string, { parent }: pulumi.ResourceOptions): pulumi.Output<string> {
  const { namespace } = readSettings(stackConfig());
  return pulumi
    .createUrn(name, type, parent)
    .apply((urn) =>
      createHash("sha256")
        .update([pulumi.getOrganization(), namespace, urn].join("\n"))
        .digest("hex")
        .slice(0, 10),
    );
}

/**
 * A deletion that nobody asked for keeps the object: without `onDelete` the engine shows
 * `delete[retain]`. Replacements delete first, since two objects would be paid. Members that are
 * undefined would undo a default when merged, so they are dropped.
 */
function withDefaults(
  type: string,
  spec: ResourceSpec<never, never, never>,
  args: PleskResourceArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.CustomResourceOptions {
  const hook = planHook(type, spec);
  const defaults: pulumi.CustomResourceOptions = {
    deleteBeforeReplace: true,
    additionalSecretOutputs: [...spec.secretOutputs],
    ...(args.onDelete === undefined ? { retainOnDelete: true } : {}),
    hooks: { beforeCreate: [hook], beforeUpdate: [hook] },
  };
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return pulumi.mergeOptions(defaults, given);
}

function refuseImport(name: string, options: pulumi.CustomResourceOptions): void {
  if (options.import === undefined) return;
  throw new pulumi.RunError(
    `${name} cannot be imported with the import option: Pulumi does not tell a dynamic provider what to import. Use the adopt input instead, e.g. adopt: { keyId: "${options.import}" }`,
  );
}
