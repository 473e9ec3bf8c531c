// npm test: sets up what is missing, then checks types, lint and formatting and runs all tests.
// With --full also what takes longer than a daily run should.
import { run, setUp } from "./setup.mjs";

const full = process.argv.includes("--full");
const rest = process.argv.slice(2).filter((argument) => argument !== "--full");

setUp();
const parts = [
  ["types", "npm", ["run", "--silent", "check"]],
  ["lint and formatting", "npm", ["run", "--silent", "lint"]],
  [full ? "all tests" : "tests", "jest", rest],
];
for (const [title, command, args] of parts) {
  const start = Date.now();
  console.log(`[test] ${title} ...`);
  const status = run(command, args, full ? { PULUMI_PLESK_TEST: "full" } : {});
  console.log(
    `[test] ${title}: ${status === 0 ? "passed" : "FAILED"} in ${Math.round((Date.now() - start) / 1000)} s`,
  );
  if (status !== 0) {
    process.exitCode = 1;
    break;
  }
}
