import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { full } from "../harness/full";
import { missingFor } from "../harness/pluginStack";

const root = join(__dirname, "..", "..");
const page = (): string => readFileSync(join(root, "docs", "benchmarks.md"), "utf8");

const run = (...args: string[]): Promise<{ stdout: string }> =>
  promisify(execFile)(process.execPath, [join(root, "bench", "run.mjs"), ...args], { cwd: root });

describe("npm run bench", () => {
  const missing = missingFor("nodejs");

  full(it)(
    "measures all sides, and does not believe what it measured once",
    async () => {
      if (missing !== undefined) {
        expect((await run("--resources", "2", "--runs", "1")).stdout).toContain("Nothing is measured");
        return;
      }
      const before = page();
      const { stdout } = await run("--resources", "2", "--runs", "1");
      expect(stdout).toContain("| processor seconds | LicenseKey | LicenseKey by the plugin | (a)");
      expect(stdout).toMatch(/\| `preview --refresh` \| \d+\.\d \| \d+\.\d \|/);
      expect(stdout).toContain("These figures are not to be believed");
      await expect(run("--resources", "2", "--runs", "1", "--write")).rejects.toThrow("stays as it is");
      expect(page()).toBe(before);
    },
    300_000,
  );
});
