/** up, preview, refresh and destroy: from the lock to the summary. Everything is read back before an update, or instead of it. */

import { type Stack } from "../commands/context";
import { guardLoopback } from "../loopback";
import { Display } from "../output/display";
import { openEventLog } from "../output/events";
import { Monitor } from "../program/monitor";
import { startProgram } from "../program/program";
import { deserializeDeployment, serializeDeployment, type Snapshot } from "../state/deployment";
import { withoutDangling } from "../state/journal";
import { EXIT, messageOf, UserError } from "../userError";
import { Executor } from "./executor";
import { ProgramRun } from "./programRun";
import { Bail, Run, type RunOptions } from "./run";
import { refreshStep } from "./steps";

/** What the command line asks for. */
export interface Request extends RunOptions {
  eventLog: string | undefined;
  expectNoChanges: boolean;
  clearPendingCreates: boolean;
}

/** Runs the operation; rejects with a `UserError` when it has failed. */
export async function operate(stack: Stack, request: Request): Promise<void> {
  const unlock = request.dryRun ? undefined : stack.files.lock();
  try {
    const run = await prepare(stack, request);
    const startTime = new Date();
    const complaint = await perform(run, request.eventLog, startTime);
    if (!request.dryRun) record(stack, run, startTime);
    if (run.failed) throw complaint ?? new UserError("", EXIT.failed);
    if (request.expectNoChanges) refuseChanges(run);
  } finally {
    unlock?.();
  }
}

async function prepare({ project, files, config }: Stack, request: Request): Promise<Run> {
  const crypter = await config.crypter();
  const snapshot = deserializeDeployment(files.read(), crypter);
  // A refresh or a destroy can only mean what is there.
  const missing = request.targets.find((urn) => !snapshot.resources.some((state) => state.urn === urn));
  if (request.kind !== "update" && missing !== undefined)
    throw new UserError(`no resource named '${missing}' found`);
  if (request.clearPendingCreates) snapshot.pendingOperations = [];
  const values = await config.values();
  guardLoopback(values, process.env);
  const facts = { project, stack: files.name, config: values, snapshot };
  const save = (next: Snapshot): void => {
    files.write(serializeDeployment(next, crypter));
  };
  return new Run({ ...facts, save }, request);
}

/** Resolves with the sentence that the command ends with, if there is one: it goes to stderr. */
async function perform(run: Run, eventLog: string | undefined, start: Date): Promise<UserError | undefined> {
  const { events } = run;
  events.listen(new Display(run.facts.stack, run.options).listener);
  const log = eventLog === undefined ? undefined : openEventLog(eventLog);
  if (log) events.listen(log.listener);
  const programRun = new ProgramRun(run);
  const monitor = new Monitor(run, programRun);
  run.address = await monitor.listen();
  // Ctrl-C ends the operation in order; only a second one, or SIGKILL, ends the process at once.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, run.cancel);
  let complaint: UserError | undefined;
  try {
    await takePhases(run, programRun);
  } catch (error) {
    if (error instanceof UserError) complaint = error;
    else if (!(error instanceof Bail)) run.error(messageOf(error));
    run.failed = true;
  }
  // Providers first: their process ends with the engine's address still answering.
  await run.registry.close();
  run.hooks.close();
  summarize(run, start);
  await log?.close();
  monitor.close();
  return complaint;
}

async function takePhases(run: Run, programRun: ProgramRun): Promise<void> {
  const { kind, refresh, dryRun } = run.options;
  run.journal?.write();
  if (refresh) await refreshAll(run);
  else if (!dryRun) warnPending(run);
  if (run.failed || run.canceled || kind === "refresh") return;
  if (kind === "update") return runProgram(run, programRun);
  refuseDeleteHooks(run);
  await programRun.finish();
}

/** One object that cannot be read does not keep the others from being taken over, but fails the run. */
async function refreshAll(run: Run): Promise<void> {
  const { targets, excludes } = run.options;
  const selected = run.base.filter(({ urn }) =>
    targets.length > 0 ? targets.includes(urn) : !excludes.includes(urn),
  );
  const steps = new Map(selected.map((state) => [state, refreshStep(run, state)]));
  await new Executor(run, { patient: true }).together([...steps.values()]);
  const states = run.base.flatMap((state) => {
    const step = steps.get(state);
    return step ? (step.new ?? []) : state;
  });
  run.rebase(withoutDangling(states));
  run.journal?.rebase(run.base);
}

async function runProgram(run: Run, programRun: ProgramRun): Promise<void> {
  const program = startProgram(run);
  const early = await Promise.race([program.ended, programRun.signalled, programRun.canceled]);
  if (early?.error !== undefined) {
    if (!early.reported) run.error(early.error);
    run.failed = run.bailed = true;
    run.cancel();
  }
  await programRun.finish();
  // Until here its hooks were of use to the steps that ran; what it still asks is left unanswered.
  if (run.canceled) return program.stop();
  programRun.end();
  const { error, reported } = await program.ended;
  if (error !== undefined && !reported) run.error(error);
  run.failed ||= reported;
}

function summarize(run: Run, started: Date): void {
  const what = run.options.dryRun ? "preview" : "update";
  if (run.canceled && !run.failed) run.error(`${what} canceled`);
  else if (run.stepFailed && !run.bailed) run.error(`${what} failed`);
  const durationSeconds = Math.ceil((Date.now() - started.getTime()) / 1000);
  const resourceChanges = run.counts;
  run.events.emit({
    summaryEvent: { maybeCorrupt: false, durationSeconds, resourceChanges, policyPacks: {} },
  });
  run.events.emit({ cancelEvent: {} });
}

/** What `pulumi stack history` says, which the SDK asks for after each operation. */
function record({ files }: Stack, run: Run, startTime: Date): void {
  files.record({
    version: (files.lastUpdate?.version ?? 0) + 1,
    kind: run.options.kind,
    startTime,
    endTime: new Date(),
    ...{ message: "", environment: {}, config: {} },
    result: run.failed ? "failed" : "succeeded",
    resourceChanges: run.counts,
  });
}

function refuseChanges({ counts, options: { kind, dryRun } }: Run): void {
  const { same: _, read: __, ...changes } = counts;
  if (Object.keys(changes).length === 0) return;
  const what = dryRun && kind === "update" ? "preview" : kind;
  throw new UserError(
    `no changes were expected for ${what} but changes were proposed`,
    EXIT.changesNotExpected,
  );
}

function warnPending(run: Run): void {
  const operations = run.facts.snapshot.pendingOperations.map(
    ({ resource, type }) => `  * ${resource.urn}, interrupted while ${type}\n`,
  );
  if (operations.length === 0) return;
  run.warn(
    `Attempting to deploy or update resources with ${operations.length} pending operations from previous deployment.\n${operations.join("")}` +
      "These resources are in an unknown state because the engine was interrupted while waiting for changes to these resources to complete. " +
      "Look at each of them; `pulumi refresh` reads them and clears the pending operations, except for CREATE operations.",
  );
}

/** The functions are in the program, and the program does not run in a destroy. */
function refuseDeleteHooks(run: Run): void {
  const hooked = run.base.filter(({ resourceHooks: of }) => of.BeforeDelete ?? of.AfterDelete);
  for (const { urn, resourceHooks } of hooked) {
    const names = [...(resourceHooks.BeforeDelete ?? []), ...(resourceHooks.AfterDelete ?? [])];
    const text = "Resource has delete hooks registered, but the program is not running.";
    run.error(`${text} Hooks: ${names.join(", ")}`, urn);
  }
  if (hooked.length > 0)
    throw new UserError("You must run with the --run-program flag to use delete hooks during destroy.");
}
