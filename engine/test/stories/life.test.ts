import { fullTwin } from "../harness/twin";
import { key, World } from "./world";

describe("life of a resource", () => {
  fullTwin(
    "create, nothing to do, change, drift, gone, destroy; configuration and outputs, secrets included",
    async (half) => {
      const world = new World(half);
      const stack = await world.open({
        config: {
          "plesk:url": "http://127.0.0.1:1",
          "plesk:password": { value: "config-secret", secret: true },
          plain: "p",
        },
      });
      world.says({
        resources: [
          key("one", {
            s: { secret: "input-secret" },
            nothing: null,
            nested: { list: [1, { secret: "deep" }] },
          }),
          key("two", { a: "${one.status}" }, { additionalSecretOutputs: ["mark"] }),
        ],
        outputs: { status: "${one.status}", s: "${one.s}", id: "${one.id}" },
      });
      await stack.preview();
      expect((await stack.up()).exitCode).toBe(0);
      expect((await stack.preview({ expectNoChanges: true })).exitCode).toBe(0);
      world.noteCalls();

      world.says({
        resources: [
          key("one", { a: "2", added: "n", s: { secret: "input-secret" } }),
          key("two", { a: "${one.status}" }),
        ],
        outputs: { status: "${one.status}" },
      });
      expect((await stack.preview({ expectNoChanges: true })).exitCode).toBe(7);
      expect((await stack.up()).exitCode).toBe(0);
      world.noteCalls();

      world.change(({ objects }) => {
        if (objects["one-1"]) objects["one-1"].b = "drifted";
        delete objects["two-1"];
      });
      expect((await stack.previewRefresh({ expectNoChanges: true })).exitCode).toBe(7);
      expect((await stack.preview({ refresh: true, expectNoChanges: true })).exitCode).toBe(7);
      await stack.refresh();
      await stack.up();
      world.noteCalls();
      await stack.destroy();
      expect(world.cloud.objects).toEqual({});
      world.noteCalls();
    },
  );
});
