import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEngine, openStack, type OpenedStack } from "../../src";
import { cli, type Half } from "../harness/twin";
import { key, KEYS, World } from "./world";

/** What the embedded engine leaves out, it refuses by name, and it changes nothing. */
describe("the embedded engine refuses by name", () => {
  const folder = mkdtempSync(join(tmpdir(), "refusals-"));
  const world = new World({ folder } as Half);
  let stack: OpenedStack;

  beforeAll(async () => {
    const engine = await findEngine({ engine: "embedded" });
    stack = await openStack({ project: KEYS, engine, stateDir: join(folder, "state"), env: world.env });
    world.program(key("one"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (...args: string[]): Promise<string> => cli(stack, ...args);

  test.each([
    [["up", "--yes", "--policy-pack", "x"], "unknown flag: --policy-pack"],
    [["up", "--yes", "--client=127.0.0.1:1"], "unknown flag: --client"],
    [["preview", "--save-plan", "x"], "unknown flag: --save-plan"],
    [["preview", "--json"], "unknown flag: --json"],
    [["up", "--yes", "--remote"], "unknown flag: --remote"],
    [["up", "--yes", "--continue-on-error"], "unknown flag: --continue-on-error"],
    [["refresh", "--yes", "--run-program=true"], "unknown flag: --run-program"],
    [["import", "--file", "x"], "the command `import` is not supported by the embedded engine"],
    [["state", "taint"], "the command `state` is not supported"],
    [["stack", "rename", "x"], "the command `stack rename` is not supported"],
    [
      ["stack", "init", "x", "--secrets-provider", "awskms://k"],
      "the secrets provider awskms://k is not supported",
    ],
    [["frobnicate"], "the command `frobnicate` is not supported"],
  ])("pulumi %j", async (args, sentence) => {
    await expect(run(...args)).rejects.toThrow(sentence);
  });

  test.each([
    ["import", { import: "k1" }],
    ["hideDiffs", { hideDiffs: ["a"] }],
  ])(
    "the option %s",
    async (name, options) => {
      world.program(key("one", {}, options));
      await expect(stack.up()).rejects.toThrow(
        `the option \`${name}\` of the resource one is not supported by the embedded engine`,
      );
      world.program(key("one"));
    },
    60_000,
  );

  test("systems that are not on loopback", async () => {
    await stack.setConfig("plesk:url", { value: "https://user:pass@ka.example.com/" });
    const refused = await stack.up().catch((error: unknown) => String(error));
    expect(refused).toContain(
      "the configuration value plesk:url names a system on ka.example.com. The embedded engine is for tests and offline work only",
    );
    expect(refused).not.toContain("pass@");
    await stack.removeConfig("plesk:url");
  }, 30_000);

  test("a damaged or foreign state file, which stays as it is", async () => {
    const stacks = join(folder, "state", "backend", ".pulumi-embedded", "stacks", "keys");
    const file = join(stacks, readdirSync(stacks)[0] ?? "");
    const good = readFileSync(file, "utf8");
    for (const bad of [
      good.slice(0, 40),
      '{"version":9,"deployment":{}}',
      '{"version":4,"features":["views"],"deployment":{}}',
    ]) {
      writeFileSync(file, bad);
      await expect(stack.preview()).rejects.toThrow(`the state file ${file} cannot be read`);
      expect(readFileSync(file, "utf8")).toBe(bad);
    }
    writeFileSync(file, good);
  }, 30_000);

  test("a wrong passphrase, and another runtime", async () => {
    stack.workspace.envVars = { ...stack.workspace.envVars, PULUMI_CONFIG_PASSPHRASE: "wrong" };
    await expect(stack.preview()).rejects.toThrow("incorrect passphrase");
    writeFileSync(join(stack.workspace.workDir, "Pulumi.yaml"), "name: keys\nruntime: python\n");
    await expect(stack.preview()).rejects.toThrow(
      "the runtime python is not supported by the embedded engine",
    );
  }, 30_000);
});
