/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { parser: { syntax: "typescript" }, target: "es2022" } }] },
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  globalTeardown: "<rootDir>/test/harness/globalTeardown.ts",
  testTimeout: 120_000,
  maxWorkers: 2,
};
