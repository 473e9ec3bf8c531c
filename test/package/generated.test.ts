/** SDKs of languages that are compiled: they are made, and carry the schema's texts. The example in Java compiles its own. */
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import schema = require("../../provider/schema.json");
import { full } from "../harness/full";
import { missingOf } from "../harness/pluginStack";

/** The host of .NET loads the logo while it generates. */
async function withLogo(work: (logoUrl: string) => Promise<void>): Promise<void> {
  const server = createServer((_, response) => response.end("<svg/>"));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/logo.svg`);
  } finally {
    server.close();
  }
}

/** All sources as one text, in which Java's comments have no entities. */
function sourcesIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files
    .filter((name) => /\.(cs|java)$/.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n")
    .replaceAll("&#39;", "'");
}

for (const language of ["dotnet", "java"]) {
  const missing = missingOf("pulumi", `pulumi-language-${language}`);
  const title = `the SDK for ${language} is generated and says what the schema says`;
  const work = (): Promise<void> =>
    withLogo(async (logoUrl) => {
      const folder = mkdtempSync(join(tmpdir(), "plesk-sdk-"));
      try {
        const file = join(folder, "schema.json");
        writeFileSync(file, JSON.stringify({ ...schema, logoUrl }));
        const args = ["package", "gen-sdk", file, "--language", language, "--out", folder];
        await promisify(execFile)("pulumi", args, { env: { ...process.env, PULUMI_HOME: folder } });
        const sources = sourcesIn(join(folder, language));
        for (const { description } of Object.values(schema.resources))
          expect(sources).toContain(description.split(/[.;]/)[0]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  if (missing === undefined) full(test)(title, work, 120_000);
  else test.skip(`${title} (${missing})`, () => undefined);
}
