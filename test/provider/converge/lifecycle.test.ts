import { failure, type FailureKind } from "../../../provider/failure";
import { Interrupted } from "../../../provider/converge/resource";
import { converge, read, remove } from "../../../provider/converge/lifecycle";
import { runIn, wordSpec, world, type Words, type World } from "./fakeSpec";

const up = (of: World, last: Words | undefined, words: string[], policy?: string): Promise<Words> =>
  converge(wordSpec(of), runIn(of), last, { words, ...(policy ? { policy } : {}) });

async function interruption(work: Promise<unknown>): Promise<Interrupted<Words>> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  if (error instanceof Interrupted) return error as Interrupted<Words>;
  throw new Error(`no interruption: ${String(error)}`);
}

const trouble = (kind: FailureKind, executed = false) => [{ kind, executed }];
const invisible = failure({ kind: "not-visible", what: "It does not show" });

describe("making it so", () => {
  it("makes what is missing, and the rest on what that returned", async () => {
    const of = world();
    await expect(up(of, undefined, ["a", "b"])).resolves.toEqual({ words: ["a", "b"] });
    expect(of.sent).toEqual(["make a", "add b"]);
  });

  it("sends nothing for what is there", async () => {
    const of = world(["a"]);
    await expect(up(of, { words: ["a"] }, ["a"], "keep")).resolves.toEqual({ words: ["a"], policy: "keep" });
    expect(of.sent).toEqual([]);
  });

  it("plans from what is live, not from what was known", async () => {
    const of = world(["a", "b"]);
    await up(of, { words: ["a"] }, ["a", "b", "c"]);
    expect(of.sent).toEqual(["add c"]);
  });

  it("stops before what costs and was not to be seen in the preview", async () => {
    const of = world(["a"]);
    await expect(up(of, { words: ["a", "$b"] }, ["a", "$b", "c"])).rejects.toThrow(
      "was not in the preview: add $b [buys]. Nothing was sent",
    );
    expect(of.sent).toEqual([]);
  });

  it("keeps what may not be planned, with its policies", async () => {
    const of = world(["dead"]);
    const { state, reason } = await interruption(up(of, { words: ["dead"] }, ["a"], "forget"));
    expect([state.policy, reason.message]).toEqual(["forget", "It is dead"]);
  });

  it.each(["notVisible", "pending"] as const)("keeps what is %s, with its policies", async (kind) => {
    const of = world();
    of.observe = () => ({ kind, state: { words: ["a"] }, failure: invisible });
    const { state, reason } = await interruption(up(of, { words: ["a"] }, ["a"], "forget"));
    expect([state, reason]).toEqual([{ words: ["a"], policy: "forget" }, invisible]);
  });
});

describe("a step that fails", () => {
  it("leaves nothing where nothing was made", async () => {
    const of = world();
    of.trouble["make a"] = trouble("rejected");
    await expect(up(of, undefined, ["a"])).rejects.toMatchObject({ kind: "rejected" });
  });

  it("keeps what is there after a failure on the way, and says which step it was", async () => {
    const of = world();
    of.trouble["add b"] = trouble("rejected");
    const { state, message } = await interruption(up(of, undefined, ["a", "b", "c"]));
    expect(state).toEqual({ words: ["a"] });
    expect(message).toBe("Could not add b: add b failed. Try it");
    expect(of.sent).toEqual(["make a", "add b"]);
  });

  it("lets those steps be tried after a rejection that are wanted all the same", async () => {
    const of = world(["a"]);
    of.trouble["add b"] = trouble("rejected");
    const { state, message } = await interruption(up(of, { words: ["a"] }, ["a", "b", "c", "last"]));
    expect(of.sent).toEqual(["add b", "add last"]);
    expect(state.words).toEqual(["a", "last"]);
    expect(message).toContain("Done all the same: add last");
  });

  it("reports a second failure too", async () => {
    const of = world(["a"]);
    of.trouble["add b"] = trouble("rejected");
    of.trouble["add last"] = trouble("rejected");
    const { message } = await interruption(up(of, { words: ["a"] }, ["a", "b", "last"]));
    expect(message).toContain("Could not add last either: add last failed");
  });

  it.each<FailureKind>(["unreachable", "busy", "unauthorized", "refused", "timeout"])(
    "ends the run there when it is %s",
    async (kind) => {
      const of = world(["a"]);
      of.trouble["add b"] = trouble(kind);
      await interruption(up(of, { words: ["a"] }, ["a", "b", "last"]));
      expect(of.sent).toEqual(["add b"]);
    },
  );

  it.each([
    ["executed", true, ["add b", "add c"]],
    ["not executed", false, ["add b", "add b", "add c"]],
  ])("is settled by looking when no answer came, %s, and goes on", async (_, executed, sent) => {
    for (const kind of ["outcome-unknown", "malformed"] as const) {
      const of = world(["a"]);
      of.trouble["add b"] = trouble(kind, executed);
      await expect(up(of, { words: ["a"] }, ["a", "b", "c"])).resolves.toEqual({ words: ["a", "b", "c"] });
      expect(of.sent).toEqual(sent);
    }
  });

  it("ends after three tries without an answer", async () => {
    const of = world(["a"]);
    of.trouble["add b"] = Array.from({ length: 9 }, () => ({
      kind: "outcome-unknown" as const,
      executed: false,
    }));
    await interruption(up(of, { words: ["a"] }, ["a", "b"]));
    expect(of.sent).toHaveLength(3);
  });

  it("stays pending without an answer to making it", async () => {
    const of = world();
    of.trouble["make a"] = trouble("outcome-unknown");
    const { state } = await interruption(up(of, undefined, ["a"]));
    expect(state.pending).toBe(true);
    expect(of.sent).toEqual(["make a"]);
  });

  it("is not sent where a limit forbids it", async () => {
    const of = world();
    const none = runIn(of, { purchasesPerRun: 0, ownerMoves: 0, allowTerminate: false });
    await expect(converge(wordSpec(of), none, undefined, { words: ["a"] })).rejects.toThrow(
      "plesk:limits allows 0",
    );
    expect(of.sent).toEqual([]);
  });
});

describe("looking", () => {
  it("returns what is live", async () => {
    const of = world(["a"]);
    await expect(read(wordSpec(of), runIn(of), { words: ["b"] })).resolves.toEqual({ words: ["a"] });
  });

  it("keeps what does not show, and says so", async () => {
    const of = world();
    of.observe = () => ({ kind: "notVisible", state: { words: ["a"] }, failure: invisible });
    await expect(read(wordSpec(of), runIn(of), { words: ["a"] })).resolves.toEqual({ words: ["a"] });
    expect(of.said).toEqual(["It does not show"]);
    await expect(read(wordSpec(of), runIn(of), { words: ["a"] }, false)).rejects.toBe(invisible);
  });

  it("drops what is gone, and what is to be forgotten", async () => {
    const of = world();
    await expect(read(wordSpec(of), runIn(of), { words: ["a"] })).resolves.toBeUndefined();
    of.live = { words: ["a"], policy: "forget" };
    await expect(read(wordSpec(of), runIn(of), { words: ["a"] })).resolves.toBeUndefined();
  });
});

describe("on another system than the one that it was made on", () => {
  it.each<[string, (of: World, last: Words) => Promise<unknown>]>([
    ["looking", (of, last) => read(wordSpec(of), runIn(of), last)],
    ["changing", (of, last) => up(of, last, ["b"])],
    ["deleting", (of, last) => remove(wordSpec(of), runIn(of), last)],
  ])("%s is refused, and nothing is sent", async (_, work) => {
    const of = world(["a"]);
    of.origin = "https://other.example/";
    await expect(work(of, { words: ["a"] })).rejects.toThrow(
      "Words were made on https://other.example/, and Words is now configured as https://words.example/. Nothing was sent. Set plesk:wordsUrl back, or keep them apart",
    );
    expect(of.sent).toEqual([]);
  });
});

describe("deleting", () => {
  it("does what the state says and nothing for what is gone, and says which", async () => {
    const of = world(["a"]);
    const deleted = (): Promise<string> => remove(wordSpec(of), runIn(of), { words: ["a"] });
    expect(await deleted()).toBe("done: drop a [removes] [irreversible]");
    expect(of.sent).toEqual(["drop a"]);
    of.live = { words: [] };
    expect(await deleted()).toBe("nothing was sent: it is as its onDelete wants it already");
    of.live = undefined;
    expect(await deleted()).toBe("nothing was sent: it is not there any more");
    expect(of.sent).toEqual(["drop a"]);
  });

  it("stops before more than the state knew", async () => {
    const of = world(["a", "b"]);
    await expect(remove(wordSpec(of), runIn(of), { words: ["a"] })).rejects.toThrow(
      "drop b [removes] [irreversible]",
    );
    expect(of.sent).toEqual([]);
  });

  it("fails for what does not show, unless that counts as gone", async () => {
    const of = world();
    of.observe = () => ({ kind: "notVisible", state: { words: ["a"] }, failure: invisible });
    await expect(remove(wordSpec(of), runIn(of), { words: ["a"] })).rejects.toBe(invisible);
    of.observe = () => ({ kind: "notVisible", state: { words: ["a"], policy: "gone" }, failure: invisible });
    expect(await remove(wordSpec(of), runIn(of), { words: ["a"] })).toBe(
      "nothing was sent: by its onGone it counts as gone",
    );
    expect(of.sent).toEqual([]);
  });
});
