import { join, sep } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import type { ResourceSpec } from "../converge/resource";
import { dynamicType, markerOf, nativeType, resourceName } from "./identity";
import { planHooks } from "./planHook";
import { secretPathsIn } from "./secretArgs";
import { engineMonitor, plainError, stackSettings } from "./stackConfig";
import { keep, secretsName } from "./values";

/**
 * The text that Pulumi stores in every state, twice, and evaluates in the provider process. It only finds this package:
 * from the project's folder, where it is installed or linked, or from the SDK's own (pnpm, transitive installs).
 * Only finding falls back, so that a missing dependency of ours is not masked. States keep it, and that of 0.1.0:
 * what both name is permanent.
 */
export function providerText(name: string): string {
  return `exports.handler=()=>require(require.resolve('pulumi-plesk/provider/v1',{paths:['.',require.main.path]})).get('${name}')`;
}

export interface PleskResourceArgs {
  onDelete?: pulumi.Input<string | undefined> | undefined;
  adopt?: pulumi.Input<unknown>;
}

/**
 * What all resources share: the registration that `pulumi.dynamic.Resource` would send, with a
 * constant in the place of captured code, the plan on the resource, and the safe defaults. Either
 * provider takes over what the other one has made: the type of the other is an alias.
 */
export abstract class PleskResource extends pulumi.CustomResource {
  /** Whether the plugin `pulumi-resource-plesk` makes the resource, and not a dynamic provider. */
  protected static readonly isNative: boolean = false;

  constructor(
    spec: ResourceSpec<never, never, never>,
    name: string,
    args: PleskResourceArgs & pulumi.Inputs,
    outputs: readonly string[],
    options: pulumi.CustomResourceOptions = {},
  ) {
    const { isNative } = new.target;
    if (!isNative) refuseImport(spec.name, options);
    const [type, alias] = isNative
      ? [nativeType(spec), dynamicType(spec)]
      : [dynamicType(spec), nativeType(spec)];
    const declared = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
    const undeclared = spec.codec.inputNames.filter((input) => !(input in declared));
    const hasMore = hasMoreThanDeclared(options);
    const inputs: pulumi.Inputs = {
      ...Object.fromEntries(
        [...(hasMore ? undeclared : []), ...outputs].map((output) => [output, undefined]),
      ),
      ...withSecrets(spec, declared),
      ...identityOf(spec, name, args, options),
      ...secretsOf(declared),
      ...(isNative ? {} : { __provider: providerText(spec.name) }),
    };
    const restore = shortenStackTraces();
    try {
      const own = isNative ? {} : ofDynamicResource(type, spec, name, options);
      super(type, name, inputs, withDefaults({ aliases: [{ type: alias }], ...own }, args, options));
    } finally {
      restore();
    }
    // Also what `transformations` have added is there by now.
    const missing = undeclared.filter((input) => !Object.hasOwn(this, input));
    for (const input of missing) Object.defineProperty(this, input, undeclaredOutput(input));
  }
}

/** Whether inputs that are not declared have values: from the object that is only read, from the state, or from mocks. */
function hasMoreThanDeclared({ id, ignoreChanges }: pulumi.CustomResourceOptions): boolean {
  return id !== undefined || ignoreChanges !== undefined || engineMonitor() === undefined;
}

/**
 * What is not declared is an output too, and undefined. The SDK makes a dozen promises for an output that it is
 * told of, which for a thousand keys would take a fifth of the program's time; this one is made when it is asked for.
 */
function undeclaredOutput(name: string): PropertyDescriptor {
  const known = undeclaredOutputs.get(name);
  if (known !== undefined) return known;
  const output: PropertyDescriptor & ThisType<pulumi.CustomResource> = {
    get() {
      return this.id.apply(() => undefined);
    },
    // A class that extends ours may have a property of its own there.
    set(value: unknown) {
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
    },
    enumerable: true,
    configurable: true,
  };
  undeclaredOutputs.set(name, output);
  return output;
}

/** One for all resources: with functions of its own each would be an object of its own kind, which is slower. */
const undeclaredOutputs = new Map<string, PropertyDescriptor>();

/**
 * A no-change run spends most of its time formatting the stack of each promise of each property
 * through source maps, for a debugging aid that nobody reads (pulumi-dynamic-providers.md section 7).
 * Until `restore`, stacks that are read at once are not formatted, but where the SDK asks for whole
 * ones: the positions in the program that it sends, and that the engine writes to each state again and
 * again. An error keeps its frames and is formatted when it is shown.
 */
function shortenStackTraces(): () => void {
  const stacks = Error as StackTraces;
  const { prepareStackTrace: before, stackTraceLimit: limit } = stacks;
  // Node itself maps stacks then, in a way that a function cannot call.
  if (before === undefined && process.sourceMapsEnabled) return () => undefined;
  const prepare = before ?? formatStack;
  stacks.prepareStackTrace = (error, frames) =>
    stacks.stackTraceLimit > limit ? placeOf(prepare(error, ofTheProgram(frames))) : String(error);
  return () => {
    stacks.prepareStackTrace = before;
  };
}

/** What the SDK skips of a stack: its own frames, and the one of a class that it takes to be its caller. */
const skippedFrames = 5;
const skipped = "\n    at skipped".repeat(skippedFrames);
const ownFolder = join(__dirname, "..") + sep;

/** The place of the program that makes the resource, and no more of it: the state holds it twice. */
function ofTheProgram(frames: NodeJS.CallSite[]): NodeJS.CallSite[] {
  const isOfProgram = (file: string): boolean => !file.startsWith("node:") && !file.startsWith(ownFolder);
  const place = frames.slice(skippedFrames).find((frame) => isOfProgram(frame.getFileName() ?? "node:"));
  return place === undefined ? [] : [place];
}

/** The place behind what the SDK skips, which only has to be there. It finds one only where a function is named before it. */
function placeOf(stack: unknown): unknown {
  if (typeof stack !== "string") return stack;
  const named = stack.replace(/^( +at )([^(\n]+:\d+:\d+)$/gm, "$1program ($2)");
  return named.replace(/(?=\n +at )|$/, skipped);
}

/** As V8 does it. */
function formatStack(error: Error, frames: readonly (NodeJS.CallSite & { toString(): string })[]): string {
  return [String(error), ...frames.map((frame) => `    at ${frame.toString()}`)].join("\n");
}

interface StackTraces {
  stackTraceLimit: number;
  /** Absent where nothing maps stacks to sources: then they are cheap. */
  prepareStackTrace: ((error: Error, frames: NodeJS.CallSite[]) => unknown) | undefined;
}

/**
 * Hidden inputs: who the resource is, by which the provider process distinguishes two resources, and
 * where a marker is wanted, what marks its object. What is only looked up is nobody's.
 */
function identityOf(
  spec: ResourceSpec<never, never, never>,
  name: string,
  args: PleskResourceArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.Inputs {
  if (options.id !== undefined) return {};
  const { namespace } = stackSettings();
  const identity = (urn: string) => ({
    __resource: resourceName(urn),
    ...(isMarked(spec, args) ? { __marker: markerOf(urn, organization(), namespace) } : {}),
  });
  if (options.parent === undefined) return identity(urnWithoutParent(dynamicType(spec), name));
  const urn = withoutDependencies(pulumi.createUrn(name, dynamicType(spec), options.parent));
  const known = urn.then(identity);
  return {
    __resource: known.then(({ __resource }) => __resource),
    ...(isMarked(spec, args) ? { __marker: known.then(({ __marker }) => __marker) } : {}),
  };
}

/** The same as `createUrn`, without an output to wait for. */
function urnWithoutParent(type: string, name: string): string {
  return `urn:pulumi:${pulumi.getStack()}::${pulumi.getProject()}::${type}::${name}`;
}

/** Which inputs are secret; no input where none is. */
function secretsOf(args: pulumi.Inputs): pulumi.Inputs {
  const paths = secretPathsIn(args);
  return paths === undefined ? {} : { [secretsName]: paths };
}

function withSecrets(
  { secretInputs = [] }: ResourceSpec<never, never, never>,
  args: pulumi.Inputs,
): pulumi.Inputs {
  const given = secretInputs.filter((name) => args[name] !== undefined);
  return { ...args, ...Object.fromEntries(given.map((name) => [name, pulumi.secret(args[name])])) };
}

/** What is only taken over was not made here, and must not look as if it had been. */
function isMarked(spec: ResourceSpec<never, never, never>, { adopt }: PleskResourceArgs): boolean {
  return spec.isMarked === true && adopt === undefined;
}

/**
 * The value of a parent's output is one thing, waiting for the parent another: as an output, the URN
 * would make every resource depend on all that was declared before it under the same component.
 */
function withoutDependencies<T>(value: pulumi.Output<T>): Promise<T> {
  return (value as unknown as { promise(): Promise<T> }).promise();
}

/** Unit tests under `pulumi.runtime.setMocks` need not name one; every engine does. */
function organization(): string {
  try {
    return pulumi.getOrganization();
  } catch {
    return "";
  }
}

/**
 * What the plugin says and does by itself: the plan, and that replacements delete first, since two objects
 * would be paid.
 */
function ofDynamicResource(
  type: string,
  spec: ResourceSpec<never, never, never>,
  name: string,
  options: pulumi.CustomResourceOptions,
): pulumi.CustomResourceOptions {
  const hooks = planHooks(type, spec, name, options);
  return {
    deleteBeforeReplace: true,
    ...(hooks === undefined ? {} : { hooks }),
  };
}

/**
 * A deletion that nobody asked for keeps the object: without `onDelete` the engine shows
 * `delete[retain]`. Members that are undefined would undo a default when merged, so they are dropped.
 */
function withDefaults(
  own: pulumi.CustomResourceOptions,
  args: PleskResourceArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.CustomResourceOptions {
  const defaults: pulumi.CustomResourceOptions = {
    ...own,
    ...(args.onDelete === undefined || args.onDelete === keep ? { retainOnDelete: true } : {}),
  };
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return pulumi.mergeOptions(defaults, given);
}

function refuseImport(name: string, options: pulumi.CustomResourceOptions): void {
  if (options.import === undefined) return;
  throw plainError(
    `${name} cannot be imported with the import option: Pulumi does not tell a dynamic provider what to import. Use the adopt input instead, e.g. adopt: { keyId: "${options.import}" }`,
  );
}
