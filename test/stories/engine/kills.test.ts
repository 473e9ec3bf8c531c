import { execFileSync } from "node:child_process";
import { fullTwin, type Half } from "../../harness/twin";
import { key, World } from "./world";

/** The engine's process: the one that holds this stack's state folder in its environment and runs the command. */
function engineProcess(half: Half, command: string): number | undefined {
  const line = processes().find(
    (text) => new RegExp(`pulumi ${command} .*--stack`).test(text) && text.includes(half.folder),
  );
  return line === undefined ? undefined : Number(line.trim().split(" ")[0]);
}

/** What the killed engine left running. */
function endOrphans(half: Half): void {
  for (const line of processes().filter(
    (text) => text.includes("dynamic-provider") && text.includes(half.folder),
  )) {
    process.kill(Number(line.trim().split(" ")[0]), "SIGKILL");
  }
}

function processes(): string[] {
  return execFileSync("ps", ["axeww", "-o", "pid=,args="], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  }).split("\n");
}

async function until<T>(look: () => T | undefined): Promise<T> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited in vain for ${look.toString()}`);
}

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
      process.kill(await until(() => engineProcess(half, "up")), "SIGKILL");
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
      endOrphans(half);
    });
  }
});
