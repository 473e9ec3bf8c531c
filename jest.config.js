const { tmpdir } = require("node:os");
const { join } = require("node:path");

// Each run counts its own twin stories: its workers have this file's name from it.
process.env.PULUMI_PLESK_TWINS_FILE ??= join(tmpdir(), `pulumi-plesk-twins-${process.pid}.jsonl`);

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }] },
  testMatch: ["<rootDir>/{test,sandbox/test,engine/test}/**/*.test.ts"],
  // Sources, not what was built of them: a change shows in the next run.
  moduleNameMapper: {
    "^plesk-sandbox$": "<rootDir>/sandbox/src/index.ts",
    "^pulumi-embedded-engine$": "<rootDir>/engine/src/index.ts",
  },
  // The test of a user's own runs in a jest of its own: test/package/userTest.test.ts.
  testPathIgnorePatterns: ["/node_modules/", "/userTest/"],
  modulePathIgnorePatterns: ["/dist/"],
  globalTeardown: "<rootDir>/engine/test/harness/globalTeardown.ts",
  testTimeout: 120_000,
  maxWorkers: 2,
};
