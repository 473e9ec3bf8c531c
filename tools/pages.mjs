// node tools/pages.mjs <site> <pages> <folder>: puts a built site into a folder of <pages>, where the branch gh-pages is
// checked out: v1.2.3 for a release, next for main. All versions stand side by side; versions.json lists them for the
// site's menu, and the address without a folder leads to the newest release, before there is one to next.
import { cpSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [site, pages, folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("node tools/pages.mjs <site> <pages> <folder>");
  process.exit(1);
}
rmSync(join(pages, folder), { recursive: true, force: true });
cpSync(site, join(pages, folder), { recursive: true });
const versions = readdirSync(pages)
  .filter((name) => name === "next" || /^v\d+\.\d+\.\d+/.test(name))
  .sort(newestFirst);
const newest = versions.find((name) => /^v[\d.]+$/.test(name)) ?? folder;
writeFileSync(join(pages, "versions.json"), `${JSON.stringify(versions)}\n`);
const head = `<meta http-equiv="refresh" content="0; url=${newest}/">`;
writeFileSync(join(pages, "index.html"), `<!doctype html>${head}<a href="${newest}/">${newest}</a>\n`);
writeFileSync(join(pages, ".nojekyll"), "");

/** next is behind all releases, and a prerelease behind its release. */
function newestFirst(left, right) {
  if (left === "next" || right === "next") return left === "next" ? 1 : -1;
  return right
    .replace(/^[^-]*$/, "$&~")
    .localeCompare(left.replace(/^[^-]*$/, "$&~"), "en", { numeric: true });
}
