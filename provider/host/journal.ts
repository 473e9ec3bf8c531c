import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Journal } from "../call";
import { failure } from "../failure";

/**
 * Notes in files of a folder, one for each order: a process that is killed leaves no state behind, and
 * the next one on this machine finds the note. A note that cannot be written does not keep an order
 * from being sent; the user is warned.
 */
export function openJournal(folder: string, say: (sentence: string) => void): Journal | undefined {
  if (folder === "off") return undefined;
  const fileOf = (name: string): string =>
    join(folder, `${createHash("sha256").update(name).digest("hex").slice(0, 24)}.json`);

  return {
    read: async (name) => {
      const text = await textOf(fileOf(name));
      try {
        return text === undefined ? undefined : (JSON.parse(text) as unknown);
      } catch {
        return text;
      }
    },
    write: async (name, note) => {
      const file = fileOf(name);
      const draft = `${file}.${process.pid}`;
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(draft, `${JSON.stringify(note, undefined, 2)}\n`, { mode: 0o600, flush: true });
        // A note is there as a whole or not at all, also where the machine goes down.
        await rename(draft, file);
      } catch (error) {
        say(
          `Warning: the order could not be noted in ${folder} (plesk:journal): ${(error as Error).message}. If this run is killed, the next one may order again`,
        );
      }
    },
    remove: async (name) => {
      await rm(fileOf(name), { force: true }).catch(() => undefined);
    },
  };
}

/** Undefined where there is no file. One that may be there and cannot be read says that something may have been ordered. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (["ENOENT", "ENOTDIR"].includes(code)) return undefined;
    throw failure({
      kind: "refused",
      what: `Whether this machine has noted an order cannot be read: ${message}`,
      next: "Nothing was ordered. Make the file readable, or set plesk:journal to a folder that this user may read and write",
    });
  }
}
