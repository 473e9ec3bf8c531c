/** Commands and options; whatever is not here is refused by name. */

import { Command, CommanderError } from "commander";
import { addConfigCommands } from "./commands/configCommands";
import { addOperations } from "./commands/operations";
import { addStackCommands } from "./commands/stackCommands";
import { EXIT, refuse, UserError } from "./userError";

export function buildCommandLine(): { program: Command } {
  const program = new Command("pulumi").description(
    "The embedded engine: the part of the pulumi command line that the Automation API uses",
  );
  addGlobalOptions(program);
  program.command("version").action(() => printVersion());
  program
    .command("whoami")
    .option("--json")
    .action(() => {
      process.stdout.write(`${JSON.stringify({ user: "embedded" })}\n`);
    });
  addStackCommands(program);
  addConfigCommands(program);
  addOperations(program);
  for (const command of allCommands(program)) configure(command);
  program
    .allowExcessArguments()
    .action((_options: unknown, command: Command) => refuse(`the command \`${command.args.join(" ")}\``));
  return { program };
}

/** Options that the SDK may add to any command and that change nothing here. */
function addGlobalOptions(program: Command): void {
  program.option("--non-interactive").option("--color <when>").option("--cwd <folder>");
}

async function printVersion(): Promise<void> {
  const { ENGINE_VERSION } = await import("./version.js");
  process.stdout.write(`${ENGINE_VERSION}\n`);
}

function configure(command: Command): void {
  command.exitOverride((error: CommanderError) => {
    if (error.exitCode === 0) process.exit(0);
    throw new UserError(describe(error), EXIT.failed);
  });
  command.configureOutput({ writeErr: () => undefined });
  if (command.parent) command.option("--non-interactive").option("--color <when>");
  command.enablePositionalOptions();
}

function describe(error: CommanderError): string {
  const flag = /unknown option '(.+?)'/.exec(error.message)?.[1];
  if (flag === undefined) return error.message.replace(/^error: /, "");
  return `unknown flag: ${flag}: it is not supported by the embedded engine; use the Pulumi CLI for it`;
}

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}
