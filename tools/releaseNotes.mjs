// node tools/releaseNotes.mjs v0.1.0: prints what the change log says about that version; fails where it says nothing.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "./setup.mjs";

const [tag = ""] = process.argv.slice(2);
const version = tag.replace(/^v/, "");
const sections = readFileSync(join(root, "CHANGELOG.md"), "utf8").split(/^## /m);
const found = sections.find(
  (section) => section.startsWith(`${version} `) || section.startsWith(`${version}\n`),
);
if (found === undefined) {
  console.error(`CHANGELOG.md has no section ${version}`);
  process.exit(1);
}
console.log(found.slice(found.indexOf("\n")).trim());
