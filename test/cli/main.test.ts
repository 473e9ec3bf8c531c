import { execFile, spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

import { engineFailure } from "../../cli/project";
import { look } from "../../cli/report/look";
import { version } from "../../package.json";
import { version as sandboxVersion } from "../../sandbox/package.json";
import { pulumiPlesk } from "../harness/command";
import { temporaryFolder } from "./runCommand";

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

  it("refuses an unknown command and an unknown option in one line", async () => {
    for (const args of [["drfit"], ["drift", "--formt", "json"]]) {
      const { exitCode, stdout, stderr } = await run(...args);
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
      expect(stderr).toMatch(/^error: unknown (command|option).*\n.*Did you mean.*\n$/);
    }
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

describe("what stands in the way is one sentence with a way out, and exit code 1:", () => {
  const expectRefusal = async (args: readonly string[], sentence: RegExp): Promise<void> => {
    const { exitCode, stdout, stderr } = await run(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd()).not.toContain("\n");
  };

  it.each([["drift"], ["plan"], ["doctor --stack dev"], ["adopt --from partner30 --stack dev"]])(
    "a folder without Pulumi.yaml, for %s",
    async (command) => {
      await expectRefusal(
        command.split(" "),
        /^There is no Pulumi\.yaml in \S+\. Run it in the project's folder, or name that with --cwd\n$/,
      );
    },
  );

  it("a Pulumi.yaml that is none", async () => {
    writeFileSync(join(folder, "Pulumi.yaml"), "name: [\n");
    await expectRefusal(["plan"], /^Pulumi\.yaml in \S+ cannot be read: .*\. Correct it\n$/);
  });

  it("a file that cannot be written, before anything is looked at", async () => {
    writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    mkdirSync(join(folder, "there"));
    for (const [out, reason] of [
      ["nowhere/report.md", "no such file or directory"],
      ["there", "illegal operation on a directory"],
      ["/proc/nope", "no such file or directory"],
    ] as const)
      await expectRefusal(
        ["drift", "--out", out],
        new RegExp(`^${out} cannot be written: ${reason}\\. Name another place with --out\\n$`),
      );
  });

  it("a port that is in use, and a seed file that cannot be read, for sandbox", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await expectRefusal(
      ["sandbox", "--port", String(port)],
      new RegExp(`^Port ${port} is in use by another process\\. Name another with --port, or leave it out`),
    );
    server.close();
    await expectRefusal(["sandbox", "--seed", "no.yaml"], /^The seed file no\.yaml cannot be read: ENOENT/);
  });

  it("a stack that is not there: the engine never comes to the program", async () => {
    const stderr = "warning: something\nerror: no stack named 'nowhere' found\n";
    const refusal = Object.assign(new Error("code: 255\n stdout: ..."), { commandResult: { stderr } });
    const refused = () => Promise.reject(refusal);
    const stack = {
      name: "nowhere",
      workspace: { envVars: {} },
      preview: refused,
      previewDestroy: refused,
    };
    const failed = await look(stack, { refresh: true }).catch((error: unknown) => error);
    expect(engineFailure(failed, { name: "shop" }, "nowhere")).toEqual(
      new Error(
        "There is no stack nowhere of project shop. `pulumi stack ls` lists those there are: name one of them with --stack",
      ),
    );
  });
});
