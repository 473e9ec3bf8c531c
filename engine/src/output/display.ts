/** What a person reads: a line for each step and for each message, and how many steps there were. */

import { type DiagnosticEvent, type StepEventMetadata, type SummaryEvent } from "@pulumi/pulumi/automation";
import { isDefaultProvider, urnName } from "../state/state";
import { type Listener, type Op } from "./events";

const SIGNS: Partial<Record<Op, string>> = {
  create: "+ ",
  update: "~ ",
  delete: "- ",
  replace: "+-",
  "create-replacement": "++",
  "delete-replaced": "--",
  read: "> ",
  refresh: "~ ",
  discard: "< ",
};

/** Prints an operation's events to stdout as they come. */
export class Display {
  constructor(
    stack: string,
    private readonly options: { kind: string; dryRun: boolean },
  ) {
    print(`${options.dryRun ? "Preview of " : ""}${options.kind} (${stack}), embedded engine:\n`);
  }

  readonly listener: Listener = (event) => {
    if (event.resourcePreEvent) this.step(event.resourcePreEvent.metadata);
    if (event.resOutputsEvent && !this.options.dryRun) this.step(event.resOutputsEvent.metadata, " done");
    if (event.resOpFailedEvent) this.step(event.resOpFailedEvent.metadata, " **failed**");
    if (event.diagnosticEvent) this.say(event.diagnosticEvent);
    if (event.summaryEvent) this.summarize(event.summaryEvent);
  };

  private step(metadata: StepEventMetadata, status = ""): void {
    const { op, type, urn, old, diffs = [] } = metadata;
    if (isDefaultProvider(metadata) || op === "same") return;
    const diff = diffs.length > 0 ? ` [diff: ${diffs.map((key) => `~${key}`).join(",")}]` : "";
    const retained = old?.retainOnDelete && op.startsWith("delete") ? "[retain]" : "";
    print(` ${SIGNS[op] ?? "  "} ${type} ${urnName(urn)} ${op}${retained}${status}${diff}`);
  }

  private say({ urn = "", prefix = "", message, ephemeral }: DiagnosticEvent): void {
    const text = `${urn && `${urnName(urn)}: `}${prefix}${message.trimEnd()}`;
    if (!ephemeral) print(`    ${text.replaceAll("\n", "\n    ")}`);
  }

  private summarize({ resourceChanges, durationSeconds }: SummaryEvent): void {
    const { dryRun } = this.options;
    print("\nResources:");
    for (const [op, count] of Object.entries(resourceChanges))
      print(`    ${SIGNS[op as Op] ?? "  "} ${count} ${dryRun && op !== "same" ? "to " : ""}${op}`);
    if (!dryRun) print(`\nDuration: ${durationSeconds}s`);
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
