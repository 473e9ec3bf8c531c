import { twin } from "../../harness/twin";
import { key, World } from "./world";

const urn = (name: string): string => `urn:pulumi:dev::keys::pulumi-nodejs:dynamic/plesk:Key::${name}`;

describe("what diff answers (rows 2 and 4)", () => {
  for (const diff of ["true", "undefined", "false"] as const) {
    twin(
      `diff answers ${diff}: changed input, drifted output, replaceOnChanges, ignoreChanges`,
      async (half) => {
        const world = new World(half, { diff });
        const stack = await world.open();
        world.program(key("one"), key("roc", {}, { replaceOnChanges: ["a"] }), key("ign"));
        await stack.up();
        world.program(
          key("one", { a: "2" }),
          key("roc", { a: "2" }, { replaceOnChanges: ["a"] }),
          key("ign", { a: "9", b: "y" }, { ignoreChanges: ["a"] }),
        );
        await stack.preview();
        await stack.up();
        world.change(({ objects }) => {
          if (objects["k1"]) objects["k1"]["status"] = "paused";
        });
        await stack.preview({ refresh: true });
        await stack.up({ refresh: true });
        world.noteCalls();
      },
    );
  }
});

describe("replacements (rows 3, 11, 14)", () => {
  twin("create first, delete first by answer and by option, retained, dependents", async (half) => {
    const world = new World(half);
    const stack = await world.open();
    const program = (r: string): void =>
      world.program(
        key("plain", { r }),
        key("first", { r }, { deleteBeforeReplace: true }),
        key("kept", { r }, { retainOnDelete: true }),
        key("dependent", { a: "${first.id}", r: "${first.id}" }),
        key("loose", { a: "x" }, { dependsOn: ["first"] }),
      );
    program("1");
    await stack.up();
    world.noteCalls();
    program("2");
    await stack.preview();
    await stack.up();
    world.noteCalls();
    world.change((cloud) => (cloud.deleteBeforeReplace = true));
    world.program(key("plain", { r: "3" }));
    await stack.up();
    world.noteCalls();
    await stack.up({ replace: [urn("plain")] });
    await stack.destroy();
    world.noteCalls();
  });

  twin(
    "a protected resource is neither replaced nor destroyed; retained ones are only forgotten",
    async (half) => {
      const world = new World(half);
      const stack = await world.open();
      world.program(
        key("safe", { r: "1" }, { protect: true }),
        key("kept", {}, { retainOnDelete: true }),
        key("other"),
      );
      await stack.up();
      world.program(
        key("safe", { r: "2" }, { protect: true }),
        key("kept", {}, { retainOnDelete: true }),
        key("other"),
      );
      expect((await stack.up()).exitCode).toBe(1);
      expect((await stack.preview()).exitCode).toBe(1);
      expect((await stack.destroy()).exitCode).toBe(1);
      await stack.destroy({ excludeProtected: true });
      world.noteCalls();
    },
  );
});

describe("names and places (row 10)", () => {
  twin(
    "components, two resources of one name under different parents, renamed with their children",
    async (half) => {
      const world = new World(half);
      const stack = await world.open();
      world.program(
        { type: "Group", name: "left" },
        { type: "Group", name: "right" },
        { ...key("same", {}, { parent: "left" }), as: "l" },
        { ...key("same", { a: "${l.id}" }, { parent: "right" }), as: "r" },
      );
      await stack.up();
      world.program(
        { type: "Group", name: "west", options: { aliases: [{ name: "left" }] } },
        { type: "Group", name: "right" },
        { ...key("same", {}, { parent: "west" }), as: "l" },
        { ...key("uno", { a: "${l.id}" }, { parent: "right", aliases: [{ name: "same" }] }), as: "r" },
      );
      await stack.preview({ expectNoChanges: true });
      await stack.up();
      await stack.preview({ expectNoChanges: true });
      world.noteCalls();
      await stack.destroy();
      world.noteCalls();
    },
  );

  twin("targets, and a resource that is only read", async (half) => {
    const world = new World(half, { objects: { k9: { a: "1", b: "x", n: "found", status: "active" } } });
    const stack = await world.open();
    world.program(key("one"), key("two", { a: "${one.id}" }), {
      name: "found",
      id: "k9",
      args: { n: "found" },
    });
    await stack.up();
    world.program(key("one", { a: "2" }), key("two", { a: "${one.id}", b: "z" }), key("three"));
    await stack.up({ target: [urn("one")] });
    expect((await stack.destroy({ target: [urn("one")] })).exitCode).toBe(1);
    await stack.destroy({ target: [urn("one")], targetDependents: true });
    await stack.refresh({ target: [urn("nothing")] });
    world.noteCalls();
  });
});
