import { until } from "../harness/processes";
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

  fullTwin("run in the program while it is called off, for what is still being made", async (half) => {
    const faults = { "create slow": { hang: true }, "create failing": { hang: true, error: "rejected" } };
    const world = new World(half, { faults });
    const stack = await world.open();
    const slow = key("slow", {}, { hooks: { afterCreate: ["ac"] } });
    world.says({ hooks: [{ name: "ac" }], resources: [slow, key("failing")] });
    const running = stack.up();
    const creates = (): unknown[] => world.cloud.calls.filter(([verb]) => verb === "create");
    await until(() => (creates().length === 2 ? true : undefined));
    world.change((cloud) => delete cloud.faults["create failing"]);
    // Long enough for a program that nobody answers any more to be gone.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    world.change((cloud) => (cloud.faults = {}));
    expect((await running).exitCode).toBe(1);
    world.noteCalls();
  });
});
