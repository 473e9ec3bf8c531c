import { join } from "node:path";
import { cli, fullTwin } from "../harness/twin";
import { key, World } from "./world";

const fixture = (name: string): string => join(__dirname, "fixtures", name);

describe("programs", () => {
  fullTwin("ECMAScript modules and TypeScript, unchanged", async (half) => {
    const esm = await half.open({
      project: fixture("esm"),
      stack: "esm",
      config: { a: "1", hidden: { value: "hidden-value", secret: true } },
    });
    expect((await esm.preview()).exitCode).toBe(0);
    expect((await esm.up()).exitCode).toBe(0);
    const typescript = await half.open({ project: fixture("typescript"), stack: "ts" });
    expect((await typescript.up()).exitCode).toBe(0);
    const { length, project } = await typescript.stack.outputs();
    half.note("outputs", [length?.value, project?.value] as string[]);
  });

  fullTwin("a program that throws or exits loses nothing; a crashing provider is named", async (half) => {
    const world = new World(half);
    const stack = await world.open();
    world.program(key("one"));
    await stack.up();
    world.says({ resources: [], fail: "broken program" });
    expect((await stack.up()).exitCode).toBe(1);
    world.says({ resources: [], exit: 3 });
    expect((await stack.up()).exitCode).toBe(1);
    world.program(key("one"), key("two", {}, { dependsOn: ["one"] }));
    world.change((cloud) => (cloud.faults = { "create two": { exit: 9 } }));
    expect((await stack.up()).exitCode).toBe(1);
    half.note("still there", Object.keys(world.cloud.objects));
  });

  fullTwin("secrets are never in clear: exported state, output, events, errors", async (half) => {
    const world = new World(half, { faults: { "create two": { error: "no" } } });
    const stack = await world.open({
      config: { "plesk:password": { value: "config-secret", secret: true } },
    });
    world.says({
      resources: [
        key("one", { s: { secret: "input-secret" }, wrapped: true }),
        key("two", { s: { secret: "input-secret" } }, { dependsOn: ["one"] }),
      ],
      outputs: { s: "${one.s}" },
    });
    const { output, events } = await stack.up();
    const stdout = await cli(stack.stack, "stack", "export", "--stack", "dev");
    // The Pulumi CLI has debug events with secrets in clear in its stream; readers of events must drop them.
    const debugless = events.filter(({ diagnosticEvent }) => String(diagnosticEvent?.severity) !== "debug");
    for (const text of [output, stdout, JSON.stringify(debugless)]) {
      for (const secret of ["config-secret", "input-secret", "token-of-one"])
        expect(text).not.toContain(secret);
    }
  });
});
