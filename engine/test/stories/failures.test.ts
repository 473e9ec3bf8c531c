import { fullTwin } from "../harness/twin";
import { key, World } from "./world";

describe("failures of the provider (rows 6, 7, 8)", () => {
  fullTwin(
    "a pending purchase: update finishes it, refresh finds its id, destroy takes it away",
    async (half) => {
      const world = new World(half, { faults: { create: { partial: "pending:x" } } });
      const stack = await world.open();
      world.program(key("one"));
      expect((await stack.up()).exitCode).toBe(1);
      world.change((cloud) => (cloud.faults = { "update one": { error: "still not there" } }));
      expect((await stack.preview({ expectNoChanges: true })).exitCode).toBe(7);
      await stack.up();
      world.change((cloud) => {
        cloud.faults = {};
        cloud.objects["one-9"] = { a: "1", b: "x", n: "one", status: "active" };
      });
      await stack.refresh();
      await stack.up();
      await stack.destroy();
      world.noteCalls();
    },
  );

  fullTwin("half-made without its provider text; a half-done update; a failing delete", async (half) => {
    const world = new World(half, { faults: { "create bare": { partial: "p1", bare: true } } });
    const stack = await world.open();
    world.program(key("bare"));
    await stack.up();
    await stack.refresh();
    await stack.destroy();
    world.change((cloud) => (cloud.faults = {}));
    await stack.up();
    world.program(key("bare", { b: "y" }));
    world.change((cloud) => (cloud.faults = { "update bare": { partial: "p1" } }));
    await stack.up();
    world.change((cloud) => (cloud.faults = { "delete bare": { error: "not now" } }));
    await stack.destroy();
    world.noteCalls();
  });

  fullTwin(
    "an object that cannot be read stops the run but not the others; checks fail; creates fail",
    async (half) => {
      const world = new World(half);
      const stack = await world.open();
      world.program(key("one"), key("two", {}, { dependsOn: ["one"] }));
      await stack.up();
      world.change((cloud) => {
        cloud.faults = { "read one": { error: "unreachable" } };
        Object.assign(cloud.objects["two-1"] ?? {}, { b: "drifted" });
      });
      expect((await stack.up({ refresh: true })).exitCode).toBe(1);
      await stack.refresh();
      world.change((cloud) => (cloud.faults = { "create new": { error: "rejected" } }));
      world.program(
        key("one"),
        key("two", {}, { dependsOn: ["one"] }),
        key("new", {}, { dependsOn: ["two"] }),
      );
      await stack.up();
      world.program(key("one", { a: "bad" }), key("two", {}, { dependsOn: ["one"] }));
      await stack.preview();
      world.noteCalls();
    },
  );
});
