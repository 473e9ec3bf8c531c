/** Errors of the command line: what callers are told, and with which exit code. */

/** An error that the user can do something about: it is printed as a sentence, without a stack. */
export class UserError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
    this.name = "UserError";
  }
}

/** The exit codes of the Pulumi command line that callers tell apart. */
export const EXIT = { failed: 1, stackNotFound: 6, changesNotExpected: 7 } as const;

/** What the embedded engine leaves out is refused by name, so that nobody takes it for the whole. */
export function refuse(what: string): never {
  throw new UserError(`${what} is not supported by the embedded engine; use the Pulumi CLI for it`);
}

/** The sentence of an error, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
