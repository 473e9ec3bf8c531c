import { rmSync } from "node:fs";

import { doctorCommand } from "../../cli/doctor";
import { DEMO_KEYS, startSandbox, type Sandbox } from "plesk-sandbox";
import { runCommand, temporaryFolder } from "../cli/runCommand";
import { pulumiPlesk } from "../harness/command";
import { expectOutput } from "./pages";

/** What the pages show of our commands, as they print it. */
const samples: Record<string, (sandbox: Sandbox) => Promise<string>> = {
  adopt: async (sandbox) => {
    const folder = temporaryFolder();
    try {
      const args = ["adopt", "--from", "partner30", "--from", "server:alpha"];
      const { stdout } = await pulumiPlesk(args, sandbox.env, folder);
      return stdout;
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  catalog: async (sandbox) => {
    const env = { ...partner30Of(sandbox), ...sandbox.plesk.server("alpha").envOf() };
    return (await runCommand(doctorCommand(), ["--catalog"], env)).stdout;
  },
  offer: async (sandbox) => {
    const { stdout } = await runCommand(
      doctorCommand(),
      ["--catalog", "--key", "PLSK.10000001"],
      sandbox.env,
    );
    return stdout;
  },
  doctor: async (sandbox) => {
    const versions = {
      "pulumi-plesk": "0.1.0",
      "Node.js": "22.20.0",
      "@pulumi/pulumi": "3.270.0",
      "Pulumi CLI": "3.270.0",
    };
    const env = {
      ...partner30Of(sandbox),
      ...sandbox.plesk.server("alpha").envOf(),
      PLESK_SERVER_ALPHA_PASSWORD: "not this one",
    };
    const { stdout } = await runCommand(
      doctorCommand(() => Promise.resolve(versions)),
      [],
      env,
    );
    return stdout;
  },
};

function partner30Of({ env }: Sandbox): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith("PLESK_PARTNER30_")));
}

describe("the documentation shows what is printed by", () => {
  it.each(Object.keys(samples))("pulumi-plesk %s", async (name) => {
    const sandbox = await startSandbox({ seed: { partner30: { keys: DEMO_KEYS } } });
    try {
      expectOutput(name, sameEachTime((await samples[name]?.(sandbox)) ?? ""));
    } finally {
      await sandbox.close();
    }
  });

  it.each(["drift", "plan", "merge", "adopt", "doctor", "sandbox"])(
    "pulumi-plesk %s --help",
    async (name) => {
      const { stdout } = await pulumiPlesk([name, "--help"], {}, __dirname);
      expectOutput(`${name}Help`, stdout);
    },
  );
});

function sameEachTime(printed: string): string {
  return printed.replace(/127\.0\.0\.1:\d{5}/g, "127.0.0.1:40711");
}
