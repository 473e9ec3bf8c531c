/** What of a command is compared between two engines, and the few things that may differ. */

import { type EngineEvent } from "@pulumi/pulumi/automation";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

interface Resource {
  urn: string;
  type: string;
  id?: string;
  [member: string]: Json | undefined;
}

/** What each resource went through, in its own order; resources side by side have no order among each other. */
export function stepsOf(events: EngineEvent[]): Json {
  const steps: Record<string, Json[]> = {};
  const add = (urn: string, entry: Json): void => void (steps[urn] ??= []).push(entry);
  for (const { resourcePreEvent, resOutputsEvent, resOpFailedEvent } of events) {
    if (resourcePreEvent)
      add(resourcePreEvent.metadata.urn, { started: described(resourcePreEvent.metadata) });
    if (resOutputsEvent) add(resOutputsEvent.metadata.urn, { done: described(resOutputsEvent.metadata) });
    if (resOpFailedEvent)
      add(resOpFailedEvent.metadata.urn, { failed: described(resOpFailedEvent.metadata) });
  }
  return steps;
}

export function diagnosticsOf(events: EngineEvent[]): Json {
  const said = events.flatMap(({ diagnosticEvent: event }) => {
    if (!event || event.ephemeral || !["info", "warning", "error"].includes(event.severity)) return [];
    const message = event.message.trimEnd();
    return NOT_COMPARED.some((pattern) => pattern.test(message))
      ? []
      : [`${event.severity} ${event.urn ?? ""}: ${normalized(message)}`];
  });
  return said.sort();
}

export function stateOf(deployment: Json): Json {
  const { resources = [], pending_operations: pending = [] } = deployment as unknown as {
    resources?: Resource[];
    pending_operations?: { resource: Resource; type: string }[];
  };
  return {
    resources: resources.map(stored).sort(byText),
    pending: pending.map(({ resource, type }) => ({ type, urn: resource.urn })).sort(byText),
  };
}

const NOT_COMPARED = [
  // The CLI ships a provider executable of its own and says that it uses another one; the embedded engine has none.
  /^using pulumi-resource-pulumi-nodejs from \$PATH/,
];

/** Texts that are not the engine's to keep stable. */
function normalized(message: string): string {
  return (
    message
      // The advice on interrupted operations names cloud consoles on the CLI; the list of operations is what counts.
      .replace(/(These resources are in an unknown state)[\s\S]*/, "$1")
      // A connection that breaks is described by each side's gRPC library in its own words.
      .replace(
        /: (error reading from server: EOF|the dynamic provider process is gone.*)$/,
        ": connection lost",
      )
      .replace(/^(error reading from server: EOF|the dynamic provider process is gone.*)$/, "connection lost")
      // Stack traces hold paths of the SDK's build and line numbers.
      .replace(/\n\s+at [\s\S]*/, "")
      .replace(UUID, "<uuid>")
      .replace(PORT, "$1<port>")
      .replace(TIME, "<time>")
  );
}

// Ids of provider resources are drawn at random.
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;
// Each half has servers of its own, and a time of its own.
const PORT = /(127\.0\.0\.1:)\d+/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
// When something was made, and where in the program it was named, is not part of what it is.
const LEFT_OUT = new Set(["created", "modified", "sourcePosition", "stackTrace"]);

function described(metadata: NonNullable<EngineEvent["resourcePreEvent"]>["metadata"]): Json {
  const { op, keys, diffs, detailedDiff } = metadata;
  const [old, fresh] = [metadata.old, metadata.new] as unknown as (Resource | null | undefined)[];
  return clean({
    op,
    keys: [...(keys ?? [])].sort(),
    diffs: [...(diffs ?? [])].sort(),
    detailedDiff: (detailedDiff ?? null) as unknown as Json,
    old: old ? shown(old) : null,
    new: fresh ? shown(fresh) : null,
  });
}

function shown({ id, inputs, outputs, initErrors, protect }: Resource): Json {
  return {
    id: id ?? "",
    inputs: inputs ?? {},
    outputs: outputs ?? {},
    initErrors: initErrors ?? [],
    protect: protect ?? false,
  };
}

function stored(resource: Resource): Json {
  const kept = Object.entries(resource).filter(([member]) => !LEFT_OUT.has(member));
  return clean(Object.fromEntries(kept) as Json);
}

/** Random ids out, order of keys and of dependencies away. */
function clean(value: Json): Json {
  if (typeof value === "string")
    return value.replace(UUID, "<uuid>").replace(PORT, "$1<port>").replace(TIME, "<time>");
  if (Array.isArray(value)) return value.map(clean);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).map(
    ([key, inner]) => [key, DEPENDENCIES.has(key) ? [...(inner as Json[])].sort() : clean(inner)] as const,
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

// Sets, which the CLI writes in the order of a hash table.
const DEPENDENCIES = new Set(["dependencies"]);

function byText(a: Json, b: Json): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
