import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { StackFiles, writeAtomically } from "../src/state/store";

describe("the file store", () => {
  const folder = mkdtempSync(join(tmpdir(), "store-"));
  const stack = (project: string): StackFiles =>
    new StackFiles(project, "dev", { PULUMI_BACKEND_URL: pathToFileURL(folder).href });
  const deployment = { version: 3, deployment: { manifest: { time: "", magic: "", version: "" } } };
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test("a state is written whole, and nothing else is left lying about", () => {
    const file = join(folder, "a", "state.json");
    writeAtomically(file, "one");
    writeAtomically(file, "two");
    expect(readFileSync(file, "utf8")).toBe("two");
    expect(readdirSync(join(folder, "a"))).toEqual(["state.json"]);
  });

  test("one lock at a time; cancel breaks it", () => {
    const files = stack("project");
    const unlock = files.lock();
    expect(() => files.lock()).toThrow("the stack is currently locked by 1 lock(s)");
    unlock();
    files.lock();
    files.cancel();
    files.lock()();
  });

  test("all stacks of a project are listed, and which one is selected and which one is locked", () => {
    const env = { PULUMI_BACKEND_URL: pathToFileURL(folder).href };
    const [one, two] = ["one", "two"].map((name) => new StackFiles("listed", name, env));
    one?.write(deployment);
    two?.write(deployment);
    two?.select();
    one?.lock();
    expect(StackFiles.list("listed", env)).toEqual([
      { name: "one", current: false, updateInProgress: true },
      { name: "two", current: true, updateInProgress: false },
    ]);
    expect(StackFiles.list("other", env)).toEqual([]);
  });

  test("the last update is remembered", () => {
    const files = stack("recorded");
    expect(files.lastUpdate).toBeUndefined();
    const update = { kind: "update", startTime: "", endTime: "", message: "", environment: {}, config: {} };
    files.record({ ...update, result: "failed", version: 1 });
    files.record({ ...update, result: "succeeded", version: 2 });
    expect(files.lastUpdate).toMatchObject({ result: "succeeded", version: 2 });
  });

  test("what is not a state is refused and stays", () => {
    const files = stack("damaged");
    files.write(deployment);
    const file = join(folder, ".pulumi-embedded", "stacks", "damaged", "dev.json");
    writeFileSync(file, "{");
    expect(() => files.read()).toThrow("cannot be read");
    expect(readFileSync(file, "utf8")).toBe("{");
  });

  test("only file backends", () => {
    expect(() => new StackFiles("project", "dev", { PULUMI_BACKEND_URL: "s3://bucket" })).toThrow(
      "the backend s3:// is not supported",
    );
    expect(() => new StackFiles("project", "dev", {})).toThrow("PULUMI_BACKEND_URL is not set");
  });
});
