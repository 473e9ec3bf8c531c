import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Store, writeAtomically } from "../src/embedded/store";

describe("the file store", () => {
  const folder = mkdtempSync(join(tmpdir(), "store-"));
  const store = Store.fromEnvironment({ PULUMI_BACKEND_URL: pathToFileURL(folder).href });
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
    const files = store.stack("project", "dev");
    const unlock = files.lock();
    expect(() => files.lock()).toThrow("the stack is currently locked by 1 lock(s)");
    unlock();
    files.lock();
    files.cancel();
    files.lock()();
  });

  test("stacks are listed per project and removed with all that is theirs", () => {
    store.stack("listed", "b").write(deployment);
    store.stack("listed", "a").write(deployment);
    expect(store.stacks("listed")).toEqual(["a", "b"]);
    expect(store.stacks("other")).toEqual([]);
    store.stack("listed", "a").remove();
    expect(store.stack("listed", "a").exists).toBe(false);
  });

  test("what is not a state is refused and stays", () => {
    const files = store.stack("damaged", "dev");
    files.write(deployment);
    const file = join(folder, ".pulumi-embedded", "stacks", "damaged", "dev.json");
    writeFileSync(file, "{");
    expect(() => files.read()).toThrow("cannot be read");
    expect(readFileSync(file, "utf8")).toBe("{");
  });

  test("only file backends", () => {
    expect(() => Store.fromEnvironment({ PULUMI_BACKEND_URL: "s3://bucket" })).toThrow(
      "the backend s3:// is not supported",
    );
    expect(() => Store.fromEnvironment({})).toThrow("PULUMI_BACKEND_URL is not set");
  });
});
