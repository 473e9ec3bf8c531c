import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { startSandbox, type Sandbox, type SandboxOptions } from "plesk-sandbox";
import { pulumiPlesk, type CommandResult } from "../../harness/command";
import { expectTypes, transpileOnly } from "../../harness/typescript";
import { twin, type Half, type TwinStack } from "../../../engine/test/harness/twin";

/** An account with history, a folder with a program that holds nothing but what adopt writes, and the command. */
export interface AdoptStory {
  half: Half;
  sandbox: Sandbox;
  /** The project's folder; adopt runs in it. */
  project: string;
  adopt(...args: string[]): Promise<CommandResult>;
  open(stack?: string): Promise<TwinStack>;
  /** The requests that changed anything, whoever sent them. */
  changes(): string[];
}

export interface AdoptOptions {
  sandbox?: SandboxOptions;
  /** The program; it lies beside the folder `adopted`. */
  program?: string;
}

const modules = {
  module: "node16",
  moduleResolution: "node16",
  target: "ES2022",
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  rootDir: "../../../..",
};

/** A twin story of taking over: each half has a sandbox and a project of its own. */
export function adoptStory(
  name: string,
  story: (run: AdoptStory) => Promise<void>,
  { sandbox: options = {}, program = 'import "./adopted";\n' }: AdoptOptions = {},
): void {
  twin(name, async (half) => {
    const sandbox = await startSandbox(options);
    // Inside of the repository, where the program finds the package by its own name.
    const project = mkdtempSync(join(__dirname, `program-${half.engine.kind}-`));
    try {
      writeFileSync(join(project, "Pulumi.yaml"), "name: taken-over\nruntime: nodejs\nmain: index.ts\n");
      writeFileSync(
        join(project, "tsconfig.json"),
        JSON.stringify({ compilerOptions: modules, files: ["index.ts"] }),
      );
      writeFileSync(join(project, "index.ts"), program);
      await story({
        half,
        sandbox,
        project,
        adopt: (...args) => pulumiPlesk(["adopt", ...args], sandbox.env, project),
        open: async (stack = "dev") => {
          // What adopt wrote is the same on both engines.
          if (half.engine.kind === "embedded") await expectTypes(project);
          return half.open({ project, stack, env: { ...sandbox.env, ...transpileOnly } });
        },
        changes: () => sandbox.ledger.changes().map(({ operations }) => operations.join("+")),
      });
    } finally {
      rmSync(project, { recursive: true, force: true });
      await sandbox.close();
    }
  });
}
