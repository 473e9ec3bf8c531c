/** up, preview, refresh and destroy: from the lock to the summary. */

import { cpus } from "node:os";
import { type ConfigValue, type StackConfig } from "./config";
import { deserializeDeployment, encrypted, serializeDeployment, type Snapshot } from "./deployment";
import { unprotected } from "./deletions";
import { Display, print } from "./display";
import { Events, openEventLog, type EventLog, type Summary } from "./events";
import { Hooks } from "./hooks";
import { Journal } from "./journal";
import { guardLoopback, guardValue } from "./loopback";
import { Monitor } from "./monitor";
import { Program } from "./program";
import { type Project } from "./project";
import { ProgramRun } from "./programRun";
import { refreshAll } from "./refreshPhase";
import { Registry } from "./registry";
import { Bail, Run, type RunOptions } from "./run";
import { urnName } from "./state";
import { type StackFiles } from "./store";
import { EXIT, messageOf, UserError } from "./userError";
import { reveal, type Properties } from "./values";
import { ENGINE_VERSION } from "./version";

export interface Request extends Omit<RunOptions, "parallel"> {
  parallel: number | undefined;
  eventLog: string | undefined;
  message: string;
  expectNoChanges: boolean;
  clearPendingCreates: boolean;
  excludeProtected: boolean;
  suppressOutputs: boolean;
}

export interface Stack {
  project: Project;
  files: StackFiles;
  config: StackConfig;
}

export async function operate(stack: Stack, request: Request): Promise<void> {
  const { files, config } = stack;
  const unlock = request.dryRun ? undefined : files.lock();
  try {
    const crypter = await config.crypter();
    const snapshot = deserializeDeployment(files.read(), () => crypter);
    checkTargets(request, snapshot);
    const save = (next: Snapshot): void => {
      files.write(serializeDeployment(next, ENGINE_VERSION, crypter.salt, encrypted(crypter)));
    };
    const values = await config.values();
    guardLoopback(values, process.env);
    const targets = request.excludeProtected ? unprotected(snapshot.resources) : request.targets;
    if (request.excludeProtected && targets.length === 0) {
      print("There were no unprotected resources to destroy.");
      return;
    }
    await new Operation(stack, { ...request, targets }, snapshot, values, save).run();
  } finally {
    unlock?.();
  }
}

class Operation {
  private readonly started = new Date();
  private readonly events = new Events();
  private readonly options: RunOptions;
  private complaint: UserError | undefined;

  constructor(
    private readonly stack: Stack,
    private readonly request: Request,
    private readonly snapshot: Snapshot,
    private readonly values: Record<string, ConfigValue>,
    private readonly save: (snapshot: Snapshot) => void,
  ) {
    this.options = { ...request, parallel: request.parallel ?? 4 * cpus().length };
  }

  async run(): Promise<void> {
    const { project, files } = this.stack;
    const { dryRun, parallel } = this.options;
    const log = await this.listen();
    const monitor = new Monitor({ project: project.name, stack: files.name, dryRun, parallel });
    const address = await monitor.listen();
    const run = this.prepare(address);
    const stopListening = cancelOnSignal(run);
    try {
      this.events.emit({ preludeEvent: { config: this.publicConfig() } });
      await this.body(run, monitor, address);
    } catch (error) {
      // A sentence to the user goes to stderr, as an error of the command.
      if (error instanceof UserError) this.complaint = error;
      else if (!(error instanceof Bail)) run.error(messageOf(error));
      run.failed = true;
    }
    // Providers first: their process ends with the engine's address still answering.
    await run.registry.close();
    run.hooks.close();
    this.summarize(run);
    stopListening();
    await log?.close();
    monitor.close();
    this.conclude(run);
  }

  private async listen(): Promise<EventLog | undefined> {
    this.events.hide(this.secretTexts());
    this.events.listen(
      new Display(this.stack.files.name, this.options, this.request.suppressOutputs).listener,
    );
    if (!this.request.eventLog) return undefined;
    const log = await openEventLog(this.request.eventLog);
    this.events.listen(log.listener);
    return log;
  }

  private prepare(engineAddress: string): Run {
    const { project, files } = this.stack;
    const { dryRun } = this.options;
    const registry = new Registry({ project, engineAddress, dryRun, log: this.printed, guard: guardInputs });
    const hooks = new Hooks(dryRun, (message, urn) => {
      this.events.diagnostic("warning", message, urn);
    });
    const { resources } = this.snapshot;
    const pendingOperations = this.request.clearPendingCreates ? [] : this.snapshot.pendingOperations;
    const journal = dryRun ? undefined : new Journal(resources, pendingOperations, this.save);
    return new Run(
      project.name,
      files.name,
      this.options,
      this.events,
      registry,
      hooks,
      journal,
      resources,
      pendingOperations,
    );
  }

  private async body(run: Run, monitor: Monitor, address: string): Promise<void> {
    const { kind, refresh, runProgram } = this.options;
    run.journal?.write();
    if (refresh) await refreshAll(run);
    else if (!run.options.dryRun) warnPending(run);
    if (run.failed || run.canceled || kind === "refresh") return;
    if (kind !== "destroy" || runProgram) return this.runProgram(run, monitor, address);
    refuseDeleteHooks(run);
    await new ProgramRun(run, this.values).finish();
  }

  private async runProgram(run: Run, monitor: Monitor, address: string): Promise<void> {
    const { project, files } = this.stack;
    const { dryRun, parallel } = this.options;
    const programRun = new ProgramRun(run, this.values);
    monitor.serve(programRun);
    run.cancellation.signal.addEventListener("abort", () => {
      monitor.abort();
    });
    const program = Program.start({
      project,
      stack: files.name,
      config: this.values,
      dryRun,
      parallel,
      address,
      onLine: this.printed,
    });
    const end = await Promise.race([program.ended, programRun.signalled, programRun.canceled]);
    if (end?.error !== undefined) {
      if (!end.reported) run.error(end.error);
      run.failed = run.bailed = true;
      run.cancel();
    }
    await programRun.finish();
    programRun.end();
    if (run.canceled) await program.stop();
    else await this.checkEnd(run, program);
  }

  private async checkEnd(run: Run, program: Program): Promise<void> {
    const { error, reported } = await program.ended;
    if (error === undefined) return;
    if (reported) run.failed = true;
    else run.error(error);
  }

  private readonly printed = (line: string, stream: "stdout" | "stderr"): void => {
    this.events.diagnostic(stream === "stderr" ? "info#err" : "info", line);
  };

  private summarize(run: Run): void {
    const what = this.options.dryRun ? "preview" : "update";
    if (run.canceled && !run.failed) run.error(`${what} canceled`);
    else if (run.stepFailed && !run.bailed) run.error(`${what} failed`);
    const summary: Summary = {
      maybeCorrupt: run.maybeCorrupt,
      durationSeconds: Math.ceil((Date.now() - this.started.getTime()) / 1000),
      resourceChanges: run.counts,
      PolicyPacks: {},
      isPreview: this.options.dryRun,
      result: run.failed ? "failed" : "succeeded",
    };
    this.events.emit({ summaryEvent: summary });
    this.events.emit({ cancelEvent: {} });
    if (!this.options.dryRun) this.record(summary);
  }

  private record(summary: Summary): void {
    const { files } = this.stack;
    const config = Object.entries(this.values).map(
      ([key, { value, secret }]) => [key, secret ? { secret } : { value, secret }] as const,
    );
    files.record({
      version: files.updates().length,
      kind: this.options.kind,
      startTime: this.started.toISOString(),
      message: this.request.message,
      environment: { "exec.kind": "embedded", "pulumi.version": ENGINE_VERSION },
      config: Object.fromEntries(config),
      result: summary.result,
      endTime: new Date().toISOString(),
      resourceChanges: summary.resourceChanges,
    });
  }

  private conclude(run: Run): void {
    if (run.failed) throw this.complaint ?? new UserError("", EXIT.failed);
    const changed = Object.entries(run.counts).some(
      ([op, count]) => op !== "same" && op !== "read" && count > 0,
    );
    if (this.request.expectNoChanges && changed) {
      const what = this.options.dryRun && this.options.kind === "update" ? "preview" : this.options.kind;
      throw new UserError(
        `no changes were expected for ${what} but changes were proposed`,
        EXIT.changesNotExpected,
      );
    }
  }

  private publicConfig(): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.values).map(([key, { value, secret }]) => [key, secret ? "[secret]" : value]),
    );
  }

  private secretTexts(): string[] {
    return Object.values(this.values)
      .filter(({ secret }) => secret)
      .map(({ value }) => value);
  }
}

function guardInputs(inputs: Properties, provider: string): void {
  for (const [key, value] of Object.entries(inputs)) {
    const text = reveal(value);
    if (typeof text === "string") guardValue(text, `the input ${key} of the provider ${urnName(provider)}`);
  }
}

/** Ctrl-C ends the operation in order; only a second one, or SIGKILL, ends the process at once. */
function cancelOnSignal(run: Run): () => void {
  const cancel = (): void => {
    run.cancel();
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.once(signal, cancel);
  return () => {
    for (const signal of signals) process.off(signal, cancel);
  };
}

/** A refresh or a destroy can only mean what is there. */
function checkTargets({ kind, targets }: Request, { resources }: Snapshot): void {
  const missing = targets.find((urn) => !resources.some((state) => state.urn === urn));
  if (kind !== "update" && missing !== undefined) throw new UserError(`no resource named '${missing}' found`);
}

function warnPending(run: Run): void {
  if (run.pendingOperations.length === 0) return;
  const operations = run.pendingOperations.map(
    ({ resource, type }) => `  * ${resource.urn}, interrupted while ${type}\n`,
  );
  run.warn(
    `Attempting to deploy or update resources with ${operations.length} pending operations from previous deployment.\n${operations.join("")}` +
      "These resources are in an unknown state because the engine was interrupted while waiting for changes to these resources to complete. " +
      "You should confirm whether or not the operations listed completed successfully by checking the state of the appropriate provider. " +
      "Once you have confirmed the status of the interrupted operations, you can repair your stack using `pulumi refresh`, " +
      "which reads the state from the provider and clears the pending operations, except for CREATE operations.",
  );
}

function refuseDeleteHooks(run: Run): void {
  const hooked = run.base.filter(
    ({ resourceHooks }) => resourceHooks.BeforeDelete ?? resourceHooks.AfterDelete,
  );
  if (hooked.length === 0) return;
  for (const { urn, resourceHooks } of hooked) {
    const names = [...(resourceHooks.BeforeDelete ?? []), ...(resourceHooks.AfterDelete ?? [])];
    run.error(
      `Resource has delete hooks registered, but the program is not running. Hooks: ${names.join(", ")}`,
      urn,
    );
  }
  throw new UserError("You must run with the --run-program flag to use delete hooks during destroy.");
}
