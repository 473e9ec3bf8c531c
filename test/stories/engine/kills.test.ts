import { execFileSync } from "node:child_process";
import { twin, type Half } from "../../harness/twin";
import { key, World } from "./world";

/** The engine's process: the one that holds this stack's state folder in its environment and runs the command. */
function engineProcess(half: Half, command: string): number | undefined {
  const lines = execFileSync("ps", ["axeww", "-o", "pid=,args="], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  }).split("\n");
  const line = lines.find(
    (text) => new RegExp(`pulumi ${command} .*--stack`).test(text) && text.includes(half.folder),
  );
  return line === undefined ? undefined : Number(line.trim().split(" ")[0]);
}

async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("killed engines (row 12)", () => {
  for (const verb of ["create", "update"] as const) {
    twin(`the engine dies during ${verb}: lock, cancel, and the next up goes on`, async (half) => {
      const world = new World(half, { faults: { [`${verb} slow`]: { sleep: 4000 } } });
      const stack = await world.open();
      world.program(key("slow"));
      if (verb === "update") {
        await stack.up();
        world.program(key("slow", { a: "2" }));
      }
      const running = stack.stack.up().catch(() => "killed");
      await until(() => world.cloud.calls.find(([called]) => called === verb));
      process.kill(await until(() => engineProcess(half, "up")), "SIGKILL");
      expect(await running).toBe("killed");
      await new Promise((resolve) => setTimeout(resolve, 4500));
      world.change((cloud) => (cloud.faults = {}));
      const locked = await stack.up();
      expect(locked.output).toContain("the stack is currently locked by 1 lock(s)");
      await stack.stack.cancel();
      await stack.preview();
      await stack.up();
      await stack.refresh();
      await stack.refresh({ clearPendingCreates: true });
    });
  }
});
