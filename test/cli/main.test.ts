import { execFile, spawn } from "node:child_process";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

import { adoptCommand } from "../../cli/adopt";
import { doctorCommand } from "../../cli/doctor";
import { engineFailure } from "../../cli/project";
import { driftCommand, planCommand } from "../../cli/report";
import { look } from "../../cli/report/look";
import { version } from "../../package.json";
import { messageOf } from "../../provider/failure";
import { sandboxCommand } from "../../sandbox/src/command";
import { version as sandboxVersion } from "../../sandbox/package.json";
import { pulumiPlesk } from "../harness/command";
import { runCommand, temporaryFolder } from "./runCommand";
import { missingFor } from "../harness/pluginStack";

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const run = (...args: string[]) => pulumiPlesk(args, {}, folder);

describe("the command pulumi-plesk", () => {
  it("prints its version, and help where no command is named, and ends with 0", async () => {
    expect(await run("--version")).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
    const help = await run();
    expect(help).toMatchObject({ exitCode: 0, stderr: "" });
    expect(help.stdout).toMatch(/^Usage: pulumi-plesk/);
    expect(help).toEqual(await run("--help"));
  });

  it("is in this like plesk-sandbox, which needs no command to start", async () => {
    const sandbox = require.resolve("plesk-sandbox/package.json").replace("package.json", "dist/main.js");
    const { stdout } = await promisify(execFile)(process.execPath, [sandbox, "--version"]);
    expect(stdout).toBe(`${sandboxVersion}\n`);
  });

  it("refuses what it does not know in two lines at most, and tells what was meant", async () => {
    const { exitCode, stdout, stderr } = await run("drift", "--formt", "json");
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toBe("error: unknown option '--formt'\n(Did you mean --format?)\n");
  });

  it("ends with 1, a sentence on stderr and nothing on stdout where something stands in the way", async () => {
    const { exitCode, stdout, stderr } = await run("plan");
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(/^There is no Pulumi\.yaml in [^\n]*\n$/);
  });

  it("ends quietly where nobody reads its output any more", async () => {
    const main = join(__dirname, "../../dist/cli/main.js");
    const child = spawn(process.execPath, [main, "drift", "--help"], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    const errors: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    await new Promise((resolve) => child.once("close", resolve));
    expect(Buffer.concat(errors).toString()).toBe("");
  });
});

describe("what stands in the way is one sentence with a way out:", () => {
  const commands = {
    drift: driftCommand,
    plan: planCommand,
    doctor: doctorCommand,
    adopt: adoptCommand,
    sandbox: sandboxCommand,
  };

  const expectRefusal = async (line: string, sentence: RegExp): Promise<void> => {
    const [name = "", ...args] = line.split(" ");
    const command = commands[name as keyof typeof commands]();
    const failed = runCommand(command, args, {}).then(() => "", messageOf);
    expect(await failed).toMatch(sentence);
    expect(await failed).not.toContain("\n");
  };

  it.each(["drift", "plan", "doctor --stack dev", "adopt --from partner30 --stack dev"])(
    "a folder without Pulumi.yaml, for %s",
    async (command) => {
      await expectRefusal(
        `${command} --cwd ${folder}`,
        /^There is no Pulumi\.yaml in \S+\. Run it in the project's folder, or name that with --cwd$/,
      );
    },
  );

  // The file is first read once the CLI is found.
  const withCli = missingFor("nodejs") === undefined ? it : it.skip;

  withCli("a Pulumi.yaml that is none", async () => {
    writeFileSync(join(folder, "Pulumi.yaml"), "name: [\n");
    await expectRefusal(`plan --cwd ${folder}`, /^Pulumi\.yaml in \S+ cannot be read: .*\. Correct it$/);
  });

  it("a file that cannot be written, before anything is looked at", async () => {
    for (const [out, reason] of [
      [join(folder, "nowhere", "report.md"), "no such file or directory"],
      [folder, "illegal operation on a directory"],
      ["/proc/nope", "no such file or directory"],
    ] as const)
      await expectRefusal(
        `drift --out ${out}`,
        new RegExp(`^${out} cannot be written: ${reason}\\. Name another place with --out$`),
      );
    expect(readdirSync(folder)).toEqual([]);
  });

  it("a report that cannot be made, whose older file would pass for it", async () => {
    const out = join(folder, "drift.md");
    writeFileSync(out, "all is as declared");
    await expectRefusal(`drift --out ${out} --cwd ${folder}`, /Pulumi\.yaml/);
    expect(existsSync(out)).toBe(false);
  });

  it("a port that is in use, and a seed file that cannot be read, for sandbox", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await expectRefusal(
      `sandbox --port ${port}`,
      new RegExp(`^Port ${port} is in use by another process\\. Name another with --port, or leave it out`),
    );
    server.close();
    await expectRefusal("sandbox --seed no.yaml", /^The seed file no\.yaml cannot be read: ENOENT/);
  });

  it.each([
    [
      "a stack that is not there",
      "no stack named 'dev' found",
      "There is no stack dev of project shop. `pulumi stack ls` lists those there are: name one of them with --stack",
    ],
    [
      "a passphrase that is wrong",
      "get stack secrets manager: incorrect passphrase",
      "Pulumi cannot work on stack dev of project shop: get stack secrets manager: incorrect passphrase. Correct that, until this works: pulumi config --stack dev",
    ],
  ])("%s, since the engine never comes to the program", async (_, complaint, sentence) => {
    const stderr = `warning: something\nerror: ${complaint}\n  and a hint on a line of its own\n`;
    const refusal = Object.assign(new Error("code: 255\n stdout: ..."), { commandResult: { stderr } });
    const refuse = () => Promise.reject(refusal);
    const stack = { name: "dev", workspace: { envVars: {} }, preview: refuse, previewDestroy: refuse };
    const failed = await look(stack, { refresh: true }).catch((error: unknown) => error);
    expect(engineFailure(failed, { name: "shop" }, "dev")).toEqual(new Error(sentence));
  });
});
