import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Journal } from "../call";

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
      try {
        return JSON.parse(await readFile(fileOf(name), "utf8")) as unknown;
      } catch {
        return undefined;
      }
    },
    write: async (name, note) => {
      const file = fileOf(name);
      const draft = `${file}.${process.pid}`;
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(draft, `${JSON.stringify(note, undefined, 2)}\n`, { mode: 0o600 });
        // A note is there as a whole or not at all.
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
