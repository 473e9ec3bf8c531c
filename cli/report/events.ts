import type { EngineEvent, StepEventMetadata, StepEventStateMetadata } from "@pulumi/pulumi/automation";

import { redact } from "../../provider/failure";

export type Recorded = StepEventStateMetadata;

/** What the events of one preview tell about one resource. */
export interface Seen {
  urn: string;
  type: string;
  /** The state before the refresh, and what the refresh found: null for nothing, undefined where it failed. */
  recorded?: Recorded;
  live?: Recorded | null;
  /** The inputs that the refresh found changed. */
  moved: string[];
  /** The steps of the plan, which begin from `old` and lead to `declared`. */
  ops: string[];
  old?: Recorded;
  declared?: Recorded;
  /** The inputs that the engine names as changed. */
  diffs: string[];
  /** What the provider reported on it. */
  infos: string[];
  warnings: string[];
  errors: string[];
}

export interface SeenRun {
  resources: Map<string, Seen>;
  /** Errors that belong to no resource. */
  problems: string[];
}

/**
 * Folds the events of `preview` or `preview --refresh`. Live values are in what a refresh puts out, not in what it
 * announces (engine-runs.md 16). Of the messages only those on a resource are taken, and errors: the rest is
 * output of programs, and messages of severity "debug" can hold secrets in clear (15c).
 */
export function gather(events: readonly EngineEvent[]): SeenRun {
  const run: SeenRun = { resources: new Map(), problems: [] };
  const seen = (urn: string): Seen => {
    const known = run.resources.get(urn) ?? newSeen(urn);
    run.resources.set(urn, known);
    return known;
  };
  for (const { resourcePreEvent, resOutputsEvent, diagnosticEvent } of events) {
    if (resourcePreEvent) noteStep(seen(resourcePreEvent.metadata.urn), resourcePreEvent.metadata);
    if (resOutputsEvent?.metadata.op === "refresh")
      noteRefresh(seen(resOutputsEvent.metadata.urn), resOutputsEvent.metadata);
    if (diagnosticEvent) noteDiagnostic(run, seen, diagnosticEvent);
  }
  return run;
}

/** The URN's type is the last part of its chain of parents. */
function newSeen(urn: string): Seen {
  const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
  return { urn, type, moved: [], ops: [], diffs: [], infos: [], warnings: [], errors: [] };
}

function noteStep(seen: Seen, { op, old, new: declared, diffs }: StepEventMetadata): void {
  if (op === "refresh") {
    if (old) seen.recorded = old;
    return;
  }
  seen.ops.push(op);
  if (old) seen.old = old;
  if (declared) seen.declared = declared;
  seen.diffs.push(...(diffs ?? []));
}

function noteRefresh(seen: Seen, { new: live, diffs }: StepEventMetadata): void {
  seen.live = live ?? null;
  seen.moved.push(...(diffs ?? []));
}

function noteDiagnostic(
  run: SeenRun,
  seen: (urn: string) => Seen,
  { urn = "", severity, message, ephemeral }: NonNullable<EngineEvent["diagnosticEvent"]>,
): void {
  if (ephemeral || (severity as string) === "debug") return;
  const text = presentable(message);
  const isOnResource = urn !== "" && !urn.includes("::pulumi:pulumi:Stack::");
  if (severity === "error") (isOnResource ? seen(urn).errors : run.problems).push(text);
  else if (isOnResource && severity === "info") seen(urn).infos.push(text);
  else if (isOnResource && severity === "warning") seen(urn).warnings.push(text);
}

/** What the engine puts before our own sentences. */
const engineWords = /^(Preview failed: |before hook "plesk:plan\d*" failed: )+/;

/** What a system wrote must not move a terminal's cursor, nor hold a secret. */
function presentable(message: string): string {
  return redact(message.trim().replace(engineWords, "")).replace(/[^\P{Cc}\n]/gu, " ");
}

/** The resources whose refresh failed. */
export function unreadable({ resources }: SeenRun): Seen[] {
  return [...resources.values()].filter(
    ({ recorded, live, errors }) => recorded !== undefined && live === undefined && errors.length > 0,
  );
}
