/** The engine's events, in the JSON shape that the Automation API hands to `onEvent`, and where they go. */

import { appendFileSync } from "node:fs";
import { serializeProperties } from "./deployment";
import { type DetailedDiff } from "./propertyDiff";
import { type ResourceState } from "./state";

export type Op =
  | "same"
  | "create"
  | "update"
  | "delete"
  | "replace"
  | "create-replacement"
  | "delete-replaced"
  | "read"
  | "read-replacement"
  | "refresh"
  | "discard"
  | "discard-replaced"
  | "remove-pending-replace";

export type Severity = "info" | "info#err" | "warning" | "error";

export interface StepMetadata {
  op: Op;
  urn: string;
  type: string;
  old: Record<string, unknown> | null;
  new: Record<string, unknown> | null;
  keys?: string[];
  diffs?: string[];
  detailedDiff: DetailedDiff | null;
  logical?: boolean;
  provider: string;
}

export interface StepEvent {
  metadata: StepMetadata;
  planning?: boolean;
}

export interface Diagnostic {
  urn?: string;
  prefix?: string;
  message: string;
  color: "never";
  severity: Severity;
  ephemeral?: boolean;
}

export interface Summary {
  maybeCorrupt: boolean;
  durationSeconds: number;
  resourceChanges: Record<string, number>;
  PolicyPacks: Record<string, string>;
  isPreview: boolean;
  result: "succeeded" | "failed";
}

export interface EngineEvent {
  preludeEvent?: { config: Record<string, string> };
  resourcePreEvent?: StepEvent;
  resOutputsEvent?: StepEvent;
  resOpFailedEvent?: StepEvent & { status: number; steps: number };
  diagnosticEvent?: Diagnostic;
  summaryEvent?: Summary;
  cancelEvent?: Record<string, never>;
}

export type Listener = (event: EngineEvent) => void;

export class Events {
  private readonly listeners: Listener[] = [];
  private hidden: string[] = [];

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Texts that must not appear in any message, such as secret configuration values. */
  hide(secrets: string[]): void {
    // Very short texts would blot out half of every message.
    this.hidden = secrets.filter((text) => text.length > 1).sort((a, b) => b.length - a.length);
  }

  emit(event: EngineEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  diagnostic(severity: Severity, message: string, urn = "", ephemeral = false): void {
    const prefix = severity === "error" || severity === "warning" ? `${severity}: ` : undefined;
    this.emit({
      diagnosticEvent: {
        ...(urn && { urn }),
        ...(prefix !== undefined && { prefix }),
        message: `${this.redact(message)}\n`,
        color: "never",
        severity,
        ...(ephemeral && { ephemeral }),
      },
    });
  }

  redact(text: string): string {
    return this.hidden.reduce((result, hidden) => result.replaceAll(hidden, "[secret]"), text);
  }

  /** The state of a resource as events show it: secrets blinded. */
  describe(state: ResourceState | undefined): Record<string, unknown> | null {
    if (!state) return null;
    const blind = (): { ciphertext: string } => ({ ciphertext: "[secret]" });
    const properties = (of: ResourceState["inputs"]): unknown =>
      JSON.parse(this.redact(JSON.stringify(serializeProperties(of, blind))));
    const flags = (["custom", "delete", "protect", "taint", "external", "retainOnDelete"] as const).filter(
      (flag) => state[flag],
    );
    return {
      type: state.type,
      urn: state.urn,
      ...Object.fromEntries(flags.map((flag) => [flag, true])),
      id: state.id,
      parent: state.parent,
      inputs: properties(state.inputs),
      outputs: properties(state.outputs),
      provider: state.provider,
      ...(state.initErrors.length > 0 && { initErrors: state.initErrors.map((text) => this.redact(text)) }),
    };
  }
}

export interface EventLog {
  listener: Listener;
  close(): Promise<void>;
}

/** `--event-log`: a file of JSON lines, or the Automation API's listening server. */
export async function openEventLog(target: string): Promise<EventLog> {
  let sequence = 0;
  const line = (event: EngineEvent): string =>
    JSON.stringify({ sequence: sequence++, timestamp: Math.floor(Date.now() / 1000), ...event });
  if (target.startsWith("tcp://")) {
    const { openEventStream } = await import("./eventStream.js");
    const stream = openEventStream(target.slice("tcp://".length));
    return {
      listener: (event) => {
        stream.write(line(event));
      },
      close: () => stream.close(),
    };
  }
  return {
    listener: (event) => {
      appendFileSync(target, `${line(event)}\n`);
    },
    close: () => Promise.resolve(),
  };
}
