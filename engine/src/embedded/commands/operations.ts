/** `pulumi up`, `preview`, `refresh`, `destroy`, and the commands that only the CLI has. */

import { type Command } from "commander";
import { type Kind } from "../run";
import { refuse, UserError } from "../userError";
import { openStack, type StackOption } from "./context";

interface Options extends StackOption {
  refresh?: boolean | string;
  expectNoChanges?: boolean;
  target?: string[];
  exclude?: string[];
  targetDependents?: boolean;
  replace?: string[];
  parallel?: string;
  eventLog?: string;
  message?: string;
  previewOnly?: boolean;
  runProgram?: boolean | string;
  excludeProtected?: boolean;
  clearPendingCreates?: boolean;
  suppressOutputs?: boolean;
  skipPreview?: boolean;
  yes?: boolean;
}

const collect = (value: string, previous: string[] = []): string[] => [...previous, value];
const ELSEWHERE = [
  "import",
  "new",
  "state",
  "plugin",
  "package",
  "install",
  "watch",
  "logs",
  "policy",
  "convert",
  "env",
  "login",
  "logout",
  "org",
  "console",
  "about",
];

export function addOperations(program: Command): void {
  operation(program, "up", "update").option("--refresh [value]").option("--replace <urn>", "", collect);
  operation(program, "preview", "preview")
    .option("--refresh [value]")
    .option("--replace <urn>", "", collect)
    .option("--exclude <urn>", "", collect);
  operation(program, "refresh", "refresh").option("--clear-pending-creates");
  operation(program, "destroy", "destroy")
    .option("--refresh [value]")
    .option("--exclude-protected")
    .option("--run-program [value]");
  for (const name of ELSEWHERE) {
    program
      .command(name)
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() => refuse(`the command \`${name}\``));
  }
}

function operation(program: Command, name: string, kind: Kind): Command {
  const command = program
    .command(name)
    .option("--stack <name>")
    .option("--config-file <file>")
    .option("--yes")
    .option("--skip-preview")
    .option("--preview-only")
    .option("--message <text>")
    .option("--expect-no-changes")
    .option("--target <urn>", "", collect)
    .option("--target-dependents")
    .option("--parallel <n>")
    .option("--event-log <target>")
    .option("--exec-kind <kind>")
    .option("--exec-agent <agent>")
    .option("--suppress-outputs")
    .option("--suppress-progress")
    .option("--diff");
  return command.action((options: Options) => run(kind, options));
}

async function run(kind: Kind, options: Options): Promise<void> {
  const stack = openStack(options);
  const dryRun = kind === "preview" || options.previewOnly === true;
  if (!dryRun && !options.yes) throw new UserError("--yes must be passed: the embedded engine never asks");
  const { operate } = await import("../operation.js");
  await operate(stack, {
    kind: kind === "preview" ? "update" : kind,
    dryRun,
    refresh: kind === "refresh" || flag(options.refresh),
    runProgram: flag(options.runProgram),
    targets: literal(options.target),
    excludes: literal(options.exclude),
    replace: literal(options.replace),
    targetDependents: options.targetDependents === true,
    excludeProtected: options.excludeProtected === true,
    parallel: options.parallel === undefined ? undefined : Math.max(1, Number(options.parallel)),
    eventLog: options.eventLog,
    message: options.message ?? "",
    expectNoChanges: options.expectNoChanges === true,
    clearPendingCreates: options.clearPendingCreates === true,
    suppressOutputs: options.suppressOutputs === true,
  });
}

function flag(value: boolean | string | undefined): boolean {
  return value === true || value === "true";
}

function literal(urns: string[] = []): string[] {
  if (urns.some((urn) => urn.includes("*"))) refuse("a wildcard in --target, --exclude or --replace");
  return urns;
}
