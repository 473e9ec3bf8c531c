import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const file = join(__dirname, "..", "..", "README.md");

/** What the README shows as a command's output must be what it printed; with UPDATE_README=1 it is written. */
export function expectSample(name: string, output: string): void {
  const text = readFileSync(file, "utf8");
  const sample = new RegExp(`(<!-- sample: ${name} -->\n\`\`\`\n)[\\s\\S]*?(\`\`\`)`);
  const updated = text.replace(sample, (_, before: string, after: string) => before + output + after);
  if (process.env.UPDATE_README === "1") writeFileSync(file, updated);
  else expect(sample.exec(text)?.[0]).toBe(sample.exec(updated)?.[0]);
  expect(text).toMatch(sample);
}
