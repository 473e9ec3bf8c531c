import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { EngineEvent } from "@pulumi/pulumi/automation";

import { version } from "../../provider/schema.json";
import { full } from "../harness/full";
import { installFromArchive, onPulumi, withPluginStack, type PluginStack } from "../harness/pluginStack";

const root = join(__dirname, "..", "..");
const config = { edition: "PLESK-12-WEB-HOST-1M", server: "alpha", subscription: "synced.alpha.example" };

type Prepare = (stack: Pick<PluginStack, "folder" | "env" | "pulumi">) => void;

/** What a user of the language does before the first run, beside installing the plugin. */
const languages: Record<string, Prepare> = {
  yaml: () => undefined,
  nodejs: ({ folder, pulumi }) => {
    generate("nodejs", pulumi);
    const sdk = join(folder, "sdks", "nodejs");
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    const compile = (project: string) =>
      execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", project]);
    compile(sdk);
    copyFileSync(join(sdk, "package.json"), join(sdk, "bin", "package.json"));
    compile(folder);
  },
  python: ({ folder, pulumi }) => {
    generate("python", pulumi);
    const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: folder });
    run("python3", "-m", "venv", "venv");
    run(join("venv", "bin", "pip"), "install", "-q", "-r", "requirements.txt", join("sdks", "python"));
  },
  go: ({ folder, pulumi }) => {
    generate("go", pulumi);
    writeFileSync(
      join(folder, "sdks", "go", "plesk", "go.mod"),
      "module pulumi-plesk/sdk/go/plesk\n\ngo 1.24\n",
    );
    execFileSync("go", ["mod", "tidy"], { cwd: folder });
  },
  // Pulumi runs Maven, which compiles the SDK with the program.
  java: ({ pulumi }) => {
    generate("java", pulumi);
  },
};

/** Writes the SDK of a language from the plugin's schema, as `pulumi package add` does. */
function generate(language: string, pulumi: PluginStack["pulumi"]): void {
  pulumi("package", "gen-sdk", "plesk", "--language", language, "--out", "sdks");
}

test("the example in Java asks for the plugin's version", () => {
  const file = join(root, "examples/java/src/main/resources/com/pulumi/plesk/version.txt");
  expect(readFileSync(file, "utf8").trim()).toBe(version);
});

/** Programs in Node.js have a package of their own; the generated SDK is for whoever prefers one. */
const projects: Record<string, string> = { nodejs: join("test", "consumers", "generatedSdk") };

describe.each(Object.entries(languages))("a program in %s", (language, prepare) => {
  const project = join(root, projects[language] ?? join("examples", language));
  const install: Prepare = (stack) => {
    installFromArchive(stack);
    prepare(stack);
  };

  // SDKs are installed, and in Go compiled for minutes: that is for the full run.
  const tell: typeof onPulumi = (host, name, ...rest) => {
    const on = (title: string): void => {
      onPulumi(host, title, ...rest);
    };
    if (language === "yaml") on(name);
    else full(on)(name);
  };

  tell(
    language,
    "makes what it declares, reports it first, and then has nothing to do",
    () =>
      withPluginStack({ project, config, install }, async ({ stack, sandbox, changes, messages }) => {
        const previewed: EngineEvent[] = [];
        await stack.preview({ onEvent: (event) => previewed.push(event) });
        expect(sandbox.ledger.changes()).toEqual([]);
        expect(messages(previewed)).toContainEqual(
          expect.stringMatching(/^info: plan: 1 request: buy a key with .* \[buys\]$/),
        );

        const { outputs } = await stack.up();
        expect(changes().sort()).toEqual([
          "create+attach+nickname",
          "create+nickname",
          "switchPlan",
          "upgrade",
        ]);
        const [key] = sandbox.partner30.keys();
        expect(outputs).toMatchObject({
          keyId: { value: String(key?.keyId), secret: false },
          activationCode: { value: key?.activationCode, secret: true },
          plan: { value: "Premium" },
        });
        await stack.up({ expectNoChanges: true });
        await stack.up({ refresh: true, expectNoChanges: true });
        expect(changes()).toEqual([]);

        // One is suspended, as declared; all others stay as they are.
        await stack.destroy();
        expect(changes()).toEqual(["suspend+nickname"]);
      }),
    1_200_000,
  );
});
