import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { plotOf } from "../../bench/fleet/plot";
import { full } from "../harness/full";
import { missingFor } from "../harness/pluginStack";

const root = join(__dirname, "..", "..");

describe("the plot of what a stack costs", () => {
  const svg = plotOf({
    title: "Cost & size",
    x: "keys",
    y: "seconds",
    lines: [
      {
        title: "create",
        points: [
          [50, 2],
          [800, 90.4],
        ],
      },
      {
        title: "preview",
        points: [
          [50, 1],
          [800, 8],
        ],
      },
    ],
  });

  it("has round numbers on both axes, beyond the highest values, and lines within them", () => {
    const numbers = [...svg.matchAll(/text-anchor="(end|middle)">([\d.]+)</g)].map(([, side, text]) => [
      side,
      Number(text),
    ]);
    expect(numbers.filter(([side]) => side === "end").map(([, at]) => at)).toEqual([0, 25, 50, 75, 100]);
    expect(numbers.filter(([side]) => side === "middle").map(([, at]) => at)).toEqual([
      0, 200, 400, 600, 800,
    ]);
    const [, ...ways] = [...svg.matchAll(/ d="M([\d. L]+)"/g)].map(([, way = ""]) =>
      way.split(/[ L]/).map(Number),
    );
    for (const way of ways)
      for (const [at, value] of way.entries()) {
        expect(value).toBeGreaterThanOrEqual(at % 2 === 0 ? 52 : 62);
        expect(value).toBeLessThanOrEqual(at % 2 === 0 ? 460 : 330);
      }
  });

  it("names its lines, tells them apart without colours, and has colours for the dark", () => {
    expect(svg).toContain("Cost &amp; size");
    expect(svg).toContain(">create</text>");
    expect(new Set([...svg.matchAll(/stroke-dasharray="([^"]+)"/g)].map(([, dashes]) => dashes)).size).toBe(
      2,
    );
    expect(svg).toContain("prefers-color-scheme: dark");
    expect(svg).not.toContain("NaN");
  });
});

describe("npm run bench -- --fleet", () => {
  full(it)(
    "runs a small fleet by the example's runner, counts what it bought, and writes nothing where it cannot be believed",
    async () => {
      if (missingFor("nodejs") !== undefined) return;
      const page = (): string => readFileSync(join(root, "docs", "guides", "fleets.md"), "utf8");
      const before = page();
      const small = ["--stacks", "2", "--keys", "3", "--widths", "2", "--sizes", "2", "--runs", "1"];
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [join(root, "bench", "run.mjs"), "--fleet", ...small],
        { cwd: root },
      );
      expect(stdout).toMatch(/\| create \(`up`\), 2 at a time \| \d+ \| \d+ \| \d+ \| \d+ \| 6 \|/);
      expect(stdout).toMatch(
        /\| `up` of what is done already, 2 at a time \| \d+ \| \d+ \| \d+ \| 0 \| 0 \|/,
      );
      expect(stdout).toContain("| processor seconds of one stack | 2 keys |");
      expect(page()).toBe(before);
    },
    300_000,
  );
});
