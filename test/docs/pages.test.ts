import { readFileSync } from "node:fs";
import { join } from "node:path";

import { membersTable } from "./members";
import { expectPages, page, productPages, root } from "./pages";
import { tables } from "./tables";

describe("the documentation", () => {
  it("holds the tables that the product's own data makes", () => {
    const named = productPages().flatMap(({ text }) => [...text.matchAll(/<!-- table: (\w+) -->/g)]);
    expect(named.map(([, name]) => name).sort()).toEqual(Object.keys(tables).sort());
    expectPages(withTables);
  });

  it("holds the members of interfaces with their doc comments", () => {
    expectPages(withMembers);
  });

  it("shows example files as they are, each of which is run by a test", () => {
    const named = productPages().flatMap(({ text }) => [...text.matchAll(/<!-- file: (\S+) -->/g)]);
    expect([...new Set(named.map(([, name]) => name))].sort()).toEqual([
      "examples/go/main.go",
      "examples/java/src/main/java/App.java",
      "examples/license-key/index.ts",
      "examples/license-upgrade/index.ts",
      "examples/plan-binding/index.ts",
      "examples/python/__main__.py",
      "examples/yaml/Pulumi.yaml",
      "test/package/userTest/index.ts",
      "test/package/userTest/licences.test.ts",
    ]);
    expectPages(withFiles);
  });

  it.each([
    ["LicenseKey", "licenseKey", "license-key"],
    ["PleskLicenseUpgrade", "pleskLicenseUpgrade", "plesk-license-upgrade"],
    ["SubscriptionPlanBinding", "subscriptionPlanBinding", "subscription-plan-binding"],
  ])(
    "names a row for every input of a %s, on a page that goes from example to import",
    (name, folder, file) => {
      const text = page(`docs/resources/${file}.md`);
      const args = readFileSync(join(root, `provider/resources/${folder}/index.ts`), "utf8");
      const [body = ""] = args.split(`export interface ${name}Args {`).slice(1);
      const [members = ""] = body.split("\n}");
      for (const [, input] of members.matchAll(/^ {2}(\w+)\??:/gm))
        expect(text).toContain(`| \`${input ?? ""}\` |`);
      const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
      const wanted = ["Example", "More examples", "Arguments", "Outputs", "Import"];
      expect(headings.filter((title = "") => wanted.includes(title))).toEqual(wanted);
    },
  );

  it("has a front page that reads in two minutes", () => {
    expect(page("README.md").split("\n").length).toBeLessThanOrEqual(151);
  });
});

function withTables(text: string): string {
  return text.replace(/<!-- table: (\w+) -->\n[\s\S]*?<!-- \/table -->/g, (_, name: string) =>
    [`<!-- table: ${name} -->`, tables[name]?.(), "<!-- /table -->"].join("\n"),
  );
}

function withMembers(text: string): string {
  return text.replace(
    /<!-- members: (\S+) (\w+) -->\n[\s\S]*?<!-- \/members -->/g,
    (_, file: string, name: string) =>
      [`<!-- members: ${file} ${name} -->`, membersTable(file, name), "<!-- /members -->"].join("\n"),
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
