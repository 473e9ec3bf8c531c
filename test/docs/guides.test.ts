import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { startSandbox, type Sandbox } from "plesk-sandbox";

import { full } from "../harness/full";
import { onPulumi } from "../harness/pluginStack";
import { page, snippets } from "./pages";

/** A guide whose commands are typed as they are printed, in a project of its own beside a sandbox. */
interface Reader {
  sandbox: Sandbox;
  env: Record<string, string>;
  /** The program from here on: its resources, after `plesk` is imported. */
  writes(program: string): void;
  types(command: string): Promise<string>;
  /** Types what the next block of the guide shows; what it shows below a command has to be printed. */
  goesOn(): Promise<void>;
  /** The next command that is typed dies as soon as the system has executed a request. */
  loses(endpoint: string): void;
}

const admin = `items: [{ item: "PLESK-12-WEB-ADMIN-1M" }]`;

const guides: Record<string, (reader: Reader) => Promise<void>> = {
  "rename-and-move": async ({ writes, types, goesOn, sandbox }) => {
    writes(`new plesk.LicenseKey("web-03", { ${admin} });`);
    await types("pulumi up --yes --skip-preview");
    const [renamed = ""] = snippets(page("docs/guides/rename-and-move.md"), "ts");
    writes(renamed);
    await goesOn();
    await goesOn();
    await goesOn();
    expect(sandbox.ledger.charges()).toHaveLength(1);
  },
  "interrupted-runs": async ({ writes, goesOn, loses, sandbox }) => {
    writes(`new plesk.LicenseKey("web-01", { ${admin}, nickname: "web-01" });`);
    loses("createKey");
    await goesOn();
    await goesOn();
    await goesOn();
    expect(sandbox.ledger.charges()).toHaveLength(1);
  },
  "several-accounts": async ({ writes, goesOn, env, sandbox }) => {
    const url = JSON.stringify(sandbox.env.PLESK_PARTNER30_URL);
    const [program = ""] = snippets(page("docs/guides/several-accounts.md"), "ts");
    writes(program.replace(/"https:[^"]*"/, url));
    env.EAST_LOGIN = sandbox.env.PLESK_PARTNER30_LOGIN ?? "";
    await goesOn();
    env.EAST_PASSWORD = sandbox.env.PLESK_PARTNER30_PASSWORD ?? "";
    await goesOn();
  },
};

describe("the guide", () => {
  for (const [name, follow] of Object.entries(guides))
    full((title: string, work: () => Promise<void>) => {
      onPulumi("nodejs", title, work);
    })(`${name} shows commands that print what it says, on the Pulumi CLI`, () => read(name, follow));
});

async function read(name: string, follow: (reader: Reader) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox();
  const home = mkdtempSync(join(tmpdir(), "plesk-guide-"));
  const folder = mkdtempSync(join(__dirname, "program-"));
  const shown = snippets(page(`docs/guides/${name}.md`), "console");
  let running: ChildProcess | undefined;
  mkdirSync(join(home, "backend"));
  const env: Record<string, string> = {
    ...sandbox.env,
    PULUMI_HOME: join(home, "pulumi"),
    PULUMI_BACKEND_URL: pathToFileURL(join(home, "backend")).href,
    PULUMI_CONFIG_PASSPHRASE: "a guide",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PATH: [process.env.PATH, dirname(require.resolve("@pulumi/pulumi/package.json"))].join(delimiter),
  };
  const types = (command: string): Promise<string> =>
    new Promise((resolve) => {
      let printed = "";
      running = spawn("bash", ["-c", command], {
        cwd: folder,
        env: { ...process.env, ...env },
        detached: true,
      });
      for (const stream of [running.stdout, running.stderr])
        stream?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
      running.once("close", () => {
        resolve(printed);
      });
    });
  try {
    writeFileSync(join(folder, "Pulumi.yaml"), "name: licences\nruntime: nodejs\nmain: index.js\n");
    await types("pulumi stack init dev");
    await follow({
      sandbox,
      env,
      types,
      writes: (program) => {
        writeFileSync(join(folder, "index.js"), `const plesk = require("pulumi-plesk");\n${program}`);
      },
      goesOn: async () => {
        for (const [command = "", ...lines] of commandsOf(shown.shift() ?? "")) {
          const printed = await types(command);
          for (const line of lines) expect(printed).toContain(line);
        }
      },
      loses: (endpoint) => {
        const stop = sandbox.faults.onRequest("after", (request) => {
          if (request.endpoint !== endpoint || running?.pid === undefined) return;
          stop();
          process.kill(-running.pid, "SIGKILL");
        });
      },
    });
    expect(shown).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
    await sandbox.close();
  }
}

/** The commands of a block, each with the lines that are shown of what it prints. */
function commandsOf(block: string): string[][] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .map((part) => part.split("\n").filter((line) => line !== "" && line !== "..."));
}
