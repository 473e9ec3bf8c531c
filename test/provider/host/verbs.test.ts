import { createHandler } from "../../../provider/host/verbs";
import { licenseKey } from "../../../provider/resources/licenseKey/spec";
import { configOf } from "../../harness/config";
import { inProcessProvider } from "../../harness/inProcess";
import { withKeyLab } from "../../harness/lab";
import { runIn, wordSpec, world, type World } from "../converge/fakeSpec";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const text = "exports.handler=()=>{}";
const readOn = "See https://pulumi-plesk.github.io/pulumi-plesk/reference/errors#refused-by-the-system";

const handlerOf = (of: World) => createHandler(wordSpec(of), () => runIn(of));
const state = (words: string[], more: object = {}) => ({ words, __plesk: { words, ...more } });

async function thrownBy(work: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  return (await work.catch((error: unknown) => error)) as Error & Record<string, unknown>;
}

describe("check", () => {
  it("passes inputs on as they are", async () => {
    const news = { words: ["a"], __provider: text };
    await expect(handlerOf(world()).check({}, news)).resolves.toEqual({ inputs: news });
  });

  it("names what is wrong", async () => {
    await expect(handlerOf(world()).check({}, { words: 1 })).resolves.toMatchObject({
      failures: [{ property: "", reason: "words must be a list" }],
    });
  });

  it.each([[unknown], [[unknown]], [[{ deep: [unknown] }]]])(
    "asks nothing of what is not known yet: %j",
    async (words) => {
      await expect(handlerOf(world()).check({}, { words })).resolves.toEqual({ inputs: { words } });
    },
  );

  it("tells a missing setting, without a stack", async () => {
    const handler = createHandler(wordSpec(world()), () => {
      throw new Error("Setting x is not set");
    });
    const error = await thrownBy(handler.check({}, {}));
    expect([error.message, error.stack]).toEqual(["Setting x is not set", ""]);
  });
});

describe("diff", () => {
  it.each<[string, object, object, unknown]>([
    ["nothing, where all is as it was", state(["a"]), { words: ["a"] }, { changes: false, replaces: [] }],
    [
      "leaves naming the properties to the engine",
      state(["a"]),
      { words: ["b"] },
      { changes: undefined, replaces: [] },
    ],
    [
      "an update, where what is hidden would be named too",
      { ...state(["a"]), __provider: "of another version" },
      { words: ["b"], __provider: "of this one", __resource: "web" },
      { changes: true, replaces: [] },
    ],
    [
      "an update, where only something else calls for it",
      state(["a"], { pending: true }),
      { words: ["a"] },
      { changes: true, replaces: [] },
    ],
    ["a replacement", state(["broken"]), { words: ["broken"] }, { changes: true, replaces: ["words"] }],
    [
      "no replacement for what is not known yet",
      state(["broken"]),
      { words: unknown },
      { changes: undefined, replaces: [] },
    ],
    [
      "an update, where nothing may be planned",
      state(["dead"]),
      { words: ["dead"] },
      { changes: true, replaces: [] },
    ],
  ])("%s", async (_, olds, news, expected) => {
    await expect(handlerOf(world()).diff("1", olds, news)).resolves.toEqual(expected);
  });
});

describe("a resource that is compared before the program declares it", () => {
  it("claims nothing, so that a run that refreshes first can rename it", async () => {
    const handler = handlerOf(world());
    const outputs = { ...state(["a"]), __resource: "old" };
    const named = (name: string) => ({ words: ["a"], __resource: name });
    await handler.diff("1", outputs, named("old"));
    await handler.check(named("old"), named("new"));
    await expect(handler.diff("1", outputs, named("new"))).resolves.toMatchObject({ replaces: [] });
    await handler.check(named("old"), named("other"));
    await expect(handler.diff("1", outputs, named("other"))).rejects.toThrow(/both stand for/);
  });
});

describe("create and update", () => {
  it("answer id and outputs: inputs, state and secrets marked, nothing undefined", async () => {
    const of = world();
    const { id, outs } = (await handlerOf(of).create({ words: ["a", "b"], __provider: text })) as {
      id: string;
      outs: Record<string, unknown>;
    };
    expect(id).toBe("a");
    expect(outs).toEqual({
      words: ["a", "b"],
      __plesk: { words: ["a", "b"] },
      secret: { ...secret, value: { code: "hidden" } },
    });
    expect("nothing" in outs).toBe(false);
    await expect(handlerOf(of).update("a", outs, { words: ["a"] })).resolves.toMatchObject({
      outs: { words: ["a"] },
    });
  });

  it("fail half-way with all that is needed to go on: id, provider, inputs and what is there", async () => {
    const of = world();
    of.trouble["add b"] = [{ kind: "rejected", executed: false }];
    const error = await thrownBy(handlerOf(of).create({ words: ["a", "b"], policy: "p", __provider: text }));
    expect(error).toMatchObject({
      id: "a",
      reasons: [`Could not add b: add b failed. Try it\n${readOn}`],
      properties: { __provider: text, words: ["a"], policy: "p", __plesk: { words: ["a"] } },
      stack: "",
    });
  });

  it("keep the engine's id where it cannot change any more", async () => {
    const of = world();
    of.observe = () => ({
      kind: "pending",
      state: { words: [], pending: true },
      failure: new Error("later") as never,
    });
    const error = await thrownBy(
      handlerOf(of).update("pending:1", state([], { pending: true }), { words: ["a"] }),
    );
    expect(error.id).toBe("pending:1");
  });

  it("fail with nothing made by a message alone: no id, no stack", async () => {
    const of = world();
    of.trouble["make a"] = [{ kind: "rejected", executed: false }];
    const error = await thrownBy(handlerOf(of).create({ words: ["a"] }));
    expect([error.message, error.stack, "id" in error]).toEqual([
      `make a failed. Try it\n${readOn}`,
      "",
      false,
    ]);
  });
});

describe("read", () => {
  it("answers live values for what is declared, and every input", async () => {
    const of = world(["live"]);
    await expect(
      handlerOf(of).read("a", { ...state(["a"]), policy: "p", __marker: "m" }),
    ).resolves.toMatchObject({
      id: "live",
      inputs: { words: ["live"], policy: "p", __marker: "m" },
      props: { words: ["live"], __plesk: { words: ["live"] } },
    });
  });

  it("drops what is to be forgotten with an empty id", async () => {
    await expect(handlerOf(world()).read("a", state(["a"]))).resolves.toEqual({ id: "" });
  });

  it("looks up an id alone, and throws where it does not show", async () => {
    const of = world(["x"]);
    await expect(handlerOf(of).read("x", {})).resolves.toMatchObject({ id: "x", inputs: { words: ["x"] } });
    of.observe = () => ({
      kind: "notVisible",
      state: { words: ["x"] },
      failure: new Error("not shown") as never,
    });
    expect((await thrownBy(handlerOf(of).read("x", {}))).message).toBe("not shown");
  });
});

describe("with a key", () => {
  it("shows everything of a key that is there, and throws for one that is not", () =>
    withKeyLab({}, async ({ sandbox }) => {
      const { keyId } = sandbox.partner30.add({ items: ["PLESK-12-WEB-ADMIN-1M"], nickname: "by hand" });
      const provider = inProcessProvider(licenseKey);
      await provider.configure(configOf(sandbox));
      await expect(provider.read(String(keyId), {})).resolves.toMatchObject({
        id: String(keyId),
        inputs: { items: [{ item: "PLESK-12-WEB-ADMIN-1M" }], nickname: "by hand", parent: "detached" },
        props: { key: { keyId: String(keyId), ownerId: "20001" } },
      });
      await expect(provider.read("77", {})).rejects.toThrow("Key 77 is not shown to this login");
      expect(sandbox.ledger.changes()).toEqual([]);
    }));

  it("keeps the code in credentials, the only secret output", () => {
    expect(licenseKey.secretOutputs).toEqual(["credentials"]);
  });
});
