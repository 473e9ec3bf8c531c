import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";

import { openJournal } from "../../../provider/host/journal";
import { readSettings } from "../../../provider/settings";

describe("the journal of orders", () => {
  let home: string;
  const said: string[] = [];
  const say = (sentence: string): void => void said.push(sentence);

  beforeEach(async () => {
    said.length = 0;
    home = await mkdtemp(join(tmpdir(), "plesk-journal-"));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it("keeps a note in Pulumi's home where no folder is set, for another process too, until it is removed", async () => {
    const { journal: folder } = readSettings(() => undefined, { PULUMI_HOME: home });
    await openJournal(folder, say)?.write("server 1", { outcome: "accepted" });
    expect(await openJournal(folder, say)?.read("server 1")).toEqual({ outcome: "accepted" });
    expect(await openJournal(folder, say)?.read("server 2")).toBeUndefined();
    const [file = "", ...others] = await readdir(join(home, "plesk", "orders"));
    expect(others).toEqual([]);
    if (process.platform !== "win32")
      expect((await stat(join(home, "plesk", "orders", file))).mode & 0o777).toBe(0o600);
    await openJournal(folder, say)?.remove("server 1");
    expect(await readdir(join(home, "plesk", "orders"))).toEqual([]);
  });

  it("is kept in the folder that is set", async () => {
    await openJournal(join(home, "notes"), say)?.write("server 1", {});
    expect(await readdir(join(home, "notes"))).toHaveLength(1);
  });

  it.each([{}, { PULUMI_HOME: "" }])(
    "is in no folder beside the program where the home is unset or empty: %j",
    (env) => {
      expect(isAbsolute(readSettings(() => undefined, env).journal)).toBe(true);
    },
  );

  it("never takes a note that is not whole, or cannot be read, for none, and warns where it cannot write", async () => {
    const journal = openJournal(join(home, "notes"), say);
    await journal?.write("server 1", {});
    const [file = ""] = await readdir(join(home, "notes"));
    await writeFile(join(home, "notes", file), '{"order": {');
    expect(await journal?.read("server 1")).toBe('{"order": {');
    await writeFile(join(home, "notes", file), "");
    expect(await journal?.read("server 1")).toBe("");
    await rm(join(home, "notes", file));
    await mkdir(join(home, "notes", file));
    await expect(journal?.read("server 1")).rejects.toThrow(/cannot be read: .*Nothing was ordered/);
    await writeFile(join(home, "taken"), "");
    await openJournal(join(home, "taken"), say)?.write("server 1", {});
    expect(said).toEqual([expect.stringContaining("could not be noted in")]);
  });

  it("is none where it is off", () => {
    expect(openJournal("off", say)).toBeUndefined();
  });
});
