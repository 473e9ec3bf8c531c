import { cli, fullTwin, twin } from "../harness/twin";
import { key, World } from "./world";

const urn = (name: string): string => `urn:pulumi:dev::keys::pulumi-nodejs:dynamic/plesk:Key::${name}`;

describe("what diff answers (rows 2 and 4)", () => {
  fullTwin(
    "true, undefined and false: changed input, drifted output, replaceOnChanges, ignoreChanges",
    async (half) => {
      const answers = ["true", "undefined", "false"] as const;
      const names = answers.flatMap((answer) =>
        ["one", "roc", "ign"].map((name) => [`${name}-${answer}`, answer] as const),
      );
      const world = new World(half, { diffs: Object.fromEntries(names) });
      const stack = await world.open();
      const program = (one: object, ign: object): void => {
        world.program(
          ...answers.flatMap((answer) => [
            key(`one-${answer}`, { ...one }),
            key(`roc-${answer}`, { ...one }, { replaceOnChanges: ["a"] }),
            key(`ign-${answer}`, { ...ign }, { ignoreChanges: ["a"] }),
          ]),
        );
      };
      program({}, {});
      await stack.up();
      program({ a: "2" }, { a: "9", b: "y" });
      await stack.preview();
      await stack.up();
      world.change(({ objects }) => {
        for (const answer of answers) Object.assign(objects[`one-${answer}-1`] ?? {}, { status: "paused" });
      });
      await stack.preview({ refresh: true });
      await stack.up({ refresh: true });
      world.noteCalls();
    },
  );
});

describe("replacements (rows 3, 11, 14)", () => {
  fullTwin("create first, delete first by answer and by option, retained, dependents", async (half) => {
    const world = new World(half);
    const stack = await world.open();
    const program = (r: string): void => {
      world.program(
        key("plain", { r }),
        key("first", { r }, { deleteBeforeReplace: true }),
        key("kept", { r }, { retainOnDelete: true }),
        key("dependent", { a: "${first.id}", r: "${first.id}" }),
        key("loose", { a: "x" }, { dependsOn: ["first"] }),
      );
    };
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

  fullTwin(
    "a protected resource is neither replaced nor destroyed; retained ones are only forgotten",
    async (half) => {
      const world = new World(half);
      const stack = await world.open();
      const program = (r: string): void => {
        world.program(
          key("safe", { r }, { protect: true }),
          key("kept", {}, { retainOnDelete: true, dependsOn: ["safe"] }),
          key("other", {}, { dependsOn: ["safe"] }),
        );
      };
      program("1");
      await stack.up();
      program("2");
      expect((await stack.up()).exitCode).toBe(1);
      expect((await stack.preview()).exitCode).toBe(1);
      expect((await stack.destroy()).exitCode).toBe(1);
      world.program(
        key("safe", { r: "1" }),
        key("kept", {}, { retainOnDelete: true, dependsOn: ["safe"] }),
        key("other", {}, { dependsOn: ["safe"] }),
      );
      await stack.up();
      await stack.destroy();
      world.noteCalls();
    },
  );
});

describe("names and places (row 10)", () => {
  fullTwin(
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

  twin("two resources of one name under parents of one type are one too many", async (half) => {
    const world = new World(half);
    const stack = await world.open();
    const groups = ["left", "right"].map((name) => ({ type: "Group" as const, name }));
    world.program(
      ...groups,
      { ...key("same", {}, { parent: "left" }), as: "l" },
      { ...key("same", { a: "${l.id}" }, { parent: "right" }), as: "r" },
    );
    expect((await stack.up()).exitCode).toBe(1);
  });

  fullTwin("a preview without what cannot be read: changed, removed, and what others need", async (half) => {
    const world = new World(half);
    const stack = await world.open();
    world.program(key("one"), key("two", { a: "${one.id}" }), key("gone"), key("left"));
    await stack.up();
    const unreadable = { error: "out of reach" };
    world.change((cloud) => (cloud.faults = { "read one": unreadable, "read gone": unreadable }));
    world.program(key("one", { a: "2" }), key("two", { a: "${one.id}", b: "z" }), key("three"));
    expect((await stack.preview({ refresh: true })).exitCode).toBe(1);
    const exclude = [urn("one"), urn("gone")];
    expect((await stack.preview({ refresh: true, exclude })).exitCode).toBe(0);
    expect((await stack.preview({ exclude })).exitCode).toBe(0);
    world.noteCalls();
  });

  fullTwin("targets, and a resource that is only read", async (half) => {
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
    await stack.destroy({ target: [urn("one"), urn("two")] });
    await stack.refresh({ target: [urn("nothing")] });
    world.noteCalls();
  });

  fullTwin("one resource is replaced though nothing differs, and the others wait", async (half) => {
    const world = new World(half);
    const stack = await world.open();
    world.program(key("one"), key("two"));
    await stack.up();
    world.program(key("one"), key("two", { a: "2" }));
    const command = ["up", "--yes", "--skip-preview", "--stack", "dev"];
    await cli(stack.stack, ...command, "--target-replace", urn("one"));
    world.noteCalls();
    await stack.preview();
  });
});
