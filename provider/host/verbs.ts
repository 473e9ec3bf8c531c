import type * as pulumi from "@pulumi/pulumi";

import { isFailure, type Failure } from "../failure";
import { explain } from "./help";
import { Interrupted, type CheckFailure, type ResourceSpec, type Step } from "../converge/resource";
import { readSettings, type ReadConfig } from "../settings";
import { Allowance } from "../converge/allowance";
import { Claims, type Claimant } from "../converge/claims";
import { createCall, type CallOptions } from "../transport/call";
import { openLog } from "../transport/log";
import { EngineError } from "./engineError";
import { openJournal } from "./journal";
import type { Run } from "../converge/execute";
import { converge, leftAsItIs, read, remove } from "../converge/lifecycle";
import { hiderOf, markSecrets, secretPathsOf, type Hide } from "./secretInputs";
import {
  declaredInputs,
  pick,
  secretsName,
  sendable,
  splitUnknown,
  type Properties,
  withOwnMarker,
  withoutKeep,
} from "./values";

/** Opens what one run of the provider process works with. */
export type OpenRun = (config: ReadConfig) => Run;

/** The run of a real provider process: the settings, the network and the engine that must be alive. */
export function openRunWith({ say = console.log, ...process }: RunOptions): OpenRun {
  return (config) => {
    const settings = readSettings(config);
    const call = createCall({
      ...process,
      say,
      log: openLog(settings, say),
      account: settings.account,
      readOnly: settings.readOnly,
      journal: process.journal ?? openJournal(settings.journal, say),
    });
    return { call, allowance: new Allowance(settings.limits), claims: new Claims() };
  };
}

/** What a run has from the process that it runs in. */
export type RunOptions = Pick<CallOptions, "assertWanted" | "stopped" | "ends" | "clock" | "journal"> &
  Partial<Pick<CallOptions, "say">>;

/** Pulumi's verbs for one resource, as a dynamic provider has them. */
export type Handler = Required<
  Pick<pulumi.dynamic.ResourceProvider, "configure" | "check" | "diff" | "create" | "read" | "update">
> & {
  /** `kept` are those objects of the vendor that the resource stands for all the same. */
  delete(id: string, props: Properties, kept?: readonly string[]): Promise<void>;
};

/**
 * One resource behind Pulumi's verbs, with the cures for what the provider process does to them
 * (pulumi-dynamic-providers.md 1.7).
 */
export function createHandler<D, State, S extends Step>(
  { codec, ...rest }: ResourceSpec<D, State, S>,
  openRun: OpenRun,
): Handler {
  const spec: ResourceSpec<D, State, S> = { ...rest, codec: parsingOnce(codec) };
  let config: ReadConfig = () => undefined;
  let opened: Run | undefined;
  const run = (): Run => (opened ??= openRun(config));
  /**
   * The resources that the program declares, by their names. A refresh, and a resource on which others depend, make the
   * engine ask for diffs of what the program may have renamed or dropped: those claim nothing.
   */
  const declared = new Set<unknown>();
  /**
   * How far a verb came that failed half-way, by the resource's name. Where an `onError` hook of the program asks for
   * another try, the engine calls the verb again with what it knew before, in which nothing is bought yet.
   */
  const halfMade = new Map<unknown, State>();

  async function goOn(
    { __resource: name }: Properties,
    before: () => State | undefined,
    work: (last: State | undefined) => Promise<State>,
  ): Promise<State> {
    try {
      const state = await work(halfMade.get(name) ?? before());
      halfMade.delete(name);
      return state;
    } catch (error) {
      if (!(error instanceof Interrupted)) {
        const half = halfMade.get(name);
        // The engine keeps what the last try answers.
        throw half !== undefined && error instanceof Error ? new Interrupted(half, error) : error;
      }
      // States of earlier versions do not hold the name.
      if (name !== undefined) halfMade.set(name, error.state as State);
      throw error;
    }
  }

  return {
    // Stores only: the process may call others before an asynchronous configure is through (1.4).
    configure: (request) => {
      config = (key) => request.config.get(key);
      opened = undefined;
      declared.clear();
      halfMade.clear();
      return Promise.resolve();
    },

    check: (olds: Properties, news: Properties) => {
      const hide = hiderOf(spec, news);
      declared.add(news.__resource);
      return plainErrors(hide, () => {
        const faults = faultsOf(spec, run, olds, news);
        if (faults.length === 0) return { inputs: news };
        return { inputs: news, failures: faults.map((fault) => asCheckFailure(hide(fault))) };
      });
    },

    diff: (_id, olds: Properties, news: Properties) =>
      plainErrors(hiderOf(spec, news), () => {
        const claims = declared.has(news.__resource) ? run().claims : undefined;
        const found = difference(spec, claims, olds, withOwnMarker(olds, news));
        return found.changes === undefined && differInHidden(olds, news)
          ? { ...found, changes: true }
          : found;
      }),

    create: (inputs: Properties) => {
      const hide = hiderOf(spec, inputs);
      return engineErrors(spec, hide, inputs, undefined, async () => {
        const desired = desiredOf(spec, inputs);
        const state = await goOn(
          inputs,
          () => undefined,
          (last) => converge(spec, run(), last, desired, claimantOf({}, inputs), true),
        );
        return { id: idOf(spec, hide, state), outs: outputsOf(spec, state, inputs) };
      });
    },

    update: (id, olds: Properties, news: Properties) =>
      engineErrors(spec, hiderOf(spec, news), news, id, async () => {
        const desired = desiredOf(spec, withOwnMarker(olds, news));
        const state = await goOn(
          news,
          () => stateOf(spec, run(), id, olds),
          (last) => converge(spec, run(), last, desired, claimantOf(olds, news)),
        );
        return { outs: outputsOf(spec, state, news) };
      }),

    read: (id, props: Properties) => {
      const hide = hiderOf(spec, props);
      return plainErrors(hide, async () => {
        const isOurs = "__plesk" in props;
        const state = await read(spec, run(), stateOf(spec, run(), id, props), isOurs);
        if (state === undefined) return { id: "" };
        const declared = isOurs ? pick(props, spec.codec.inputNames) : spec.codec.everyInput;
        const inputs = { ...spec.codec.readInputs(state, declared), ...hidden(props) };
        return { id: idOf(spec, hide, state), props: outputsOf(spec, state, inputs), inputs };
      });
    },

    delete: (id, props: Properties, kept = []) => {
      const hide = hiderOf(spec, props);
      return plainErrors(hide, async () => {
        const isKept = withoutKeep(props).onDelete === undefined;
        const outcome = isKept
          ? leftAsItIs
          : await remove(spec, run(), stateOf(spec, run(), id, props), claimantOf(props, props), kept);
        run().call.say(hide(deletionSentence(spec, id, props, outcome)));
      });
    },
  };
}

/** The engine asks check and the verb that follows about the same inputs: they are parsed once. */
function parsingOnce<D, State>(codec: ResourceSpec<D, State>["codec"]): typeof codec {
  const last = new Map<string, ReturnType<typeof codec.parseInputs>>();
  return {
    ...codec,
    parseInputs: (raw, unknown) => {
      const question = JSON.stringify([raw, unknown]);
      const known = last.get(question);
      if (known !== undefined) {
        last.delete(question);
        return known;
      }
      const parsed = codec.parseInputs(raw, unknown);
      last.set(question, parsed);
      return parsed;
    },
  };
}

/** What became of an object, with the resource that is deleted: the sentence may stand anywhere in a run's output. */
export function deletionSentence(
  { name }: { name: string },
  id: string,
  { __resource }: Properties,
  outcome: string,
): string {
  return `${[name, textOf(__resource)].filter((part) => part !== undefined).join(" ")} (${id}): ${outcome}`;
}

/** All that is wrong with a declaration, and with the settings that it needs, before anything is sent. */
function faultsOf<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  run: () => Run,
  olds: Properties,
  news: Properties,
): string[] {
  const { known, unknown } = splitUnknown(declaredInputs(news));
  const parsed = spec.codec.parseInputs(known, unknown);
  if ("failures" in parsed) return parsed.failures.map(sentenceOf);
  const { desired } = parsed;
  const claim = (): void => {
    // What a resource that is there already stands for is known from its state, in diff.
    if (Object.keys(olds).length === 0)
      run().claims.claim(spec.name, spec.objectsOf(undefined, desired), claimantOf({}, news));
  };
  const accounts = spec.accounts(desired).map(
    ({ system, server }) =>
      () =>
        run().call.account(system, server),
  );
  const faults = [...accounts, claim].flatMap((work) => failureIn(work) ?? []);
  return [...new Set(faults.map(explain))];
}

/** The failure that the work ends with, if it does. */
function failureIn(work: () => unknown): Failure | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (isFailure(error)) return error;
    throw error;
  }
}

/** Without a property: the engine would print its value, a secret in clear too, and `<nil>` for a member. */
function asCheckFailure(reason: string): CheckFailure {
  return { property: "", reason };
}

/** Pulumi keeps and shows ids in clear. */
function idOf<D, State, S extends Step>(spec: ResourceSpec<D, State, S>, hide: Hide, state: State): string {
  return hide(spec.idOf(state));
}

/**
 * `undefined` where an input changed, so that the engine names the properties; `true` where only
 * something else calls for an update; `false` where all values mean the same.
 */
function difference<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  claims: Claims | undefined,
  olds: Properties,
  news: Properties,
): pulumi.dynamic.DiffResult {
  const state = spec.codec.decodeState(olds);
  const { known, unknown } = splitUnknown(declaredInputs(news));
  const desired = parsedOrThrow(spec, known, unknown);
  const replaces = unknown.length > 0 ? [] : spec.replaces(state, desired);
  if (replaces.length === 0) claims?.claim(spec.name, spec.objectsOf(state, desired), claimantOf(olds, news));
  if (unknown.length > 0 || !declareTheSame(spec, olds, known, desired))
    return { changes: undefined as never, replaces };
  const changes =
    replaces.length > 0 ||
    isOfPlugin(olds, news) ||
    differInSecrecy(olds, news) ||
    callsForUpdate(spec, state, desired);
  return { changes, replaces };
}

/** Whether both mean the same. Another marker alone is no change that the user made. */
function declareTheSame<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  olds: Properties,
  news: Properties,
  desired: D,
): boolean {
  const before = pick(olds, spec.codec.inputNames);
  if (JSON.stringify(before) === JSON.stringify(pick(news, spec.codec.inputNames))) return true;
  const known = parsedOrRaw(spec, { ...before, ...pick(news, ["__marker"]) });
  return JSON.stringify(known) === JSON.stringify(desired);
}

/**
 * Whether hidden inputs are not as they were, e.g. after another version. The engine would name them beside those that
 * the user changed if it were left to compare; told that there is a change, it shows the user's alone.
 */
function differInHidden(olds: Properties, news: Properties): boolean {
  const isMarked = "__marker" in olds;
  return ["__provider", "__resource", secretsName, ...(isMarked ? ["__marker"] : [])].some(
    (name) => name in news && JSON.stringify(olds[name]) !== JSON.stringify(news[name]),
  );
}

/** What the plugin has made lacks the text by which a dynamic provider reads and deletes it. */
function isOfPlugin(olds: Properties, news: Properties): boolean {
  return "__provider" in news && !("__provider" in olds);
}

/** What the outputs repeat is then to be marked anew, though nothing is to be sent. */
function differInSecrecy(olds: Properties, news: Properties): boolean {
  return JSON.stringify(secretPathsOf(olds)) !== JSON.stringify(secretPathsOf(news));
}

function callsForUpdate<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  state: State,
  desired: D,
): boolean {
  try {
    return spec.needsAttention(state, desired) || spec.plan(state, desired).length > 0;
  } catch (error) {
    // What may not be planned is reported by the hook and by the update itself, on the resource.
    if (isFailure(error)) return true;
    throw error;
  }
}

/** Inputs that an older version let through may not be valid any more; any others differ from them. */
function parsedOrRaw<D, State, S extends Step>(
  { codec }: ResourceSpec<D, State, S>,
  inputs: Properties,
): unknown {
  const parsed = codec.parseInputs(inputs, []);
  return "desired" in parsed ? parsed.desired : inputs;
}

function desiredOf<D, State, S extends Step>(spec: ResourceSpec<D, State, S>, inputs: Properties): D {
  const { known, unknown } = splitUnknown(declaredInputs(inputs));
  return parsedOrThrow(spec, known, unknown);
}

function parsedOrThrow<D, State, S extends Step>(
  { codec }: ResourceSpec<D, State, S>,
  known: Properties,
  unknown: readonly string[],
): D {
  const parsed = codec.parseInputs(known, unknown);
  if ("desired" in parsed) return parsed.desired;
  throw new Error(parsed.failures.map(sentenceOf).join("; "));
}

export function sentenceOf({ property, reason }: CheckFailure): string {
  return `${property} ${reason}`;
}

/** A `get` brings only an id: its outputs lack what our own always hold. */
function stateOf<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  { call }: Run,
  id: string,
  outputs: Properties,
): State {
  if ("__plesk" in outputs) return spec.codec.decodeState(outputs);
  return spec.fromId(id, call);
}

/** The outputs of a resource: the declared inputs as they are live, and what holds the state. */
export function outputsOf<D, State, S extends Step>(
  spec: ResourceSpec<D, State, S>,
  state: State,
  inputs: Properties,
): Properties {
  const live = spec.codec.readInputs(state, pick(withoutKeep(inputs), spec.codec.inputNames));
  const kept = pick(inputs, ["__resource", secretsName]);
  return markSecrets(spec, sendable({ ...live, ...spec.codec.encodeState(state, live), ...kept }));
}

/** Our hidden inputs, which a read has to hand back like all others. */
function hidden(properties: Properties): Properties {
  return pick(properties, ["__marker", "__resource", secretsName]);
}

/** Who the resource is, by its new inputs and by the outputs that it had before. */
function claimantOf(olds: Properties, { __resource, __marker }: Properties): Claimant {
  const { __provider: _, ...outputs } = olds;
  const known = Object.keys(outputs).length > 0 ? { outputs: JSON.stringify(outputs) } : {};
  return { resource: textOf(__resource), marker: textOf(__marker), ...known };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

async function plainErrors<T>(hide: Hide, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw engineError(error, hide);
  }
}

/** An interruption keeps the resource: the engine saves id and outputs and calls update on the next run. */
async function engineErrors<D, State, S extends Step, T>(
  spec: ResourceSpec<D, State, S>,
  hide: Hide,
  inputs: Properties,
  id: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Interrupted)) throw engineError(error, hide);
    const state = error.state as State;
    const properties = { ...outputsOf(spec, state, inputs), ...pick(inputs, ["__provider"]) };
    const reason = engineError(error.reason, hide);
    throw Object.assign(reason, {
      id: id ?? idOf(spec, hide, state),
      properties,
      reasons: [reason.message],
    });
  }
}

function engineError(error: unknown, hide: Hide): EngineError {
  return new EngineError(hide(explain(error)));
}
