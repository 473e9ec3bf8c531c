import { fullTwin } from "../harness/twin";
import { key, World } from "./world";

describe("providers and their configuration (row 5)", () => {
  fullTwin(
    "explicit providers: stored secrets, renamed environment variables, rotation; inherited by children",
    async (half) => {
      const world = new World(half);
      const stack = await world.open({
        config: { "plesk:password": { value: "first", secret: true } },
        env: { EAST_LOGIN: "from-env" },
      });
      const program = (password: string): void => {
        world.program(
          {
            type: "Account",
            name: "east",
            args: { password: { secret: password }, region: "e" },
            options: { envVarMappings: { EAST_LOGIN: "LOGIN" } },
          },
          { type: "Group", name: "group", options: { providers: ["east"] } },
          key("child", {}, { parent: "group" }),
          key("direct", {}, { provider: "east" }),
          key("default"),
        );
      };
      program("p1");
      await stack.up();
      program("p2");
      expect((await stack.preview({ expectNoChanges: true })).exitCode).toBe(7);
      await stack.refresh();
      await stack.up();
      await stack.stack.setConfig("plesk:password", { value: "second", secret: true });
      expect((await stack.preview({ expectNoChanges: true })).exitCode).toBe(0);
      await stack.preview({ refresh: true });
      await stack.destroy();
      world.noteCalls();
    },
  );
});
