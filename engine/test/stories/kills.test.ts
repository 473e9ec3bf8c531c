import { engineProcess, killed, providerProcess, until } from "../harness/processes";
import { fullTwin } from "../harness/twin";
import { key, World } from "./world";

describe("killed engines (row 12)", () => {
  for (const verb of ["create", "update"] as const) {
    fullTwin(`the engine dies during ${verb}: lock, cancel, and the next up goes on`, async (half) => {
      const world = new World(half, { faults: { [`${verb} slow`]: { hang: true } } });
      const stack = await world.open();
      world.program(key("slow"));
      if (verb === "update") {
        await stack.up();
        world.program(key("slow", { a: "2" }));
      }
      const running = stack.stack.up().catch(() => "killed");
      await until(() => world.cloud.calls.find(([called]) => called === verb));
      await killed(await until(() => engineProcess(half.folder, "up")));
      expect(await running).toBe("killed");
      // The provider outlives its engine and ends what it had begun.
      world.change((cloud) => (cloud.faults = {}));
      await until(() => Object.values(world.cloud.objects).find(({ a }) => verb === "create" || a === "2"));
      const locked = await stack.up();
      expect(locked.output).toContain("the stack is currently locked by 1 lock(s)");
      await stack.stack.cancel();
      await stack.preview();
      await stack.up();
      await stack.refresh();
      await stack.refresh({ clearPendingCreates: true });
      // What the killed engine left running.
      const orphan = providerProcess(half.folder);
      if (orphan !== undefined) await killed(orphan);
    });
  }
});
