// npm test: sets up what is missing, then checks types, lint and formatting and runs all tests.
// With --full also what takes longer than a daily run should. Further arguments go to jest.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { run, runBeside, setUp } from "./setup.mjs";

const full = process.argv.includes("--full");
const jestArguments = process.argv.slice(2).filter((argument) => argument !== "--full");

setUp();
const folder = mkdtempSync(join(tmpdir(), "pulumi-plesk-test-"));
const results = join(folder, "results.json");
const beside = [
  ["types", "npm", ["run", "--silent", "check"]],
  ["lint", "eslint", ["."]],
  ["formatting", "prettier", ["--check", "."]],
];
const tests = ["--json", `--outputFile=${results}`, ...jestArguments];
const matrices = [
  "test/stories/(licenseKey|\\w+Upgrade|\\w+Binding)/(assumptions|bulk|cases|changes|cuts|faults|late|ownership|surprises)",
];
const passed = [
  ...(await Promise.all(
    beside.map(([title, command, args]) => timed(title, () => runBeside(command, args))),
  )),
  await timed(full ? "all tests" : "tests", () => run("jest", tests, environment())),
  ...(full && jestArguments.length === 0
    ? [await timed("the matrices over the plugin", () => run("jest", matrices, throughPlugin()))]
    : []),
];
report(results);
rmSync(folder, { recursive: true, force: true });
process.exitCode = passed.includes(false) ? 1 : 0;

async function timed(title, work) {
  const start = Date.now();
  console.log(`[test] ${title} ...`);
  const ok = (await work()) === 0;
  console.log(`[test] ${title}: ${ok ? "passed" : "FAILED"} in ${Math.round((Date.now() - start) / 1000)} s`);
  return ok;
}

/** The same stories, whose resources are reached over gRPC through the plugin's service. */
function throughPlugin() {
  return { ...environment(), PULUMI_PLESK_DOOR: "native" };
}

function environment() {
  return {
    PULUMI_PLESK_TWINS_FILE: join(folder, "twins.jsonl"),
    ...(full ? { PULUMI_PLESK_TEST: "full" } : {}),
  };
}

/** The closing line that says how many tests ran. */
function report(file) {
  if (!existsSync(file)) return;
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(file, "utf8"));
  console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
}
