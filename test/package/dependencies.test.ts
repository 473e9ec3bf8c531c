import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { preProcessFile } from "typescript";

import { root } from "./consumer";

interface Manifest {
  dependencies: object;
  peerDependencies?: object;
}

describe("what a package depends on", () => {
  it.each([
    [".", ["provider", "cli", "testing"]],
    ["sandbox", ["src"]],
    ["engine", ["src"]],
  ])("is what its sources import, no more and no less: %s", (folder, sources) => {
    const file = join(root, folder, "package.json");
    const { dependencies, peerDependencies = {} } = JSON.parse(readFileSync(file, "utf8")) as Manifest;
    const declared = [...Object.keys(dependencies), ...Object.keys(peerDependencies)].sort();
    expect(importedBy(sources.map((name) => join(root, folder, name)))).toEqual(declared);
  });
});

/** The plugin's file holds what these import: nobody has to install it. */
const bundled = join("host", "native");

/** The packages that the sources in some folders name. */
function importedBy(folders: readonly string[]): string[] {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.startsWith(bundled))
      .map((name) => join(folder, name)),
  );
  const named = files
    .flatMap((file) => preProcessFile(readFileSync(file, "utf8")).importedFiles)
    .map(({ fileName }) => fileName)
    .filter((name) => !name.startsWith(".") && !name.startsWith("node:"))
    .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
  return [...new Set(named)].sort();
}
