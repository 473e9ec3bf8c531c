/**
 * The executable `bin/pulumi`: the part of the Pulumi command line that the Automation API uses, read strictly. Whatever
 * is not here is refused by name.
 */

import { parseArgs } from "node:util";
import { configCommands } from "./commands/config";
import { Options, type Command } from "./commands/context";
import { operationCommands } from "./commands/operations";
import { stackCommands } from "./commands/stack";
import { ENGINE_VERSION } from "./state/deployment";
import { EXIT, messageOf, refuse, UserError } from "./userError";

const COMMANDS: Record<string, Command> = {
  version: { options: {}, run: () => void process.stdout.write(`${ENGINE_VERSION}\n`) },
  ...stackCommands,
  ...configCommands,
  ...operationCommands,
};

/** Options of any command; all but the stack change nothing here. */
const EVERYWHERE: Command["options"] = { stack: "text", "non-interactive": "flag", color: "text" };

/** Runs what the words after `pulumi` say; rejects with a `UserError` what is not supported. */
async function runCommand(words: string[]): Promise<void> {
  const name = nameOf(words);
  const command = COMMANDS[name];
  if (!command) refuse(`the command \`${name}\``);
  const { values, positionals } = parse(words.slice(name.split(" ").length), command);
  const [excess] = positionals.slice(command.arguments ?? 0);
  if (excess !== undefined) refuse(`the command \`${name} ${excess}\``);
  await command.run(new Options(values), positionals);
}

/** Commands of one word and of two: `up`, `stack init`. */
function nameOf(words: string[]): string {
  const end = words.findIndex((word) => word.startsWith("-"));
  const [first = "", second] = words.slice(0, end < 0 ? undefined : end);
  const isGroup = Object.keys(COMMANDS).some((name) => name.startsWith(`${first} `));
  return isGroup && second !== undefined ? `${first} ${second}` : first;
}

function parse(
  args: string[],
  { options }: Command,
): { values: Record<string, unknown>; positionals: string[] } {
  const known = Object.entries({ ...options, ...EVERYWHERE }).map(([option, kind]) => {
    const type = kind === "flag" ? ("boolean" as const) : ("string" as const);
    return [option, { type, multiple: kind === "texts" }] as const;
  });
  try {
    return parseArgs({ args, options: Object.fromEntries(known), allowPositionals: true });
  } catch (error) {
    const flag = /^Unknown option '(.+?)'/.exec(messageOf(error))?.[1];
    if (flag === undefined) throw new UserError(messageOf(error));
    refuse(`unknown flag: ${flag}: it`);
  }
}

// A reader that has gone away must not end an update half-way.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

runCommand(process.argv.slice(2)).catch((error: unknown) => {
  const message = messageOf(error);
  if (message) process.stderr.write(`error: ${message}\n`);
  if (!(error instanceof UserError) && error instanceof Error) process.stderr.write(`${error.stack ?? ""}\n`);
  process.exitCode = error instanceof UserError ? error.exitCode : EXIT.failed;
});
