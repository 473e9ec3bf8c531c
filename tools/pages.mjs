// node tools/pages.mjs <site> <pages> <folder>: puts a built site into a folder of <pages>, where the branch gh-pages is
// checked out: v1.2.3 for a release, next for main. All versions stand side by side; versions.json lists them for the
// site's menu. An address without a folder, as messages of the provider name them, leads to that page of the newest
// release; before there is one, of next.
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

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
writeFileSync(join(pages, "versions.json"), `${JSON.stringify(versions)}\n`);
writeFileSync(join(pages, ".nojekyll"), "");
leadTo(versions.find((name) => /^v[\d.]+$/.test(name)) ?? folder);

/** next is behind all releases, and a prerelease behind its release. */
function newestFirst(left, right) {
  if (left === "next" || right === "next") return left === "next" ? 1 : -1;
  return right
    .replace(/^[^-]*$/, "$&~")
    .localeCompare(left.replace(/^[^-]*$/, "$&~"), "en", { numeric: true });
}

/** A page for each one of a version, which leads there with the anchor that it was asked for. */
function leadTo(version) {
  const kept = [".git", ".nojekyll", "CNAME", "versions.json", ...versions];
  for (const name of readdirSync(pages).filter((each) => !kept.includes(each)))
    rmSync(join(pages, name), { recursive: true });
  const files = readdirSync(join(pages, version), { recursive: true }).map((name) =>
    name.replaceAll("\\", "/"),
  );
  for (const file of files.filter((name) => name.endsWith(".html") && name !== "404.html")) {
    const up = "../".repeat(file.split("/").length - 1);
    const target = `${up}${version}/${file.replace(/(index)?\.html$/, "")}`;
    const lines = [
      `<!doctype html><title>pulumi-plesk</title><script>location.replace("${target}" + location.hash);</script>`,
      `<noscript><meta http-equiv="refresh" content="0; url=${target}"></noscript><a href="${target}">${version}</a>`,
    ];
    mkdirSync(dirname(join(pages, file)), { recursive: true });
    writeFileSync(join(pages, file), `${lines.join("\n")}\n`);
  }
}
