/** The engine's events, in the JSON shape that the Automation API hands to `onEvent`, and their way there. */

import { once } from "node:events";
import * as grpc from "@grpc/grpc-js";
import {
  type DiagnosticEvent,
  type EngineEvent,
  type OpType,
  type StepEventStateMetadata,
} from "@pulumi/pulumi/automation";
import { EventsClient } from "@pulumi/pulumi/proto/events_grpc_pb";
import { EventRequest } from "@pulumi/pulumi/proto/events_pb";
import { serializeResource } from "../state/deployment";
import { type ResourceState } from "../state/state";
import { refuse } from "../userError";

/** What the engine does to a resource in one step. */
export type Op = OpType;
/** How grave a message is; `info#err` is what the program printed on stderr. */
export type Severity = DiagnosticEvent["severity"];
/** Somebody who reads the events. */
export type Listener = (event: Omit<EngineEvent, "sequence" | "timestamp">) => void;

/** Where events are made, without secrets, and handed to all who listen. */
export class Events {
  private readonly listeners: Listener[] = [];
  private readonly hidden: string[];

  /** `secrets` are texts that must not appear in any message, such as secret configuration values. */
  constructor(secrets: string[]) {
    // Very short texts would blot out half of every message.
    this.hidden = secrets.filter((text) => text.length > 1).sort((a, b) => b.length - a.length);
  }

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  readonly emit: Listener = (event) => {
    for (const listener of this.listeners) listener(event);
  };

  diagnostic(severity: Severity, message: string, { urn = "", ephemeral = false } = {}): void {
    const diagnosticEvent: DiagnosticEvent = {
      ...(urn && { urn }),
      ...((severity === "error" || severity === "warning") && { prefix: `${severity}: ` }),
      message: `${this.redact(message)}\n`,
      color: "never",
      severity,
      ...(ephemeral && { ephemeral }),
    };
    this.emit({ diagnosticEvent });
  }

  /** The state of a resource as events show it: secrets blinded. */
  describe(state: ResourceState): StepEventStateMetadata {
    const blinded = serializeResource(state, () => ({ ciphertext: "[secret]" }));
    const always = { id: "", parent: "", provider: "", inputs: {}, outputs: {} };
    return JSON.parse(this.redact(JSON.stringify({ ...always, ...blinded }))) as StepEventStateMetadata;
  }

  private redact(text: string): string {
    return this.hidden.reduce((result, hidden) => result.replaceAll(hidden, "[secret]"), text);
  }
}

/** `--event-log tcp://...`: sends each event to the SDK, which listens. `close` resolves when all have arrived. */
export function openEventLog(target: string): { listener: Listener; close(): Promise<void> } {
  const [scheme, address = ""] = target.split("://");
  if (scheme !== "tcp") refuse("an event log that is a file");
  const client = new EventsClient(address, grpc.credentials.createInsecure());
  const stream = client.streamEvents(() => undefined);
  // A listener that went away must not fail the update.
  stream.on("error", () => undefined);
  const finished = once(stream, "status").catch(() => undefined);
  let sequence = 0;
  return {
    listener: (event) => {
      const timestamp = Math.floor(Date.now() / 1000);
      const line = JSON.stringify({ sequence: sequence++, timestamp, ...event });
      stream.write(new EventRequest().setEvent(line));
    },
    close: async () => {
      stream.end();
      await finished;
      client.close();
    },
  };
}
