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
    [["up", "--yes", "--remote"], "unknown flag: --remote"],
    [["up", "--yes", "--continue-on-error"], "unknown flag: --continue-on-error"],
    [["up", "--yes", "--message", "x"], "unknown flag: --message"],
    [["up", "--yes", "--run-program=true"], "unknown flag: --run-program"],
    [["up", "--yes", "--suppress-outputs"], "unknown flag: --suppress-outputs"],
    [["up", "--yes", "--parallel", "4"], "unknown flag: --parallel"],
    [["up", "--yes", "--config-file", "x"], "unknown flag: --config-file"],
    [["up", "--yes", "--stack", "dev", "--target", "**"], "a wildcard in --target"],
    [["up", "--yes", "--stack", "dev", "--event-log", "events.json"], "an event log that is a file"],
    [["preview", "--save-plan", "x"], "unknown flag: --save-plan"],
    [["preview", "--json"], "unknown flag: --json"],
    [["refresh", "--yes", "--run-program=true"], "unknown flag: --run-program"],
    [["destroy", "--yes", "--run-program=true"], "unknown flag: --run-program"],
    [["destroy", "--yes", "--exclude-protected"], "unknown flag: --exclude-protected"],
    [["destroy", "--yes", "--target-dependents"], "unknown flag: --target-dependents"],
    [["import", "--file", "x"], "the command `import`"],
    [["state", "taint"], "the command `state`"],
    [["whoami"], "the command `whoami`"],
    [["config", "get", "plesk:url"], "the command `config get`"],
    [["config", "rm", "plesk:url"], "the command `config rm`"],
    [["config", "set", "--path", "a.b", "c"], "unknown flag: --path"],
    [["config", "set-all", "--json", "{}"], "unknown flag: --json"],
    [["stack", "ls", "--all"], "unknown flag: --all"],
    [["stack", "rm", "dev"], "the command `stack rm`"],
    [["stack", "rename", "x"], "the command `stack rename`"],
    [["stack", "tag", "set", "a", "b"], "the command `stack tag`"],
    [["stack", "history", "--stack", "dev"], "`stack history` beyond the last update"],
    [["stack", "init", "x", "--secrets-provider", "awskms://k"], "unknown flag: --secrets-provider"],
    [["frobnicate"], "the command `frobnicate`"],
  ])("pulumi %j", async (args, sentence) => {
    const refused = await run(...args).catch(String);
    expect(refused).toContain(`error: ${sentence}`);
    expect(refused).toContain("is not supported by the embedded engine; use the Pulumi CLI for it");
  });

  test.each([
    ["the option `import` of the resource one", { import: "k1" }],
    ["the option `hideDiffs` of the resource one", { hideDiffs: ["a"] }],
    ["the option `customTimeouts` of the resource one", { customTimeouts: { create: "90s" } }],
    ["`a.b`, more than the name of a property in ignoreChanges", { ignoreChanges: ["a.b"] }],
    ["`*`, more than the name of a property in ignoreChanges", { replaceOnChanges: ["*"] }],
    ["an alias of the resource one that is more than a former name", { aliases: [{ name: "a", type: "b" }] }],
  ])(
    "%s",
    async (what, options) => {
      world.program(key("one", {}, options));
      const refused = await stack.up().catch(String);
      expect(refused).toContain(what);
      expect(refused).toContain("is not supported by the embedded engine; use the Pulumi CLI for it");
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
    await stack.setConfig("plesk:url", { value: "http://127.0.0.1:1" });
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

  test("a wrong passphrase, another runtime, and files that it does not read", async () => {
    stack.workspace.envVars = { ...stack.workspace.envVars, PULUMI_CONFIG_PASSPHRASE: "wrong" };
    await expect(stack.preview()).rejects.toThrow("incorrect passphrase");
    const file = (name: string): string => join(stack.workspace.workDir, name);
    for (const [text, what] of [
      ["runtime: python", "the runtime python"],
      ["runtime: nodejs\nplugins: {}", "`plugins` in Pulumi.yaml"],
      ["runtime: nodejs\nconfig: { a: 1 }", "`config` in Pulumi.yaml (a)"],
      ["runtime: { name: nodejs, options: { nodeargs: --inspect } }", "the runtime option nodeargs"],
    ] as const) {
      writeFileSync(file("Pulumi.yaml"), `name: keys\n${text}\n`);
      await expect(stack.preview()).rejects.toThrow(`${what} is not supported by the embedded engine`);
    }
    writeFileSync(file("Pulumi.yaml"), "name: keys\nruntime: nodejs\n");
    writeFileSync(file("Pulumi.dev.yaml"), "config: {}\n");
    await expect(stack.preview()).rejects.toThrow(
      "the file Pulumi.dev.yaml (here `config set` does it) is not",
    );
  }, 30_000);
});
