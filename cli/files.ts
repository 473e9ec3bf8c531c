/** Files that the user names: what is wrong with them is said in one sentence, before any work is done. */
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { getSystemErrorMap } from "node:util";

/** The text of a file that an option or, left out, an argument names. */
export function readNamed(file: string, option?: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(
      `${file} cannot be read: ${reasonOf(error)}. Name another file${option === undefined ? "" : ` with ${option}`}`,
      {
        cause: error,
      },
    );
  }
}

export function writeNamed(file: string, text: string, option: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw unwritable(file, option, error);
  }
}

/** Throws where the file could not be written. What is there is left as it is; what is no file, such as a pipe, is not tried. */
export function assertWritable(file: string, option: string): void {
  const isThere = existsSync(file);
  try {
    if (isThere && !statSync(file).isFile() && !statSync(file).isDirectory()) return;
    closeSync(openSync(file, "a"));
    if (!isThere) unlinkSync(file);
  } catch (error) {
    throw unwritable(file, option, error);
  }
}

/** Takes away what a file holds, and the file too where that may be; what is no file, such as a pipe, stays. */
export function removeFile(file: string, option: string): void {
  try {
    if (!existsSync(file) || !statSync(file).isFile()) return;
    truncateSync(file);
    // A link such as /dev/stdout is not ours.
    if (lstatSync(file).isFile()) rmSync(file);
  } catch (error) {
    if (existsSync(file) && statSync(file).size === 0) return;
    throw unwritable(file, option, error);
  }
}

/**
 * Makes a folder and those above it; what comes back takes away again those that were made, where nothing is in them. One
 * by one: asked for all at once, Node.js tries for ever below /proc. Windows has drives that are not there.
 */
export function makeFolder(folder: string, option: string): () => void {
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at) && at !== missing[0]; at = dirname(at)) missing.unshift(at);
  try {
    for (const each of missing) mkdirSync(each);
  } catch (error) {
    throw unwritable(folder, option, error);
  }
  return () => {
    try {
      for (const each of missing.reverse()) rmdirSync(each);
    } catch {
      // Something is in it.
    }
  };
}

function unwritable(file: string, option: string, error: unknown): Error {
  return new Error(`${file} cannot be written: ${reasonOf(error)}. Name another place with ${option}`, {
    cause: error,
  });
}

/** Why, in the system's words. */
function reasonOf(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException;
  const [, words = message] = (errno === undefined ? undefined : getSystemErrorMap().get(errno)) ?? [];
  return words;
}
