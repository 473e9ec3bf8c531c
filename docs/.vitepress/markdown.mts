/** What the site does with pages that are written for the repository's forge and for the Pulumi Registry. */
import { posix } from "node:path";

import { renderMermaidSVG } from "beautiful-mermaid";
import type { MarkdownRenderer } from "vitepress";

interface Environment {
  relativePath: string;
  frontmatter?: { title?: string; layout?: string };
}

/** A page of the Pulumi Registry has its title in front matter only; a page of the site begins with it. */
export function titleRegistryPage(md: MarkdownRenderer): void {
  md.core.ruler.push("registry-title", ({ env, tokens, Token }) => {
    const { frontmatter } = env as Environment;
    if (frontmatter?.layout !== "package") return;
    const open = new Token("heading_open", "h1", 1);
    const close = new Token("heading_close", "h1", -1);
    const text = new Token("inline", "", 0);
    const words = new Token("text", "", 0);
    words.content = frontmatter.title ?? "";
    text.children = [words];
    tokens.unshift(open, text, close);
  });
}

/** Links out of docs/ lead to the repository; links to the repository's docs/ and to the newest site stay on this one. */
export function keepLinks(md: MarkdownRenderer, repository: string, site: string): void {
  const own = [`${repository}/blob/main/docs/`, site];
  md.core.ruler.push("links", ({ env, tokens }) => {
    const { relativePath } = env as Environment;
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.attrGet("href");
      if (token.type !== "link_open" || href === null) continue;
      const prefix = own.find((each) => href.startsWith(each));
      if (prefix !== undefined) token.attrSet("href", `/${href.slice(prefix.length)}`);
      const target = posix.join(posix.dirname(relativePath), href);
      if (!/^[a-z]+:/.test(href) && target.startsWith("../"))
        token.attrSet("href", `${repository}/blob/main/${target.slice(3)}`);
    }
  });
}

/** Names in code may break between their words: `partner30Url`, `PLESK_PARTNER30_URL`. Else a narrow table breaks them anywhere. */
export function breakNames(md: MarkdownRenderer): void {
  const code = md.renderer.rules.code_inline;
  md.renderer.rules.code_inline = (...args) =>
    (code?.(...args) ?? "").replace(/>[^<]+</, (text) =>
      text.replace(/[_:./-](?=\w)|[a-z\d](?=[A-Z])/g, "$&<wbr>"),
    );
}

/** Diagrams are drawn when the site is built: a picture for light and one for dark pages, without a script. */
export function drawDiagrams(md: MarkdownRenderer): void {
  const fence = md.renderer.rules.fence;
  md.renderer.rules.fence = (tokens, index, options, env: Environment, self) => {
    const { info = "", content = "" } = tokens[index] ?? {};
    if (info.trim() !== "mermaid") return fence?.(tokens, index, options, env, self) ?? "";
    const title = md.utils.escapeHtml(`Diagram of the page ${env.relativePath}`);
    const picture = (theme: "light" | "dark"): string =>
      `<img class="diagram ${theme}-only" alt="${title}" src="${dataUrl(drawing(content, theme))}">`;
    return `<p>${picture("light")}${picture("dark")}</p>`;
  };
}

const themes = {
  light: { bg: "#ffffff", fg: "#3c3c43", muted: "#3c3c43", line: "#67676c" },
  dark: { bg: "#1b1b1f", fg: "#dfdfd6", muted: "#dfdfd6", line: "#98989f" },
};

/** Without the web font that it would load from elsewhere. */
function drawing(text: string, theme: keyof typeof themes): string {
  const svg = renderMermaidSVG(text, { ...themes[theme], font: "sans-serif", transparent: true });
  return svg.replace(/@import url\([^)]*\);?/g, "");
}

function dataUrl(svg: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}
