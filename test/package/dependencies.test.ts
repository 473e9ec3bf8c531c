import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { preProcessFile } from "typescript";

import { root } from "./consumer";

interface Manifest {
  dependencies: object;
  peerDependencies?: Record<string, string>;
  engines: { node: string };
}

function manifestIn(...folder: string[]): Manifest {
  return JSON.parse(readFileSync(join(root, ...folder, "package.json"), "utf8")) as Manifest;
}

describe("what a package depends on", () => {
  it.each([
    [".", ["provider", "cli", "testing"]],
    ["sandbox", ["src"]],
    ["engine", ["src"]],
  ])("is what its sources import, no more and no less: %s", (folder, sources) => {
    const { dependencies, peerDependencies = {} } = manifestIn(folder);
    const declared = [...Object.keys(dependencies), ...Object.keys(peerDependencies)].sort();
    expect(importedBy(sources.map((name) => join(root, folder, name)))).toEqual(declared);
  });
});

describe("the Node.js that is asked for", () => {
  const [, oldest = "", major = ""] = /^>=((\d+)\.\d+)\.\d+$/.exec(manifestIn().engines.node) ?? [];

  it("is the same for all packages, and of the oldest line that Pulumi's SDK supports", () => {
    for (const folder of ["sandbox", "engine"])
      expect(manifestIn(folder).engines).toEqual(manifestIn().engines);
    expect(manifestIn("node_modules", "@pulumi", "pulumi").engines.node).toMatch(`>=${major}`);
    expect(manifestIn("engine").peerDependencies?.["@pulumi/pulumi"]).toBe(
      manifestIn().peerDependencies?.["@pulumi/pulumi"],
    );
  });

  it.each(["README.md", "sandbox/README.md", "docs/get-started.md", "docs/installation-configuration.md"])(
    "is what %s says",
    (page) => {
      const said = [
        ...readFileSync(join(root, page), "utf8").matchAll(/Node(?:\.js)? (\d+(?:\.\d+)?) or newer/g),
      ];
      expect(said.map(([, version]) => version)).toEqual([oldest]);
    },
  );
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
