import { fullTwin } from "../harness/twin";
import { key, World } from "./world";

const every = {
  beforeCreate: ["bc"],
  afterCreate: ["ac"],
  beforeUpdate: ["bu"],
  afterUpdate: ["au"],
};

describe("resource hooks (row 13)", () => {
  fullTwin(
    "before and after, in preview and up; a throwing one refuses; update hooks do not run on a replacement",
    async (half) => {
      const world = new World(half);
      const stack = await world.open();
      const names = ["bc", "ac", "bu", "au"].map((name) => ({ name, onDryRun: name !== "au" }));
      const program = (args: object, fail?: string): void => {
        world.says({
          hooks: names.map((hook) => (fail && hook.name === "bu" ? { ...hook, fail } : hook)),
          resources: [key("one", { ...args, s: { secret: "hush" } }, { hooks: every })],
        });
      };
      program({});
      await stack.preview();
      await stack.up();
      program({ a: "2" }, "over the limit");
      expect((await stack.preview()).exitCode).toBe(1);
      expect((await stack.up()).exitCode).toBe(1);
      program({ a: "3" });
      await stack.up();
      program({ a: "3", r: "new" });
      await stack.up();
      await stack.refresh();
      await stack.destroy();
      world.noteCalls();
    },
  );

  fullTwin("delete hooks need the program", async (half) => {
    const world = new World(half);
    const stack = await world.open();
    const hooks = [{ name: "bd" }, { name: "ad" }];
    const hooked = key("one", {}, { hooks: { beforeDelete: ["bd"], afterDelete: ["ad"] } });
    world.says({ hooks, resources: [hooked] });
    await stack.up();
    expect((await stack.destroy()).exitCode).toBe(1);
    world.says({ resources: [] });
    expect((await stack.up()).exitCode).toBe(1);
    world.says({ hooks, resources: [] });
    expect((await stack.up()).exitCode).toBe(0);
    world.noteCalls();
  });
});
