import type { Journal } from "../../provider/call";

/** The notes of a machine without its files: they outlive every process of a test. */
export function memoryJournal(): Journal {
  const notes = new Map<string, string>();
  return {
    read: (name) => Promise.resolve(JSON.parse(notes.get(name) ?? "null") as unknown),
    write: (name, note) => Promise.resolve(void notes.set(name, JSON.stringify(note))),
    remove: (name) => Promise.resolve(void notes.delete(name)),
  };
}
