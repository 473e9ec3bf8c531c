import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import * as pulumi from "@pulumi/pulumi";

import { LicenseKey } from "../../../provider";
import * as native from "../../../provider/native";
import { record, startMonitor } from "./monitor";

const programs = join(__dirname, "programs");
const args = { items: [{ item: "PLESK-12-WEB-ADMIN-1M" }] };

describe("a LicenseKey beside what else runs in the program", () => {
  it("leaves the stack traces of others as they are", async () => {
    const { stackTraceLimit, prepareStackTrace } = Error;
    await record(() => {
      new LicenseKey("web", args);
      expect(() => new LicenseKey("", args)).toThrow();
      expect([Error.stackTraceLimit, Error.prepareStackTrace]).toEqual([stackTraceLimit, prepareStackTrace]);
    });
  });

  it.each([
    ["pulumi-plesk", LicenseKey],
    ["pulumi-plesk/native", native.LicenseKey],
  ])("names the place of the program that makes it, once, whatever makes it there: %s", async (_, Key) => {
    const { registrations } = await record(() => {
      class Shop extends pulumi.ComponentResource {
        constructor() {
          super("test:index:Shop", "shop");
          new Key("inner", args, { parent: this });
        }
      }
      new Shop();
      return ["mapped"].map((name) => new Key(name, args));
    });
    for (const name of ["inner@shop", "mapped"]) {
      const { sourceposition, stacktrace } = registrations.get(name)?.request ?? {};
      expect(sourceposition?.uri).toBe(pathToFileURL(__filename).href);
      expect(stacktrace?.framesList).toEqual([{ pc: sourceposition }]);
    }
  });

  it("has an output for each input that is not declared, which is undefined and waits for the key", async () => {
    const { registrations } = await record(() => {
      const { nickname } = new LicenseKey("web", args);
      new LicenseKey("other", { ...args, nickname: nickname.apply((known) => `not ${String(known)}`) });
    });
    expect(registrations.get("web")?.inputs).not.toHaveProperty("nickname");
    expect(registrations.get("other")?.inputs).toMatchObject({ nickname: "not undefined" });
    const dependencies = new Map(registrations.get("other")?.request.propertydependenciesMap);
    expect(dependencies.get("nickname")?.urnsList).toEqual([
      "urn:pulumi:dev::shop::pulumi-nodejs:dynamic/plesk:LicenseKey::web",
    ]);
  });

  it.each<[string, pulumi.CustomResourceOptions]>([
    [
      "transformations set",
      { transformations: [({ props, opts }) => ({ props: { ...props, nickname: "known" }, opts })] },
    ],
    ["ignoreChanges keeps", { ignoreChanges: ["nickname"] }],
  ])("has the value of an input that is not declared where %s one", async (_, options) => {
    const { registrations } = await record(
      () => {
        const { nickname } = new LicenseKey("web", args, options);
        new LicenseKey("other", { ...args, nickname: nickname.apply(String) });
      },
      { known: { nickname: "known" } },
    );
    expect(registrations.get("other")?.inputs).toMatchObject({ nickname: "known" });
  });

  it("leaves room for a property of a class that extends it", async () => {
    class OwnKey extends LicenseKey {
      constructor(name: string) {
        super(name, args);
        Object.assign(this, { nickname: pulumi.output("own") });
      }
    }
    const { registrations } = await record(() => {
      new LicenseKey("other", { ...args, nickname: new OwnKey("web").nickname.apply(String) });
    });
    expect(registrations.get("other")?.inputs).toMatchObject({ nickname: "own" });
  });

  it("shows where the user declared it when the engine refuses it", async () => {
    const monitor = await startMonitor({ refuse: "web" });
    try {
      const { code } = await run(runnerArguments(monitor.address, "refused"), { PULUMI_CONFIG: "{}" });
      expect(code).not.toBe(0);
      const said = monitor.recorded.log.join("\n");
      expect(said).toContain("failed to register new resource web");
      expect(said).toContain(`${join(programs, "refused.js")}:3`);
    } finally {
      monitor.close();
    }
  });

  it("warns in a preview of a run without checkpoints, once", async () => {
    const monitor = await startMonitor();
    try {
      const [runner = "", ...others] = runnerArguments(monitor.address, "twoKeys");
      const env = { PULUMI_CONFIG: "{}", PULUMI_SKIP_CHECKPOINTS: "true" };
      expect((await run([runner, "--dry-run", ...others], env)).code).toBe(0);
      expect(monitor.recorded.log.filter((text) => text.includes("CHECKPOINTS"))).toEqual([
        expect.stringContaining(
          "PULUMI_SKIP_CHECKPOINTS is set: a run that is killed leaves nothing in the state",
        ),
      ]);
    } finally {
      monitor.close();
    }
  });

  it("says its plan beside another copy of the package, e.g. of another version", async () => {
    const monitor = await startMonitor();
    try {
      const { code, output } = await run(runnerArguments(monitor.address, "twoCopies"), {
        PULUMI_CONFIG: "{}",
      });
      expect([code, output]).toEqual([0, ""]);
      expect(monitor.recorded.hooks.sort()).toEqual([
        ...["plesk:notice", "plesk:notice2"],
        ...["plesk:plan", "plesk:plan2"],
      ]);
    } finally {
      monitor.close();
    }
  });

  it("runs in unit tests with Pulumi's mocks, without an engine and without an organisation", async () => {
    const { code, output } = await run([join(programs, "unitTest.js")]);
    expect(output.trim()).toBe(
      "urn:pulumi:stack::project::pulumi-nodejs:dynamic/plesk:LicenseKey::web web-id",
    );
    expect(code).toBe(0);
  });

  it("has the key's id, as a secret, where the id that it was adopted by is secret", async () => {
    const { code, output } = await run([join(programs, "secretId.js")]);
    expect(output.trim()).toBe("20000001 true");
    expect(code).toBe(0);
  });

  it("says its plan in each run of an inline program, not only in the first of a process", async () => {
    const program = () => [new LicenseKey("a", args), new LicenseKey("b", args)];
    expect((await record(program)).hooks).toEqual(["plesk:plan", "plesk:notice"]);
    expect((await record(program)).hooks).toEqual(["plesk:plan", "plesk:notice"]);
  });
});

/** As the engine has the SDK run a program. */
function runnerArguments(address: string, program: string): string[] {
  return [
    require.resolve("@pulumi/pulumi/cmd/run"),
    ...["--monitor", address, "--engine", address, "--parallel", "4"],
    ...["--organization", "acme", "--project", "shop", "--stack", "dev", "--pwd", programs],
    `./${program}.js`,
  ];
}

function run(
  nodeArguments: string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, nodeArguments, {
    cwd: programs,
    env: { ...process.env, ...env },
    timeout: 30_000,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      resolve({ code, output });
    });
  });
}
