// npm run docs: docs/ as a site in dist/docs, without a network and with a search of its own. DOCS_BASE is the folder
// that it will stand in, e.g. /pulumi-plesk/v0.1/, so that each version can have one.
import { defineConfig } from "vitepress";

import { breakNames, drawDiagrams, keepLinks, titleRegistryPage } from "./markdown.mts";
import { sidebar } from "./sidebar.mts";

const repository = "https://github.com/pulumi-plesk/pulumi-plesk";

const site = "https://pulumi-plesk.github.io/pulumi-plesk/";

const base = process.env.DOCS_BASE ?? "/";

export default defineConfig({
  title: "pulumi-plesk",
  description: "Plesk licences and plan bindings as code",
  lang: "en",
  base,
  head: [["link", { rel: "icon", href: `${base}icon.svg`, type: "image/svg+xml" }]],
  outDir: "../dist/docs",
  cacheDir: "../dist/docs-cache",
  // The overview of the Pulumi Registry, whose site has other links and marks of its own.
  srcExclude: ["_index.md"],
  cleanUrls: true,
  markdown: {
    anchor: { slugify: asGitHub },
    toc: { slugify: asGitHub },
    config: (md) => {
      md.use(titleRegistryPage);
      md.use(keepLinks, repository, site);
      md.use(drawDiagrams);
      md.use(breakNames);
    },
  },
  transformPageData: ({ frontmatter, relativePath }) => {
    // "package" is a layout of the Pulumi Registry; here that page is as any other.
    if (frontmatter.layout === "package") frontmatter.layout = "doc";
    // Made of doc comments: there is no page to edit.
    if (relativePath.startsWith("reference/api/")) frontmatter.editLink = false;
  },
  themeConfig: {
    logo: "/icon.svg",
    search: { provider: "local" },
    outline: { level: [2, 3] },
    sidebar,
    socialLinks: [{ icon: "github", link: repository }],
    editLink: { pattern: `${repository}/edit/main/docs/:path` },
  },
});

/** Anchors are those that GitHub makes, so that one link leads to a heading in both places. */
function asGitHub(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
}
