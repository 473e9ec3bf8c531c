import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { startSandbox } from "plesk-sandbox";
import { twin } from "../../engine/test/harness/twin";
import { expectSuccess } from "../harness/story";
import { expectTypes, transpileOnly } from "../harness/typescript";
import { tables } from "./tables";

const root = join(__dirname, "..", "..");
const file = join(root, "README.md");

/** With UPDATE_README=1 the test writes what it would otherwise compare. */
function readme(): string {
  const found = readFileSync(file, "utf8");
  if (process.env.UPDATE_README !== "1") return found;
  writeFileSync(file, withTables(withFiles(found)));
  return readFileSync(file, "utf8");
}

function withTables(text: string): string {
  return text.replace(/<!-- table: (\w+) -->\n[\s\S]*?<!-- \/table -->/g, (_, name: string) =>
    [`<!-- table: ${name} -->`, tables[name]?.(), "<!-- /table -->"].join("\n"),
  );
}

function withFiles(text: string): string {
  return text.replace(/<!-- file: (\S+) -->\n```(\w+)\n[\s\S]*?```/g, (_, name: string, language: string) =>
    [
      `<!-- file: ${name} -->`,
      `\`\`\`${language}`,
      readFileSync(join(root, name), "utf8").trimEnd(),
      "```",
    ].join("\n"),
  );
}

describe("the README", () => {
  it("holds the tables that the product's own data makes", () => {
    const text = readme();
    expect(withTables(text)).toBe(text);
  });

  it("shows example files as they are, each of which is run by a test", () => {
    const text = readme();
    expect([...text.matchAll(/<!-- file: (\S+) -->/g)].map(([, name]) => name)).toEqual([
      "examples/license-key/index.ts",
      "examples/plan-binding/index.ts",
      "examples/license-upgrade/index.ts",
      "test/package/userTest/licences.test.ts",
    ]);
    expect(withFiles(text)).toBe(text);
  });

  it.each([
    ["LicenseKey", "licenseKey"],
    ["PleskLicenseUpgrade", "pleskLicenseUpgrade"],
    ["SubscriptionPlanBinding", "subscriptionPlanBinding"],
  ])("names a row for every input of a %s", (name, folder) => {
    const [section = ""] = readme().split(`## ${name}\n`).slice(1);
    const args = readFileSync(join(root, `provider/resources/${folder}/index.ts`), "utf8");
    const [body = ""] = args.split(`export interface ${name}Args {`).slice(1);
    const [members = ""] = body.split("\n}");
    for (const [, input] of members.matchAll(/^ {2}(\w+)\??:/gm))
      expect(section).toContain(`| \`${input ?? ""}\` |`);
  });

  // The short examples, in one program of a user's own, with the sandbox's address in the place of the vendor's.
  twin("has short examples that run as they are printed", async (half) => {
    const sandbox = await startSandbox();
    const folder = mkdtempSync(join(__dirname, "program-"));
    try {
      sandbox.partner30.add({
        ownerId: "20001",
        items: [{ item: "PLESK-12-WEB-PRO-1M" }],
        nickname: "web-01",
      });
      const snippets = [...readme().matchAll(/(?<!-->\n)```ts\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
      expect(snippets).toHaveLength(2);
      writeFileSync(join(folder, "index.ts"), program(snippets, sandbox.env.PLESK_PARTNER30_URL ?? ""));
      writeFileSync(join(folder, "Pulumi.yaml"), "name: readme\nruntime: nodejs\nmain: index.ts\n");
      writeFileSync(
        join(folder, "tsconfig.json"),
        readFileSync(join(root, "examples/quickstart/tsconfig.json"), "utf8").replace("../..", "../../.."),
      );
      if (half.engine.kind === "embedded") await expectTypes(folder);
      const { PLESK_PARTNER30_LOGIN: login = "", PLESK_PARTNER30_PASSWORD: password = "" } = sandbox.env;
      const { up, stack } = await half.open({
        project: folder,
        env: { ...sandbox.env, EAST_LOGIN: login, EAST_PASSWORD: password, ...transpileOnly },
      });
      expectSuccess(await up());
      expect(await stack.outputs()).toMatchObject({
        nickname: { value: "web-01" },
        keyNumber: { value: "PLSK.20000001.0001" },
      });
      expect(sandbox.ledger.changes().map(({ operations }) => operations.join("+"))).toEqual([
        "create+nickname",
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
      await sandbox.close();
    }
  });
});

function program(snippets: readonly string[], url: string): string {
  const body = snippets.join("\n").replaceAll("https://api.central.plesk.com/30/", url);
  const rest = `const same = plesk.LicenseKey.get("same", key.keyId);\nreturn { nickname: key.nickname, keyNumber: same.keyNumber };`;
  return `import * as plesk from "pulumi-plesk";\n\nexport = async () => {\n${body}\n${rest}\n};\n`;
}
