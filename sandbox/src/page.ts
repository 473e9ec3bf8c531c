import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { VendorAnswer } from "./system";

/** Shipped as it is: no step makes it. */
const FOLDER = join(__dirname, "..", "page");

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=UTF-8",
  ".css": "text/css; charset=UTF-8",
  ".js": "text/javascript; charset=UTF-8",
};

const HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
};

/** A file of the page for people: `/` and what it loads; undefined for any other path. */
export function pageFile(method: string | undefined, path: string): VendorAnswer | undefined {
  if (method !== "GET") return undefined;
  const name = path === "/" ? "index.html" : path.replace(/^\/page\//, "");
  const type = TYPES[extname(name)];
  if (type === undefined || !readdirSync(FOLDER).includes(name)) return undefined;
  return {
    status: 200,
    headers: { ...HEADERS, "Content-Type": type },
    body: readFileSync(join(FOLDER, name), "utf8"),
  };
}
