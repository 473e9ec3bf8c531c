import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { doctorCommand } from "../../cli/doctor";
import { DEMO_KEYS, startSandbox, type Sandbox } from "plesk-sandbox";
import { runCommand, temporaryFolder } from "../cli/runCommand";
import { pulumiPlesk } from "../harness/command";

const file = join(__dirname, "..", "..", "README.md");

/** What the README shows of our commands, as they print it. With UPDATE_README=1 it is written instead of compared. */
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
  doctor: async (sandbox) => {
    const versions = {
      "pulumi-plesk": "0.1.0",
      "Node.js": "22.20.0",
      "@pulumi/pulumi": "3.270.0",
      "Pulumi CLI": "3.270.0",
    };
    const partner30 = Object.entries(sandbox.env).filter(([name]) => name.startsWith("PLESK_PARTNER30_"));
    const env = {
      ...Object.fromEntries(partner30),
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

describe("the README shows what is printed by", () => {
  it.each(Object.keys(samples))("pulumi-plesk %s", async (name) => {
    const sandbox = await startSandbox({ seed: { partner30: { keys: DEMO_KEYS } } });
    try {
      const printed = (await samples[name]?.(sandbox)) ?? "";
      const block = `<!-- output: ${name} -->\n\`\`\`text\n${sameEachTime(printed)}\n\`\`\``;
      const readme = readFileSync(file, "utf8");
      const shown = new RegExp(`<!-- output: ${name} -->\\n\`\`\`text\\n[\\s\\S]*?\`\`\``);
      if (process.env.UPDATE_README === "1")
        writeFileSync(
          file,
          readme.replace(shown, () => block),
        );
      else expect(shown.exec(readme)?.[0]).toBe(block);
    } finally {
      await sandbox.close();
    }
  });
});

function sameEachTime(printed: string): string {
  return printed.trimEnd().replace(/127\.0\.0\.1:\d{5}/g, "127.0.0.1:40711");
}
