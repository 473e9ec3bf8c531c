/** What a person reads: a line for each step, messages under their resources, outputs and a summary. */

import {
  type Diagnostic,
  type EngineEvent,
  type Listener,
  type Op,
  type StepEvent,
  type StepMetadata,
  type Summary,
} from "./events";
import { type RunOptions } from "./run";
import { isProviderType, ROOT_STACK_TYPE, urnName } from "./state";
import { SECRET, SIGNATURE, UNKNOWN } from "./values";

const SIGNS: Record<Op, string> = {
  same: "  ",
  create: "+ ",
  update: "~ ",
  delete: "- ",
  replace: "+-",
  "create-replacement": "++",
  "delete-replaced": "--",
  read: "> ",
  "read-replacement": ">>",
  refresh: "~ ",
  discard: "< ",
  "discard-replaced": "<<",
  "remove-pending-replace": "~ ",
};

const PARTICIPLES: Partial<Record<Op, string>> = {
  same: "unchanged",
  create: "created",
  update: "updated",
  delete: "deleted",
  replace: "replaced",
  read: "read",
  refresh: "refreshed",
  discard: "discarded",
};

export class Display {
  private readonly diagnostics = new Map<string, string[]>();
  private outputs: Record<string, unknown> = {};

  constructor(
    stack: string,
    private readonly options: RunOptions,
    private readonly suppressOutputs: boolean,
  ) {
    const { kind, dryRun } = options;
    const title = {
      update: ["Updating", "update"],
      refresh: ["Refreshing", "refresh"],
      destroy: ["Destroying", "destroy"],
      preview: ["Previewing", "update"],
    };
    const [doing, noun] = title[kind];
    print(`${dryRun ? `Previewing ${noun ?? kind}` : (doing ?? kind)} (${stack}), embedded engine:\n`);
  }

  readonly listener: Listener = (event) => {
    if (event.resourcePreEvent) this.step(event.resourcePreEvent, "");
    if (event.resOutputsEvent) this.done(event.resOutputsEvent);
    if (event.resOpFailedEvent) this.step(event.resOpFailedEvent, "**failed**");
    if (event.diagnosticEvent) this.say(event.diagnosticEvent);
    if (event.summaryEvent) this.summarize(event.summaryEvent);
  };

  private step({ metadata }: StepEvent, status: string): void {
    if (isHidden(metadata) || (metadata.op === "same" && status === "")) return;
    const diff = metadata.diffs?.length ? ` [diff: ${metadata.diffs.map((key) => `~${key}`).join(",")}]` : "";
    const retained = metadata.old?.retainOnDelete && metadata.op.startsWith("delete") ? "[retain]" : "";
    print(
      ` ${SIGNS[metadata.op]} ${metadata.type} ${urnName(metadata.urn)} ${metadata.op}${retained} ${status}${diff}`.trimEnd(),
    );
    if (status === "") for (const change of changedInputs(metadata)) print(`      ${change}`);
  }

  private done({ metadata }: StepEvent): void {
    if (metadata.type === ROOT_STACK_TYPE && metadata.new)
      this.outputs = metadata.new.outputs as Record<string, unknown>;
    if (!this.options.dryRun && metadata.op !== "same") this.step({ metadata }, "done");
  }

  private say({ urn = "", prefix = "", message, ephemeral }: Diagnostic): void {
    if (ephemeral) return;
    const text = `${prefix}${message.trimEnd()}`;
    this.diagnostics.set(urn, [...(this.diagnostics.get(urn) ?? []), text]);
    print(`    ${urn ? `${urnName(urn)}: ` : ""}${text}`);
  }

  private summarize({ resourceChanges, durationSeconds, result }: Summary): void {
    this.printDiagnostics();
    if (Object.keys(this.outputs).length > 0 && !this.suppressOutputs) {
      print("\nOutputs:");
      for (const [key, value] of Object.entries(this.outputs)) print(`    ${key}: ${format(value)}`);
    }
    print("\nResources:");
    for (const [op, count] of Object.entries(resourceChanges)) {
      const word = PARTICIPLES[op as Op] ?? op;
      print(`    ${SIGNS[op as Op]} ${count} ${this.options.dryRun && op !== "same" ? `to ${op}` : word}`);
    }
    if (!this.options.dryRun) print(`\nDuration: ${durationSeconds}s (${result})`);
  }

  private printDiagnostics(): void {
    if (this.diagnostics.size === 0) return;
    print("\nDiagnostics:");
    for (const [urn, texts] of this.diagnostics) {
      print(urn ? `  ${urnName(urn)}:` : "  stack:");
      for (const text of texts) print(`    ${text.replaceAll("\n", "\n    ")}`);
    }
  }
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function isHidden({ type, urn }: StepMetadata): boolean {
  return isProviderType(type) && urnName(urn).startsWith("default");
}

/** Before and after of each input that differs: what a drift report is read for. */
function changedInputs({ op, old, new: fresh, diffs }: StepEvent["metadata"]): string[] {
  if (op !== "update" && op !== "replace") return [];
  const [before, after] = [old?.inputs ?? {}, fresh?.inputs ?? {}] as Record<string, unknown>[];
  return (diffs ?? []).map(
    (key) => `~ ${key}: ${format(before?.[key] ?? null)} => ${format(after?.[key] ?? null)}`,
  );
}

function format(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => hidden(member)).replace(
    /"(\[(?:unknown|secret)\])"/g,
    "$1",
  );
}

/** What has no value yet, or must not be shown, as the CLI writes it. */
function hidden(value: unknown): unknown {
  if (value === UNKNOWN) return "[unknown]";
  if (typeof value !== "object" || value === null) return value;
  return (value as Record<string, unknown>)[SIGNATURE] === SECRET ? "[secret]" : value;
}

export type { EngineEvent };
