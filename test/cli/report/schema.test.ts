import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { jsonSchema } from "../../../cli/report/schema";

const file = join(__dirname, "../../../schema/report.json");

test("is published as the one that reports are made by (UPDATE_SCHEMA=1 writes it)", () => {
  if (process.env.UPDATE_SCHEMA === "1") writeFileSync(file, `${JSON.stringify(jsonSchema(), null, 2)}\n`);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(jsonSchema());
});

test("says of every member what it is, where its name does not", () => {
  const { properties } = jsonSchema() as { properties: Record<string, { description?: string }> };
  const silent = Object.entries(properties).filter(([, { description }]) => description === undefined);
  expect(silent.map(([name]) => name)).toEqual(["version", "command", "project", "exitCode"]);
});
