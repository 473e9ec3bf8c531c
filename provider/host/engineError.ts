/**
 * A failure as the engine is to show it: a message alone. For some verbs Pulumi's provider process also prints
 * `${error}: ${error.stack}`, which the engine shows once more, on the stack; this error drops that line.
 */
export class EngineError extends Error {
  override stack = "";

  /** Called for that line just before it is written. */
  override toString(): string {
    dropNext(`${this.message}: \n`);
    return this.message;
  }
}

/** Drops a line from stderr that is written at once. Whatever else is written is let through. */
function dropNext(line: string): void {
  const { stderr } = process;
  const own = Object.getOwnPropertyDescriptor(stderr, "write");
  const restore = (): void => {
    if (own === undefined) Reflect.deleteProperty(stderr, "write");
    else Object.defineProperty(stderr, "write", own);
  };
  const write = (text: string | Uint8Array, ...rest: never[]): boolean => {
    restore();
    return text === line || stderr.write(text, ...rest);
  };
  Object.defineProperty(stderr, "write", { value: write, configurable: true, writable: true });
  queueMicrotask(restore);
}
