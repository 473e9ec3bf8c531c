import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

export const root = join(__dirname, "..", "..");
const updates = process.env.UPDATE_DOCS === "1";

/** The pages of the API, which `npm run docs` makes, and git leaves alone. */
const madeOfComments = "docs/reference/api/";

/** A page of Markdown, by its path in the repository. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** The README and all pages of docs/. */
export function productPages(): Page[] {
  return pages("README.md", "docs");
}

/** All pages in these files and folders. */
export function pages(...places: readonly string[]): Page[] {
  return places
    .flatMap((place) => filesOf(place))
    .filter((path) => path.endsWith(".md") && !path.startsWith(madeOfComments))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

function filesOf(place: string): string[] {
  if (statSync(join(root, place)).isFile()) return [place];
  const all = readdirSync(join(root, place), { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
}

export function page(path: string): string {
  const file = join(root, path);
  if (!existsSync(file)) throw new Error(`there is no page ${path}`);
  return readFileSync(file, "utf8");
}

/** The pages have to be what is made of them; with UPDATE_DOCS=1 they are written instead. */
export function expectPages(made: (text: string) => string): void {
  for (const { path, text } of productPages()) {
    if (updates) writeFileSync(join(root, path), made(text));
    else expect({ path, text }).toEqual({ path, text: made(text) });
  }
}

/**
 * What a page shows as the output of a command, in a block below `<!-- output: <name> -->`, has to be what was printed or written;
 * with UPDATE_DOCS=1 it is written instead.
 */
export function expectOutput(name: string, printed: string): void {
  const block = new RegExp(`(<!-- output: ${name} -->\n\`\`\`\\w+\n)[\\s\\S]*?(\`\`\`)`);
  expect(productPages().filter(({ text }) => block.test(text))).toHaveLength(1);
  const output = `${printed.trimEnd()}\n`;
  expectPages((text) => text.replace(block, (_, before: string, after: string) => before + output + after));
}

/** The blocks of code of a language that are on a page as they are, not taken from a file. */
export function snippets(text: string, language: string): string[] {
  const block = new RegExp(`(?<!-->\n)\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g");
  return [...text.matchAll(block)].map(([, code = ""]) => code);
}
