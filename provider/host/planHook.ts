import { AsyncResource } from "node:async_hooks";

import * as pulumi from "@pulumi/pulumi";

import type { ResourceSpec, Step } from "../converge/resource";
import { readSettings } from "../settings";
import { Allowance } from "../converge/allowance";
import { checkpointWarning } from "./checkpoints";
import { FirstLook } from "./firstLook";
import { PlanRefused, reportNotice, reportPlan, type Planned } from "./plan";
import type { Report } from "./report";
import { hiderOf } from "./secretInputs";
import { engineMonitor, misspeltKeys, stackConfig, stackSettings, withoutFrames } from "./stackConfig";
import { declaredInputs, withOwnMarker, type Properties } from "./values";

/** The resources of this program by type token; the hook is given only the type. */
const specs = new Map<string, Planned>();
/**
 * One hook for each run. A process may run several programs, one after the other or side by side
 * (inline programs of the Automation API), and each has a monitor, a configuration and limits of its own.
 */
const hooks = new WeakMap<object, PlanHooks>();
/** Runs with explicit Providers: each of them counts for itself, so only the hook can count for all. */
const runsWithProviders = new WeakSet();

/**
 * A program may load this package more than once, e.g. in two versions, and each name of a hook is taken once. Nothing for
 * the first copy, the number for the others.
 */
const copy = nextCopy();

function nextCopy(): string {
  const loaded = globalThis as unknown as Record<symbol, number | undefined>;
  const name = Symbol.for("pulumi-plesk/copies");
  const number = (loaded[name] ?? 0) + 1;
  loaded[name] = number;
  return number === 1 ? "" : String(number);
}

/** What a run's hook works with. */
interface Planning {
  allowance: () => Allowance;
  firstLook: FirstLook;
  /** Resources of explicit Providers, by type and name: how those reach the systems only their processes know. */
  elsewhere: Set<string>;
}

interface PlanHooks extends Pick<Planning, "elsewhere"> {
  /** Before create and update: what will be sent. */
  plan: pulumi.ResourceHook;
  /** After create: what is there although nothing was bought. */
  notice: pulumi.ResourceHook;
}

/**
 * Undefined without an engine; otherwise the hooks that say on each resource, in preview and in `up`, what will be sent, and
 * that refuse in preview already what exceeds `plesk:limits`. Create and update only: a state with delete hooks
 * cannot be destroyed without the program (engine-runs.md 13c).
 */
export function planHooks<D, State, S extends Step>(
  type: string,
  spec: ResourceSpec<D, State, S>,
  name: string,
  { provider, parent }: pulumi.CustomResourceOptions,
): pulumi.ResourceHookBinding | undefined {
  specs.set(type, spec);
  const monitor = engineMonitor();
  if (monitor === undefined) return undefined;
  const { plan, notice, elsewhere } = hooks.get(monitor) ?? newHooks(monitor);
  if ((provider ?? parent?.getProvider(type)) !== undefined) elsewhere.add(`${type} ${name}`);
  const after = spec.notice === undefined ? {} : { afterCreate: [notice] };
  return { beforeCreate: [plan], beforeUpdate: [plan], ...after };
}

/** Notes that the program has a Provider of its own beside the default one. */
export function noteProvider(): void {
  const monitor = pulumi.runtime.getMonitor();
  if (monitor !== undefined) runsWithProviders.add(monitor);
}

/** The SDK calls back outside of the program's asynchronous context, by which it keeps inline programs apart. */
function newHooks(monitor: object): PlanHooks {
  let allowance: Allowance | undefined;
  const planning: Planning = {
    allowance: () => (allowance ??= new Allowance(readSettings(stackConfig()).limits)),
    firstLook: new FirstLook(stackSettings, console.log),
    elsewhere: new Set(),
  };
  const plan = AsyncResource.bind(async (args: pulumi.ResourceHookArgs) => {
    try {
      await planOn(args, planning);
    } catch (error) {
      if (!(error instanceof PlanRefused) || (!pulumi.runtime.isDryRun() && runsWithProviders.has(monitor)))
        throw error;
      refuse(error, args);
    }
  });
  const made = {
    elsewhere: planning.elsewhere,
    plan: new pulumi.ResourceHook(`plesk:plan${copy}`, plan, { onDryRun: true }),
    notice: new pulumi.ResourceHook(`plesk:notice${copy}`, AsyncResource.bind(noticeOn)),
  };
  hooks.set(monitor, made);
  if (pulumi.runtime.isDryRun())
    for (const sentence of [...misspeltKeys(), checkpointWarning(stackSettings) ?? []].flat())
      void pulumi.log.warn(sentence);
  return made;
}

async function planOn(args: pulumi.ResourceHookArgs, planning: Planning): Promise<void> {
  const spec = specs.get(args.type);
  if (spec === undefined) return;
  const [olds, news] = [await plain(args.oldOutputs), await plain(args.newInputs)];
  const inputs = splitPlain(declaredInputs(withOwnMarker(olds, news)));
  const hide = hiderOf(spec, news);
  const isElsewhere = planning.elsewhere.has(`${args.type} ${args.name}`);
  const firstLook = isElsewhere ? undefined : planning.firstLook;
  const isPreview = pulumi.runtime.isDryRun();
  const wish = { name: args.name, olds, ...inputs, hide, isPreview, firstLook };
  await reportPlan(spec, wish, planning.allowance, reportOn(args));
}

async function noticeOn(args: pulumi.ResourceHookArgs): Promise<void> {
  const spec = specs.get(args.type);
  if (spec !== undefined) await reportNotice(spec, await plain(args.newOutputs), reportOn(args));
}

/**
 * The engine puts words of its own in front of what a hook throws. So a preview fails by an error that is logged on the
 * resource, and by how the program ends; an inline program, which is no process of its own, ends by a rejection that
 * nobody handles. In `up` the provider counts and refuses by the same rules, and its sentence is enough.
 */
function refuse({ message }: PlanRefused, args: pulumi.ResourceHookArgs): void {
  if (!pulumi.runtime.isDryRun()) return;
  const resource = resourceOf(args);
  if (isProgramOfPulumi()) {
    void pulumi.log.error(message, resource);
    process.exitCode = reportedAlready;
  } else void Promise.reject(withoutFrames(new pulumi.ResourceError(message, resource, true)));
}

/** The exit code by which Pulumi's language host knows that all there is to say was logged. */
const reportedAlready = 32;

/** Whether Pulumi's own runner has started this process for the program alone. */
function isProgramOfPulumi(): boolean {
  return /[\\/]@pulumi[\\/]pulumi[\\/]cmd[\\/]run[\\/]/.test(process.argv[1] ?? "");
}

/** The resource itself would deadlock the run: its URN waits for this hook (engine-runs.md, section 7). */
function resourceOf({ urn }: pulumi.ResourceHookArgs): pulumi.Resource {
  return { urn: pulumi.output(urn) } as unknown as pulumi.Resource;
}

function reportOn(args: pulumi.ResourceHookArgs): Report {
  const resource = resourceOf(args);
  return (severity, sentence) =>
    severity === "info" ? pulumi.log.info(sentence, resource) : pulumi.log.warn(sentence, resource);
}

/** Hook arguments hold secrets as outputs inside plain objects, and unknown values as the SDK's marker. */
async function plain(value: unknown): Promise<Properties> {
  return (await unwrapped(value ?? {})) as Properties;
}

async function unwrapped(value: unknown): Promise<unknown> {
  if (pulumi.Output.isInstance(value)) return unwrapped(await settled(value));
  if (pulumi.isUnknown(value) || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Promise.all(value.map(unwrapped));
  const members = await Promise.all(
    Object.entries(value).map(async ([name, member]) => [name, await unwrapped(member)] as const),
  );
  return Object.fromEntries(members);
}

/** Unlike `apply`, this also ends for values that are unknown in preview. */
function settled(value: pulumi.Output<unknown>): Promise<unknown> {
  return (value as unknown as { promise(withUnknowns: boolean): Promise<unknown> }).promise(true);
}

function splitPlain(inputs: Properties): { known: Properties; unknown: string[] } {
  const unknown = Object.keys(inputs).filter((name) => pulumi.containsUnknowns(inputs[name]));
  return {
    known: Object.fromEntries(Object.entries(inputs).filter(([name]) => !unknown.includes(name))),
    unknown,
  };
}
