/** `pulumi up`, `preview`, `refresh` and `destroy`. */

import { availableParallelism } from "node:os";
import { type Kind } from "../steps/run";
import { refuse, UserError } from "../userError";
import { openStack, type Command, type Options } from "./context";

const COMMON = {
  "expect-no-changes": "flag",
  target: "texts",
  "event-log": "text",
  // What the SDK passes and what changes nothing here.
  "skip-preview": "flag",
  "exec-kind": "text",
  "exec-agent": "text",
  "suppress-progress": "flag",
  diff: "flag",
} as const;
const CHANGING = { yes: "flag", "preview-only": "flag" } as const;
const REPLACING = { refresh: "flag", replace: "texts", "target-replace": "texts" } as const;

/** The four operations, each with the options that it answers. */
export const operationCommands: Record<string, Command> = {
  up: operation({ ...CHANGING, ...REPLACING }, (options) => run("update", options)),
  preview: operation({ ...REPLACING, exclude: "texts" }, (options) => run("update", options, true)),
  refresh: operation({ ...CHANGING, "clear-pending-creates": "flag" }, (options) => run("refresh", options)),
  destroy: operation({ ...CHANGING, refresh: "flag" }, (options) => run("destroy", options)),
};

function operation(own: Command["options"], run: Command["run"]): Command {
  return { options: { ...COMMON, ...own }, run };
}

async function run(kind: Kind, options: Options, isPreview = false): Promise<void> {
  const stack = openStack(options);
  const dryRun = isPreview || options.flag("preview-only");
  if (!dryRun && !options.flag("yes"))
    throw new UserError("--yes must be passed: the embedded engine never asks");
  const targetReplace = urns(options, "target-replace");
  // Loaded here: the other commands need no gRPC.
  const { operate } = await import("../steps/operation.js");
  await operate(stack, {
    kind,
    dryRun,
    refresh: kind === "refresh" || options.flag("refresh"),
    targets: [...urns(options, "target"), ...targetReplace],
    excludes: urns(options, "exclude"),
    replace: [...urns(options, "replace"), ...targetReplace],
    parallel: 4 * availableParallelism(),
    eventLog: options.text("event-log"),
    expectNoChanges: options.flag("expect-no-changes"),
    clearPendingCreates: options.flag("clear-pending-creates"),
  });
}

function urns(options: Options, name: string): string[] {
  const found = options.texts(name);
  if (found.some((urn) => urn.includes("*"))) refuse(`a wildcard in --${name}`);
  return found;
}
