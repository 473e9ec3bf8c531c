import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

import { linksOf } from "./links";
import { page, root } from "./pages";

// What the Pulumi Registry asks of a community package: pulumi/registry, docs/adding-a-new-package.md.
describe("the pages of the Pulumi Registry", () => {
  it.each([
    ["docs/_index.md", "Plesk"],
    ["docs/installation-configuration.md", "Plesk Installation & Configuration"],
  ])("%s begins with a title, a description and its layout", (path, title) => {
    const [, front = ""] = /^---\n([\s\S]*?)\n---\n/.exec(page(path)) ?? [];
    expect(parse(front)).toEqual({
      title,
      meta_desc: expect.stringContaining("Plesk") as string,
      layout: "package",
    });
  });

  it.each(["docs/_index.md", "docs/installation-configuration.md"])("%s has no relative links", (path) => {
    expect(linksOf(page(path)).filter((link) => !/^(https:|#)/.test(link))).toEqual([]);
  });

  it("has a block for each language of its example", () => {
    const text = page("docs/_index.md");
    const [, languages = ""] = /\{\{< chooser language "(.*)" >\}\}/.exec(text) ?? [];
    const blocks = [...text.matchAll(/\{\{% choosable language (\w+) %\}\}/g)].map(
      ([, language]) => language,
    );
    expect(blocks).toEqual(languages.split(","));
  });
});

describe("the schema for the Pulumi Registry", () => {
  const schema = JSON.parse(readFileSync(join(root, "provider/schema.json"), "utf8")) as Record<
    string,
    unknown
  >;

  it("says what the package page shows", () => {
    expect(schema).toMatchObject({
      displayName: "Plesk",
      publisher: "pulumi-plesk",
      license: "Apache-2.0",
      repository: "https://github.com/pulumi-plesk/pulumi-plesk",
      pluginDownloadURL: "github://api.github.com/pulumi-plesk",
      keywords: expect.arrayContaining(["category/infrastructure", "kind/native"]) as string[],
    });
    expect(schema.description).toContain("Plesk");
  });

  it("shows a logo that there is", () => {
    const prefix = "https://raw.githubusercontent.com/pulumi-plesk/pulumi-plesk/main/";
    const logo = String(schema.logoUrl);
    expect(logo.startsWith(prefix)).toBe(true);
    expect(existsSync(join(root, logo.slice(prefix.length)))).toBe(true);
  });
});
