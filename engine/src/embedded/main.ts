/** The part of the `pulumi` command line that the Automation API uses. */

import { buildCommandLine } from "./commandLine";
import { EXIT, messageOf, UserError } from "./userError";

async function main(): Promise<void> {
  const { program } = buildCommandLine();
  await program.parseAsync(process.argv);
}

// A reader that has gone away must not end an update half-way.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

main().catch((error: unknown) => {
  const message = messageOf(error);
  if (message) process.stderr.write(`error: ${message}\n`);
  if (!(error instanceof UserError) && error instanceof Error) process.stderr.write(`${error.stack ?? ""}\n`);
  process.exitCode = error instanceof UserError ? error.exitCode : EXIT.failed;
});
