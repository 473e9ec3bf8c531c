import type { Journal } from "../../provider/call";

/** The notes of a machine without its files: they outlive every process of a test. */
export function memoryJournal(notes = new Map<string, string>()): Journal {
  return {
    read: (name) => {
      const text = notes.get(name);
      try {
        return Promise.resolve(text === undefined ? undefined : (JSON.parse(text) as unknown));
      } catch {
        return Promise.resolve(text);
      }
    },
    write: (name, note) => Promise.resolve(void notes.set(name, JSON.stringify(note))),
    remove: (name) => Promise.resolve(void notes.delete(name)),
  };
}
