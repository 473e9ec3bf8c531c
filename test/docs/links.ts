import { existsSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

import { page, root, type Page } from "./pages";

/** Addresses of files of this repository on its forge: what pages have to say that are shown elsewhere too. */
const forge = "https://github.com/pulumi-plesk/pulumi-plesk/blob/main/";

/** What is wrong with the links of a page that lead to this repository's own files. */
export function brokenLinks({ path, text }: Page): string[] {
  return linksOf(text).flatMap((link) => {
    const problem = problemOf(path, link);
    return problem === undefined ? [] : [`${path}: ${link}: ${problem}`];
  });
}

export function linksOf(text: string): string[] {
  const plain = withoutCode(text);
  const inline = [...plain.matchAll(/\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)/g)];
  const written = [...plain.matchAll(/(?:href|src)="([^"]+)"/g)];
  return [...inline, ...written].map(([, link = ""]) => link);
}

function problemOf(from: string, link: string): string | undefined {
  const onForge = link.startsWith(forge);
  if (!onForge && /^[a-z]+:/.test(link)) return undefined;
  const [path = "", anchor] = (onForge ? link.slice(forge.length) : link).split("#");
  const target = onForge ? path : path === "" ? from : join(dirname(from), path);
  if (normalize(target).startsWith("..")) return "leads out of the repository";
  if (!existsSync(join(root, target))) return "there is no such file";
  if (anchor === undefined) return undefined;
  if (!target.endsWith(".md") || statSync(join(root, target)).isDirectory()) return "has no anchors";
  return anchorsOf(page(target)).includes(anchor) ? undefined : "there is no such anchor";
}

/** The anchors of a page, as GitHub makes them from its headings, and those that are written out. */
export function anchorsOf(text: string): string[] {
  const plain = withoutFences(text);
  const seen = new Map<string, number>();
  const headings = [...plain.matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = ""]) => {
    const slug = slugOf(heading);
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${String(times)}`;
  });
  const written = [...plain.matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id);
  return [...headings, ...written];
}

/** As GitHub does, which the site's generator is told to do too. */
export function slugOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
}

function withoutFences(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, "");
}

function withoutCode(text: string): string {
  return withoutFences(text).replace(/`[^`\n]*`(?!\])/g, "");
}
